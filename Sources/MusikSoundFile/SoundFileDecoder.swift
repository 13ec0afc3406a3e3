internal import CSndfile
internal import MusikModel

/// Decodes a file held in memory to stereo floats, from any frame on.
///
/// Full scale is ±1; a 16-bit sample is its value / 32 768, a 24-bit one / 8 388 608, both exact.
/// FLAC goes through libFLAC, all else through libsndfile, which itself takes away the delay and padding of LAME, the pre-skip and end trim of Opus
/// and the end trim of Vorbis. Used by one thread at a time.
struct SoundFileDecoder: ~Copyable {
    private var handle: any DecoderHandle & ~Copyable
    private let fold: ChannelFold
    private var scratch: FloatBuffer
    let rate: SampleRate
    let channels: Int
    /// Frames by the file's header; nil where it doesn't know.
    let declaredFrames: Int64?

    /// Frames handled at a time.
    static let blockFrames = 4096

    /// Opens a file so that the first frame read is this one, as if all before had been decoded.
    ///
    /// - Throws: what libsndfile refuses; `unsupported`; `outsideFile` beyond the end.
    init(
        _ bytes: SoundFileBytes, _ layout: SoundFileLayout, from frame: Int64 = 0
    ) throws(SoundFileError) {
        func failure(_ foreign: ForeignFormat) -> SoundFileError {
            SoundFileError(.unsupported(foreign), path: bytes.path, call: "sf_open_virtual")
        }
        var handle = try Self.open(bytes, layout)
        try Self.checkKind(handle, layout, path: bytes.path)
        guard (1...8).contains(handle.channels) else { throw failure(.channels(handle.channels)) }
        guard let rate = SampleRate(hertz: handle.rate) else { throw failure(.rate(handle.rate)) }
        let fold = try Self.fold(handle, layout, path: bytes.path)
        try Self.move(&handle, to: frame, bytes, layout)
        channels = handle.channels
        declaredFrames = handle.frames
        scratch = FloatBuffer(count: handle.channels == 2 ? 0 : Self.blockFrames * handle.channels)
        self.fold = fold
        self.rate = rate
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

    private static func open(
        _ bytes: SoundFileBytes, _ layout: SoundFileLayout
    ) throws(SoundFileError) -> any DecoderHandle & ~Copyable {
        if layout.kind == .flac { return try FLACHandle(bytes, layout) }
        return try SoundFileHandle(bytes, layout)
    }

    /// Moves a fresh handle to a frame.
    private static func move(
        _ handle: inout any DecoderHandle & ~Copyable, to frame: Int64, _ bytes: SoundFileBytes,
        _ layout: SoundFileLayout
    ) throws(SoundFileError) {
        var frame = frame
        if frame > 0, let middle = layout.index?.entry(to: frame, in: bytes) {
            handle = try open(bytes, middle.layout)
            frame = middle.skip
        }
        var position = entry(frame, layout, format: handle.format, rate: handle.rate)
        if position > 0, !handle.seek(position) {
            // From the start libsndfile always gets there.
            handle = try open(bytes, layout)
            position = 0
        }
        guard position < frame else { return }
        let waste = FloatBuffer(count: blockFrames * handle.channels)
        while position < frame {
            let wanted = Int(min(frame - position, Int64(blockFrames)))
            let got = try unsafe handle.read(waste.start, frames: wanted)
            guard got == wanted else {
                throw SoundFileError(
                    .outsideFile(frame: FrameCount(frame)), path: bytes.path, call: "sf_seek")
            }
            position += Int64(got)
        }
    }

    /// Where decoding has to start for exact samples from a frame on, as measured per codec with
    /// libsndfile 1.2.0 on fresh handles.
    ///
    /// Vorbis gets up to one block wrong after a seek; an Opus decoder's state converges within
    /// some hundred milliseconds. Encodings not measured are decoded from their start.
    private static func entry(
        _ frame: Int64, _ layout: SoundFileLayout, format: Int32?, rate: Int
    ) -> Int64 {
        switch layout.kind {
        case .flac: return frame
        case .vorbis: return max(0, frame - 32_768)
        case .opus: return max(0, frame - Int64(2 * rate))
        case .wave, .aiff:
            let plain = [
                SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8, SF_FORMAT_PCM_16, SF_FORMAT_PCM_24,
                SF_FORMAT_PCM_32, SF_FORMAT_FLOAT, SF_FORMAT_DOUBLE, SF_FORMAT_ULAW, SF_FORMAT_ALAW,
            ]
            return plain.contains(Int(format ?? 0) & SF_FORMAT_SUBMASK) ? frame : 0
        // An MP3 is entered by `MPEGIndex` instead.
        case .mpeg, .other: return 0
        }
    }

    /// Refuses what libsndfile takes for a kind that would have been recognised here undamaged.
    private static func checkKind(
        _ handle: borrowing any DecoderHandle & ~Copyable, _ layout: SoundFileLayout, path: String
    ) throws(SoundFileError) {
        guard layout.kind == .other else { return }
        let container = Int(handle.format ?? 0) & SF_FORMAT_TYPEMASK
        let known = [
            SF_FORMAT_MPEG, SF_FORMAT_OGG, SF_FORMAT_FLAC, SF_FORMAT_WAV, SF_FORMAT_WAVEX,
            SF_FORMAT_RF64, SF_FORMAT_AIFF,
        ]
        guard !known.contains(container) else {
            throw SoundFileError(
                .corrupt(.byte(layout.audio.lowerBound)), path: path, call: "sf_open_virtual")
        }
    }

    private static func fold(
        _ handle: borrowing any DecoderHandle & ~Copyable, _ layout: SoundFileLayout, path: String
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
