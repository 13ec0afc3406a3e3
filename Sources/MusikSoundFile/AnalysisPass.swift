internal import MusikDigest
internal import MusikModel

/// One decoding of a whole file, block by block, with everything that looks at the samples.
struct AnalysisPass: ~Copyable {
    private var decoder: SoundFileDecoder
    private var meter: TrackMeter
    private var features: FeatureMeter
    private var samples: SampleDigest?
    private let path: String
    private let raw: FloatBuffer
    private let stereo: FloatBuffer

    private static let blockFrames = 8192

    init(
        _ bytes: SoundFileBytes, _ layout: SoundFileLayout, md5: (sum: [UInt8], bits: Int)?
    ) throws(SoundFileError) {
        let decoder = try SoundFileDecoder(bytes, layout)
        meter = try TrackMeter(rate: decoder.rate, path: bytes.path)
        features = FeatureMeter(rate: decoder.rate)
        if let md5 { samples = SampleDigest(bits: md5.bits, capacity: Self.blockFrames * 8) }
        path = bytes.path
        raw = FloatBuffer(count: Self.blockFrames * decoder.channels)
        stereo = FloatBuffer(count: decoder.channels == 2 ? 0 : Self.blockFrames * 2)
        self.decoder = decoder
    }

    var declaredFrames: Int64? { decoder.declaredFrames }

    /// Decodes to the end; returns how many frames there were.
    mutating func run() throws(SoundFileError) -> FrameCount {
        var total = 0
        while true {
            let got = try unsafe decoder.readUnfolded(raw.start, frames: Self.blockFrames)
            guard got > 0 else { return FrameCount(total) }
            let count = got * decoder.channels
            if let bad = raw.firstNonNumber(in: count) {
                throw SoundFileError(
                    .notANumber(frame: FrameCount(total + bad / decoder.channels)), path: path,
                    call: "sf_readf_float")
            }
            samples?.add(raw, count: count)
            if decoder.channels == 2 {
                try unsafe measure(raw.start, frames: got)
            } else {
                unsafe decoder.fold(raw.start, frames: got, into: stereo.start)
                try unsafe measure(stereo.start, frames: got)
            }
            total += got
        }
    }

    private mutating func measure(
        _ frames: UnsafePointer<Float>, frames count: Int
    ) throws(SoundFileError) {
        try unsafe meter.add(frames, frames: count)
        unsafe features.add(frames, count: count)
    }

    /// The checksum over the samples, once; nil where none was asked for.
    mutating func takeMD5() -> [UInt8]? {
        guard let digest = samples.take() else { return nil }
        return digest.finish()
    }

    /// All figures together.
    mutating func result(
        digest: ContentDigest, frames: FrameCount
    ) throws(SoundFileError) -> SoundFileFigures {
        let figures = try meter.finish()
        return SoundFileFigures(
            analysis: TrackAnalysis(
                digest: digest, rate: decoder.rate, channels: decoder.channels, frames: frames,
                integrated: figures.integrated, loudnessRange: figures.range,
                truePeak: figures.peak, blocks: meter.blocks),
            features: features.finish(digest))
    }
}

/// FLAC's MD5: over the samples as little-endian integers of whole bytes (RFC 9639 section 8.2).
struct SampleDigest: ~Copyable {
    private var digester = Digester(.md5)
    private let bits: Int
    private var bytes: [UInt8]

    init(bits: Int, capacity: Int) {
        self.bits = bits
        bytes = [UInt8](repeating: 0, count: capacity * ((bits + 7) / 8))
    }

    /// Adds samples. A float of 24 bits' precision gives back each integer exactly.
    mutating func add(_ samples: borrowing FloatBuffer, count: Int) {
        let width = (bits + 7) / 8
        let scale = Float(sign: .plus, exponent: bits - 1, significand: 1)
        unsafe bytes.withUnsafeMutableBytes { bytes in
            if width == 2 {
                let words = unsafe bytes.bindMemory(to: Int16.self)
                for index in 0..<count {
                    unsafe words[index] = Int16(
                        truncatingIfNeeded: Int32(samples.start[index] * scale))
                }
            } else {
                for index in 0..<count {
                    let value = unsafe Int32(samples.start[index] * scale)
                    for byte in 0..<width {
                        unsafe bytes[index * width + byte] = UInt8(
                            truncatingIfNeeded: value >> (8 * Int32(byte)))
                    }
                }
            }
            unsafe digester.update(UnsafeRawBufferPointer(rebasing: bytes[..<(count * width)]))
        }
    }

    consuming func finish() -> [UInt8] { digester.finish() }
}
