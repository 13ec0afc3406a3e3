import Glibc
import MusikModel
import MusikProgramme
import MusikTestSupport

@testable import MusikEngine
@testable import MusikRealtime

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
    script: [OfflineRenderer.ScriptedCommand] = [], turns: [OfflineRenderer.ScriptedTurn] = []
) throws -> [Float] {
    var renderer = OfflineRenderer()
    renderer.format = .float32
    renderer.options = OutputFeed.Options(ceiling: guarded ? -1.2 : nil, dither: false)
    var out: [Float] = []
    try renderer.render(programme, library: library, script: script, turns: turns) { stretch in
        for n in stride(from: 0, to: stretch.samples.count, by: 2) {
            out.append(stretch.samples[n])
        }
    }
    return out
}

func level(_ samples: ArraySlice<Float>) -> Double {
    10 * log10(samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count))
}
