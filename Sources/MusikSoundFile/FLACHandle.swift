internal import CFLAC
internal import CMusikKernels

/// One open libFLAC decoder over bytes in memory.
///
/// All of libFLAC is called in this file. It is called directly because libsndfile's way from
/// libFLAC's samples to floats costs more than a tenth of the whole decoding. What libFLAC says of
/// damage is passed over here as libsndfile passes over it: a file is checked before it is played.
@safe struct FLACHandle: DecoderHandle, ~Copyable {
    /// What libFLAC's calls see.
    @safe private final class Stream {
        let bytes: ByteView
        let channels: Int
        /// Full scale to 1.
        let gain: Float
        /// The next byte that libFLAC reads.
        var position = 0
        /// Where the reader wants its frames, and how many it still wants.
        var target: UnsafeMutablePointer<Float>?
        var wanted = 0
        /// Frames decoded beyond what was wanted: the range of `rest` that is still to be given.
        var rest: FloatBuffer
        var restFrames = 0..<0

        init(_ bytes: ByteView, _ stream: FLACStream) {
            self.bytes = bytes
            channels = stream.channels
            gain = 1 / Float(sign: .plus, exponent: stream.bits - 1, significand: 1)
            rest = FloatBuffer(count: 4096 * stream.channels)
        }

        /// Takes one decoded FLAC frame: what is wanted of it now, the rest for later.
        func take(_ planes: UnsafePointer<UnsafePointer<Int32>?>, frames: Int) {
            let now = min(wanted, frames)
            if let target = unsafe target, now > 0 {
                unsafe musik_interleave(target, planes, channels, 0, now, gain)
                unsafe self.target = target + now * channels
                wanted -= now
            }
            let left = frames - now
            restFrames = 0..<left
            guard left > 0 else { return }
            if rest.count < left * channels { rest = FloatBuffer(count: left * channels) }
            unsafe musik_interleave(rest.start, planes, channels, now, left, gain)
        }
    }

    private let decoder: UnsafeMutablePointer<FLAC__StreamDecoder>
    private let stream: Stream
    let rate: Int
    let frames: Int64?

    /// Opens the FLAC stream in some bytes.
    ///
    /// - Throws: `corrupt` where its metadata is damaged, `outOfMemory`.
    init(_ bytes: SoundFileBytes, _ layout: SoundFileLayout) throws(SoundFileError) {
        let view = bytes.view.part(layout.audio)
        guard let said = FLACStream(view) else {
            throw SoundFileError(
                .corrupt(.byte(layout.audio.lowerBound)), path: bytes.path, call: "STREAMINFO")
        }
        let stream = Stream(view, said)
        guard let decoder = unsafe Self.decoder(of: stream) else {
            throw SoundFileError(
                .outOfMemory, path: bytes.path, call: "FLAC__stream_decoder_init_stream")
        }
        unsafe self.decoder = decoder
        self.stream = stream
        rate = said.rate
        frames = said.frames
    }

    private static func decoder(of stream: Stream) -> UnsafeMutablePointer<FLAC__StreamDecoder>? {
        guard let decoder = unsafe FLAC__stream_decoder_new() else { return nil }
        let status = unsafe FLAC__stream_decoder_init_stream(
            decoder, read, seek, tell, length, isAtEnd, write, nil, error,
            Unmanaged.passUnretained(stream).toOpaque())
        guard status == FLAC__STREAM_DECODER_INIT_STATUS_OK else {
            unsafe FLAC__stream_decoder_delete(decoder)
            return nil
        }
        return unsafe decoder
    }

    deinit { unsafe FLAC__stream_decoder_delete(decoder) }

    var channels: Int { stream.channels }
    var format: Int32? { nil }
    var channelMap: [Int32]? { nil }

    mutating func read(
        _ target: UnsafeMutablePointer<Float>, frames: Int
    ) throws(SoundFileError) -> Int {
        let kept = min(frames, stream.restFrames.count)
        if kept > 0 {
            let offset = stream.restFrames.lowerBound
            unsafe target.update(
                from: stream.rest.start + offset * channels, count: kept * channels)
            stream.restFrames = (offset + kept)..<stream.restFrames.upperBound
        }
        unsafe stream.target = target + kept * channels
        stream.wanted = frames - kept
        while stream.wanted > 0, isGoing {
            guard unsafe FLAC__stream_decoder_process_single(decoder) != 0 else { break }
        }
        let missing = stream.wanted
        unsafe stream.target = nil
        stream.wanted = 0
        return frames - missing
    }

    mutating func seek(_ frame: Int64) -> Bool {
        stream.restFrames = 0..<0
        return unsafe FLAC__stream_decoder_seek_absolute(decoder, UInt64(frame)) != 0
    }

    /// Whether there may be more: the states after the end and after a failure come last.
    private var isGoing: Bool {
        unsafe FLAC__stream_decoder_get_state(decoder).rawValue
            < FLAC__STREAM_DECODER_END_OF_STREAM.rawValue
    }

    // MARK: What libFLAC calls

    private static func stream(_ context: UnsafeMutableRawPointer?) -> Stream {
        unsafe Unmanaged<Stream>.fromOpaque(context!).takeUnretainedValue()
    }

    private static let read: FLAC__StreamDecoderReadCallback = { _, target, count, context in
        let stream = unsafe FLACHandle.stream(context)
        let part = unsafe min(count!.pointee, stream.bytes.count - stream.position)
        unsafe count!.pointee = part
        guard part > 0 else { return FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM }
        unsafe stream.bytes.withBytes(stream.position..<(stream.position + part)) { bytes in
            unsafe UnsafeMutableRawPointer(target!).copyMemory(
                from: bytes.baseAddress!, byteCount: part)
        }
        stream.position += part
        return FLAC__STREAM_DECODER_READ_STATUS_CONTINUE
    }

    private static let seek: FLAC__StreamDecoderSeekCallback = { _, position, context in
        let stream = unsafe FLACHandle.stream(context)
        guard position <= UInt64(stream.bytes.count) else {
            return FLAC__STREAM_DECODER_SEEK_STATUS_ERROR
        }
        stream.position = Int(position)
        return FLAC__STREAM_DECODER_SEEK_STATUS_OK
    }

    private static let tell: FLAC__StreamDecoderTellCallback = { _, position, context in
        unsafe position!.pointee = UInt64(FLACHandle.stream(context).position)
        return FLAC__STREAM_DECODER_TELL_STATUS_OK
    }

    private static let length: FLAC__StreamDecoderLengthCallback = { _, length, context in
        unsafe length!.pointee = UInt64(FLACHandle.stream(context).bytes.count)
        return FLAC__STREAM_DECODER_LENGTH_STATUS_OK
    }

    private static let isAtEnd: FLAC__StreamDecoderEofCallback = { _, context in
        let stream = unsafe FLACHandle.stream(context)
        return stream.position >= stream.bytes.count ? 1 : 0
    }

    private static let write: FLAC__StreamDecoderWriteCallback = { _, frame, planes, context in
        let stream = unsafe FLACHandle.stream(context)
        let header = unsafe frame!.pointee.header
        // A frame that belongs to no such stream would be read beyond its planes.
        guard Int(header.channels) == stream.channels else {
            return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT
        }
        unsafe stream.take(planes!, frames: Int(header.blocksize))
        return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE
    }

    private static let error: FLAC__StreamDecoderErrorCallback = { _, _, _ in }
}
