internal import MusikDigest
public import MusikEngine
public import MusikModel

extension LoadedLibrary {
    /// Two passages that sound together.
    public struct PassagePair: Hashable, Sendable {
        /// Where the one that leaves starts.
        public var outgoing: SourceSegment
        /// Where the one that comes starts.
        public var incoming: SourceSegment
        /// How long both sound, in frames of the programme's rate.
        public var frames: FrameCount

        /// Pairs two passages.
        public init(outgoing: SourceSegment, incoming: SourceSegment, frames: FrameCount) {
            self.outgoing = outgoing
            self.incoming = incoming
            self.frames = frames
        }
    }

    /// The correlations of a plan's passages in their order, from the store where it has them.
    ///
    /// A passage that can't be decoded has no known likeness and counts as unlike; the decoding
    /// itself will report the fault, and nothing is kept. Any thread but an audio thread.
    public func correlations(
        of pairs: [PassagePair], at rate: SampleRate, store: AnalysisStore?
    ) -> [Double] {
        guard !pairs.isEmpty else { return [] }
        let key = store == nil ? nil : Self.key(of: pairs, at: rate, quality)
        if let key, let known = store?.correlations(of: key), known.count == pairs.count {
            return known
        }
        var isComplete = true
        let measured = pairs.map { pair in
            do {
                return try correlation(
                    of: pair.outgoing, with: pair.incoming, frames: pair.frames, at: rate)
            } catch {
                isComplete = false
                return 0
            }
        }
        if let key, isComplete { store?.keep(measured, of: key) }
        return measured
    }

    /// The digest of everything that decides what is measured.
    private static func key(
        of pairs: [PassagePair], at rate: SampleRate, _ quality: ResamplerQuality
    ) -> ContentDigest {
        var text = "correlations at \(rate.hertz), \(quality)\n"
        for pair in pairs {
            for segment in [pair.outgoing, pair.incoming] {
                let length = segment.frames.map { "\($0.value)" } ?? "-"
                text += "\(segment.source.digest.hex) \(segment.start.value) \(length) "
            }
            text += "\(pair.frames.value)\n"
        }
        var digester = Digester(.sha256)
        unsafe text.utf8.span.bytes.withUnsafeBytes { unsafe digester.update($0) }
        return ContentDigest(bytes: digester.finish())
    }

    /// How alike two passages are, sample against sample: r = Σab / √(Σa² Σb²) over both channels,
    /// limited to 0...1; 0 where either is silent.
    ///
    /// Takes `frames` frames at `rate` from each segment's start, or as many as the shorter has.
    /// What a crossfade needs to know: unrelated passages add in power, alike ones in amplitude.
    /// - Throws: `SoundFileError`, as `open`.
    func correlation(
        of first: SourceSegment, with second: SourceSegment, frames: FrameCount,
        at rate: SampleRate
    ) throws -> Double {
        let sources = (try open([first], at: rate), try open([second], at: rate))
        let block = 8192
        let left = FloatBuffer(count: 2 * block)
        let right = FloatBuffer(count: 2 * block)
        var product = 0.0
        var powers = (0.0, 0.0)
        var rest = Int(frames.value)
        while rest > 0 {
            let wanted = min(rest, block)
            let counts = (
                try unsafe sources.0.read(
                    into: UnsafeMutableBufferPointer(start: left.start, count: 2 * wanted)),
                try unsafe sources.1.read(
                    into: UnsafeMutableBufferPointer(start: right.start, count: 2 * wanted))
            )
            let common = min(counts.0, counts.1)
            for index in 0..<2 * common {
                let a = unsafe Double(left.start[index])
                let b = unsafe Double(right.start[index])
                product += a * b
                powers.0 += a * a
                powers.1 += b * b
            }
            rest -= common
            if common < wanted { break }
        }
        let scale = (powers.0 * powers.1).squareRoot()
        return scale > 0 ? max(0, min(1, product / scale)) : 0
    }
}
