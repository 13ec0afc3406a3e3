internal import MusikModel
internal import MusikRealtime

/// Writes a WAV file (EBU Tech 3306 where it grows past 4 GiB).
///
/// By hand, for the format is a header and the samples: every byte of it is known, and every
/// failed write has its errno.
final class WaveSink: SampleSink {
    private var file: WritableFile
    private let encoding: SoundFileWriter.Encoding
    private let rate: SampleRate

    init(
        path: String, encoding: SoundFileWriter.Encoding, rate: SampleRate
    ) throws(SoundFileError) {
        file = try WritableFile(path: path)
        self.encoding = encoding
        self.rate = rate
        let header = Self.header(frames: 0, encoding: encoding, rate: rate)
        try unsafe file.write(header.span.bytes)
    }

    func write(_ samples: UnsafeRawBufferPointer) throws(SoundFileError) {
        try unsafe file.write(samples)
    }

    func finish(frames: Int64) throws(SoundFileError) {
        try file.write(Self.header(frames: frames, encoding: encoding, rate: rate), at: 0)
    }

    /// The 80 bytes before the samples. The space that RF64 needs for its long sizes is there from
    /// the start, as a chunk that readers skip.
    static func header(
        frames: Int64, encoding: SoundFileWriter.Encoding, rate: SampleRate
    ) -> [UInt8] {
        let frameSize = encoding.format.frameSize
        let dataSize = UInt64(frames) * UInt64(frameSize)
        let riffSize = dataSize + 72
        let isLong = riffSize > 0xFFFF_FFFF
        let short = { (size: UInt64) in isLong ? UInt64(0xFFFF_FFFF) : size }
        var bytes: [UInt8] = []
        func text(_ letters: String) { bytes += letters.utf8 }
        func number(_ value: UInt64, _ size: Int) {
            for index in 0..<size { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
        }
        text(isLong ? "RF64" : "RIFF")
        number(short(riffSize), 4)
        text("WAVE")
        text(isLong ? "ds64" : "JUNK")
        number(28, 4)
        number(isLong ? riffSize : 0, 8)
        number(isLong ? dataSize : 0, 8)
        number(isLong ? UInt64(frames) : 0, 8)
        number(0, 4)
        text("fmt ")
        number(16, 4)
        number(encoding == .float32 ? 3 : 1, 2)
        number(2, 2)
        number(UInt64(rate.hertz), 4)
        number(UInt64(rate.hertz * frameSize), 4)
        number(UInt64(frameSize), 2)
        number(UInt64(frameSize * 4), 2)
        text("data")
        number(short(dataSize), 4)
        return bytes
    }
}
