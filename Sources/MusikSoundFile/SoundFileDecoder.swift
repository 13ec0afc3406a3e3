internal import CSndfile
internal import MusikModel

/// Decodes a file held in memory to stereo floats, from any frame on.
///
/// Full scale is ±1; a 16-bit sample is its value / 32 768, a 24-bit one / 8 388 608, both exact.
/// libsndfile itself takes away the delay and padding of LAME, the pre-skip and end trim of Opus
/// and the end trim of Vorbis. Used by one thread at a time.
struct SoundFileDecoder: ~Copyable {
    private var handle: SoundFileHandle
    private let bytes: SoundFileBytes
    private let layout: SoundFileLayout
    private let fold: ChannelFold
    private var scratch: FloatBuffer
    let rate: SampleRate
    let channels: Int
    /// Frames by the file's header; nil where it doesn't know.
    let declaredFrames: Int64?
    /// Decoded before a position and thrown away, so that what follows is exact.
    private let preRoll: Int64

    /// Frames handled at a time.
    static let blockFrames = 4096

    /// Opens a file.
    init(_ bytes: SoundFileBytes, _ layout: SoundFileLayout) throws(SoundFileError) {
        func failure(_ foreign: ForeignFormat) -> SoundFileError {
            SoundFileError(.unsupported(foreign), path: bytes.path, call: "sf_open_virtual")
        }
        let handle = try SoundFileHandle(bytes, layout)
        guard (1...8).contains(handle.channels) else { throw failure(.channels(handle.channels)) }
        guard let rate = SampleRate(hertz: handle.rate) else { throw failure(.rate(handle.rate)) }
        fold = try Self.fold(handle, layout, path: bytes.path)
        channels = handle.channels
        declaredFrames = handle.frames
        preRoll = Self.preRoll(layout, format: handle.format, rate: rate)
        self.rate = rate
        self.bytes = bytes
        self.layout = layout
        scratch = FloatBuffer(count: channels == 2 ? 0 : Self.blockFrames * channels)
        self.handle = handle
    }

    /// Reads interleaved stereo frames; fewer than asked for only at the end.
    mutating func read(
        _ target: UnsafeMutablePointer<Float>, frames: Int
    ) throws(SoundFileError) -> Int {
        if channels == 2 { return try unsafe handle.read(target, frames: frames) }
        var done = 0
        while done < frames {
            let wanted = min(frames - done, Self.blockFrames)
            let got = try unsafe handle.read(scratch.start, frames: wanted)
            unsafe fold.apply(scratch.start, frames: got, into: target + 2 * done)
            done += got
            if got < wanted { break }
        }
        return done
    }

    /// Reads interleaved frames of all channels as the file has them.
    mutating func readUnfolded(
        _ target: UnsafeMutablePointer<Float>, frames: Int
    ) throws(SoundFileError) -> Int {
        try unsafe handle.read(target, frames: frames)
    }

    /// Folds frames got by `readUnfolded`.
    func fold(
        _ source: UnsafePointer<Float>, frames: Int, into target: UnsafeMutablePointer<Float>
    ) {
        unsafe fold.apply(source, frames: frames, into: target)
    }

    /// Moves so that the next frame read is this one, as if the file had been decoded up to it.
    ///
    /// - Throws: `outsideFile` beyond the end.
    mutating func seek(to frame: Int64) throws(SoundFileError) {
        var from = preRoll < frame ? frame - preRoll : 0
        if from > 0, !handle.seek(from) { from = 0 }
        // A fresh handle decodes from the first frame as the analysis did; sf_seek(0) doesn't
        // for every codec.
        if from == 0 { handle = try SoundFileHandle(bytes, layout) }
        try skip(frame - from, to: frame)
    }

    private mutating func skip(_ count: Int64, to frame: Int64) throws(SoundFileError) {
        guard count > 0 else { return }
        let waste = FloatBuffer(count: Self.blockFrames * channels)
        var left = count
        while left > 0 {
            let wanted = Int(min(left, Int64(Self.blockFrames)))
            let got = try unsafe handle.read(waste.start, frames: wanted)
            guard got == wanted else {
                throw SoundFileError(
                    .outsideFile(frame: FrameCount(frame)), path: bytes.path, call: "sf_seek")
            }
            left -= Int64(got)
        }
    }

    /// How far before a position decoding has to start for exact samples, measured per codec with
    /// libsndfile 1.2.0: Vorbis gets up to one block wrong after a seek; an Opus decoder's state
    /// converges within some hundred milliseconds; an MP3 frame borrows bits from up to nine
    /// before it. Encodings not measured are decoded from the start.
    private static func preRoll(
        _ layout: SoundFileLayout, format: Int32, rate: SampleRate
    ) -> Int64 {
        let encoding = Int(format) & SF_FORMAT_SUBMASK
        switch layout.kind {
        case .flac: return 0
        case .vorbis: return 32_768
        case .opus: return Int64(2 * rate.hertz)
        case .mpeg: return 16 * 1152
        case .wave, .aiff:
            let plain = [
                SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8, SF_FORMAT_PCM_16, SF_FORMAT_PCM_24,
                SF_FORMAT_PCM_32, SF_FORMAT_FLOAT, SF_FORMAT_DOUBLE, SF_FORMAT_ULAW, SF_FORMAT_ALAW,
            ]
            return plain.contains(encoding) ? 0 : .max
        case .oggFLAC, .other: return .max
        }
    }

    private static func fold(
        _ handle: borrowing SoundFileHandle, _ layout: SoundFileLayout, path: String
    ) throws(SoundFileError) -> ChannelFold {
        let xiphOrder = layout.kind == .vorbis || layout.kind == .opus
        let usual = ChannelFold.places(channels: handle.channels, xiphOrder: xiphOrder)
        guard handle.channels > 2, let map = handle.channelMap else { return ChannelFold(usual) }
        let ambisonic = SF_CHANNEL_MAP_AMBISONIC_B_W...SF_CHANNEL_MAP_AMBISONIC_B_Z
        if map.contains(where: { ambisonic.contains(Int($0)) }) {
            throw SoundFileError(
                .unsupported(.ambisonic), path: path, call: "SFC_GET_CHANNEL_MAP_INFO")
        }
        let places = map.compactMap(ChannelFold.place(map:))
        // A map that leaves a channel without a place is no better than none.
        return ChannelFold(places.count == handle.channels ? places : usual)
    }
}
