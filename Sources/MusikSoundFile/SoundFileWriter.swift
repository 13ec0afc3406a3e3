internal import Glibc
internal import MusikDigest
public import MusikModel
public import MusikRealtime

/// Writes stereo frames, already in a device's format, to a WAV or FLAC file, bit for bit.
///
/// The same frames give the same bytes: nothing in the file depends on when or where it is
/// written. It is written under another name beside its own and takes that at `finish`; without
/// `finish` nothing remains. One thread at a time, not an audio thread.
public struct SoundFileWriter: ~Copyable {
    /// The kind of file.
    public enum Container: Hashable, Sendable {
        /// WAV; RF64 once it is larger than 4 GiB.
        case wave
        /// FLAC; integers only.
        case flac
    }

    /// How a sample is kept.
    public enum Encoding: Hashable, Sendable {
        /// 16-bit integers.
        case int16
        /// 24-bit integers.
        case int24
        /// 32-bit floats.
        case float32

        /// The device format that is written without conversion.
        public var format: SampleFormat {
            switch self {
            case .int16: .s16
            case .int24: .s24in3
            case .float32: .float32
            }
        }
    }

    /// What was written.
    public struct Summary: Hashable, Sendable {
        /// How many frames.
        public var frames: FrameCount
        /// SHA-256 of the samples as a WAV data chunk holds them; nil unless asked for.
        public var pcmSHA256: ContentDigest?
    }

    /// Frames written so far.
    public private(set) var frames: FrameCount = 0
    private let encoding: Encoding
    private let path: String
    private let temporary: String
    private let sink: any SampleSink
    private var digester: Digester?
    private var packed: [UInt8] = []
    private var isFinished = false

    /// Makes the file.
    ///
    /// - Throws: `unwritable`, `decoder` where libsndfile refuses the rate. FLAC with floats is a
    ///   programming error.
    public init(
        path: String, container: Container, encoding: Encoding, rate: SampleRate,
        digesting: Bool = false
    ) throws(SoundFileError) {
        precondition(container == .wave || encoding != .float32, "FLAC holds integers")
        self.path = path
        self.encoding = encoding
        temporary = "\(path).\(getpid())-part"
        digester = digesting ? Digester(.sha256) : nil
        do throws(SoundFileError) {
            sink =
                switch container {
                case .wave: try WaveSink(path: temporary, encoding: encoding, rate: rate)
                case .flac: try FLACSink(path: temporary, encoding: encoding, rate: rate)
                }
        } catch {
            var named = error
            named.path = path
            throw named
        }
    }

    deinit {
        if !isFinished { unsafe unlink(temporary) }
    }

    /// Writes interleaved stereo frames in a format that fits the encoding: `s16` for 16 bits;
    /// `s24in3`, `s24in4` or the upper 24 bits of `s32` for 24; `float32` for floats.
    ///
    /// - Throws: `unwritable` when the disk is full or gone.
    public mutating func write(
        _ source: UnsafeRawPointer, frames count: Int, as format: SampleFormat
    ) throws(SoundFileError) {
        switch (encoding, format) {
        case (.int16, .s16), (.int24, .s24in3), (.float32, .float32):
            try unsafe put(UnsafeRawBufferPointer(start: source, count: count * format.frameSize))
        case (.int24, .s24in4), (.int24, .s32):
            unsafe pack(source, samples: 2 * count, shift: format == .s32 ? 8 : 0)
            let size = 6 * count
            let bytes = packed
            try unsafe bytes.span.bytes.withUnsafeBytes { bytes throws(SoundFileError) in
                try unsafe put(UnsafeRawBufferPointer(rebasing: bytes[..<size]))
            }
        default: preconditionFailure("\(format) does not fit \(encoding)")
        }
        frames += FrameCount(count)
    }

    /// Completes the file and gives it its name.
    ///
    /// - Throws: `unwritable`.
    public mutating func finish() throws(SoundFileError) -> Summary {
        precondition(!isFinished, "a file is finished once")
        do throws(SoundFileError) {
            try sink.finish(frames: frames.value)
        } catch {
            var named = error
            named.path = path
            throw named
        }
        guard unsafe rename(temporary, path) == 0 else { throw .writing(path, "rename") }
        isFinished = true
        var sum: ContentDigest?
        if let digester = digester.take() { sum = ContentDigest(bytes: digester.finish()) }
        return Summary(frames: frames, pcmSHA256: sum)
    }

    private mutating func put(_ bytes: UnsafeRawBufferPointer) throws(SoundFileError) {
        do throws(SoundFileError) {
            try unsafe sink.write(bytes)
        } catch {
            var named = error
            named.path = path
            throw named
        }
        unsafe digester?.update(bytes)
    }

    private mutating func pack(_ source: UnsafeRawPointer, samples: Int, shift: Int32) {
        if packed.count < 3 * samples { packed = [UInt8](repeating: 0, count: 3 * samples) }
        for index in 0..<samples {
            let value = unsafe source.load(fromByteOffset: 4 * index, as: Int32.self) >> shift
            packed[3 * index] = UInt8(truncatingIfNeeded: value)
            packed[3 * index + 1] = UInt8(truncatingIfNeeded: value >> 8)
            packed[3 * index + 2] = UInt8(truncatingIfNeeded: value >> 16)
        }
    }
}

/// What a writer hands samples to, packed as a WAV data chunk holds them.
protocol SampleSink: AnyObject {
    func write(_ samples: UnsafeRawBufferPointer) throws(SoundFileError)
    func finish(frames: Int64) throws(SoundFileError)
}
