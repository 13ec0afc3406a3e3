public import MusikEngine
public import MusikModel

/// Tiny sources at the programme's own rate, made of a function of the frame.
public struct ToyLibrary: AudioLibrary {
    /// One source.
    public struct Toy: Sendable {
        /// Its length.
        public var frames: Int
        /// Its left channel; the right one is its negative.
        public var signal: @Sendable (Int) -> Float
        /// Where decoding fails.
        public var failsAt: Int?
    }
    /// What a failing source throws.
    public struct Broken: Error {}
    /// The sources by their digest.
    public var toys: [ContentDigest: Toy] = [:]

    /// An empty library.
    public init() {}

    /// Adds a source under a number.
    public mutating func add(
        _ number: Int, frames: Int, failsAt: Int? = nil, signal: @escaping @Sendable (Int) -> Float
    ) -> SourceReference {
        let digest = ContentDigest(bytes: [UInt8](repeating: UInt8(number), count: 32))
        toys[digest] = Toy(frames: frames, signal: signal, failsAt: failsAt)
        return SourceReference(digest: digest, path: "toy \(number)")
    }

    /// Opens segments one after the other.
    public func open(_ segments: [SourceSegment], at rate: SampleRate) throws -> any AudioSource {
        Source(segments: segments.map { ($0, toys[$0.source.digest]!) })
    }

    private final class Source: AudioSource {
        private var segments: [(SourceSegment, Toy)]
        private var position = 0
        init(segments: [(SourceSegment, Toy)]) { self.segments = segments }

        func read(into buffer: UnsafeMutableBufferPointer<Float>) throws -> Int {
            guard let (segment, toy) = segments.first else { return 0 }
            let from = Int(segment.start.value) + position
            let last = min(toy.frames, toy.failsAt ?? .max)
            let count = min(buffer.count / 2, last - from, 777)
            if count <= 0 {
                if toy.failsAt != nil { throw Broken() }
                segments.removeFirst()
                position = 0
                return try read(into: buffer)
            }
            for n in 0..<count {
                buffer[2 * n] = toy.signal(from + n)
                buffer[2 * n + 1] = -toy.signal(from + n)
            }
            position += count
            return count
        }
    }
}
