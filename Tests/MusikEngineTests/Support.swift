import Glibc
import MusikModel
import MusikProgramme

@testable import MusikEngine
@testable import MusikRealtime

/// Numbers that can be had again.
struct Generator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// Tiny sources at the programme's own rate, made of a function of the frame.
struct ToyLibrary: AudioLibrary {
    struct Toy: Sendable {
        var frames: Int
        var signal: @Sendable (Int) -> Float
        var failsAt: Int?
    }
    struct Broken: Error {}
    var toys: [ContentDigest: Toy] = [:]

    mutating func add(
        _ number: Int, frames: Int, failsAt: Int? = nil, signal: @escaping @Sendable (Int) -> Float
    ) -> SourceReference {
        let digest = ContentDigest(bytes: [UInt8](repeating: UInt8(number), count: 32))
        toys[digest] = Toy(frames: frames, signal: signal, failsAt: failsAt)
        return SourceReference(digest: digest, path: "toy \(number)")
    }

    func open(_ segments: [SourceSegment], at rate: SampleRate) throws -> any AudioSource {
        Source(segments: segments.map { ($0, toys[$0.source.digest]!) })
    }

    final class Source: AudioSource {
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

func noise(_ seed: UInt64) -> @Sendable (Int) -> Float {
    { n in
        var generator = Generator(seed: seed &* 1_000_003 &+ UInt64(bitPattern: Int64(n)))
        return Float(generator.next() >> 40) / Float(1 << 23) - 1
    }
}

func clip(
    _ id: Int, _ source: SourceReference, start: Int, length: Int, from: Int = 0, gain: Double = 0,
    fades: [Fade] = [], continues: Int? = nil, kind: Clip.Kind = .music
) -> Clip {
    Clip(
        id: id, kind: kind, source: source, title: source.path, sourceRate: .standard,
        sourceStart: FrameCount(from), start: FrameCount(start), length: FrameCount(length),
        continues: continues, gain: GainLine(constant: Decibels(gain)), fades: fades)
}

func programme(_ clips: [Clip], end: Int) -> Programme {
    Programme(rate: .standard, clips: clips, end: FrameCount(end), openingEnd: 0)
}

/// Renders a programme in float without a guard; the left channel.
func rendered(
    _ programme: Programme, _ library: ToyLibrary, guarded: Bool = false,
    script: [OfflineRenderer.ScriptedCommand] = []
) throws -> [Float] {
    var renderer = OfflineRenderer()
    renderer.format = .float32
    renderer.options = OutputFeed.Options(ceiling: guarded ? -1.2 : nil, dither: false)
    var out: [Float] = []
    try renderer.render(programme, library: library, script: script) { stretch in
        for n in stride(from: 0, to: stretch.samples.count, by: 2) {
            out.append(stretch.samples[n])
        }
    }
    return out
}

func level(_ samples: ArraySlice<Float>) -> Double {
    10 * log10(samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count))
}
