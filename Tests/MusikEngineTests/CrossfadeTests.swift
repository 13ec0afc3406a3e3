import Glibc
import MusikModel
import MusikProgramme
import MusikTestSupport
import Testing

@testable import MusikEngine

@Suite("Crossfades as they sound")
struct CrossfadeTests {
    /// Two clips with an overlap in the middle.
    func pair(
        _ library: ToyLibrary, _ first: SourceReference, _ second: SourceReference,
        frames: Int = 480_000, overlap: Int = 240_000, correlation: Double, from: Int = 0,
        gains: (Double, Double) = (0, 0)
    ) throws -> [Float] {
        let seam = FrameCount(frames - overlap)
        let length = FrameCount(overlap)
        let clips = [
            clip(
                1, first, start: 0, length: frames, gain: gains.0,
                fades: [Fade(.outgoing, start: seam, length: length, correlation: correlation)]),
            clip(
                2, second, start: frames - overlap, length: frames, from: from, gain: gains.1,
                fades: [Fade(.incoming, start: seam, length: length, correlation: correlation)]),
        ]
        return try rendered(programme(clips, end: 2 * frames - overlap), library)
    }

    @Test("F29: Unrelated noise keeps its level within half a decibel throughout")
    func unrelated() throws {
        var library = ToyLibrary()
        let a = library.add(1, frames: 480_000, signal: noise(1))
        let b = library.add(2, frames: 480_000, signal: noise(2))
        let out = try pair(library, a, b, correlation: 0)
        let reference = level(out[0..<200_000])
        var worst = 0.0
        for start in stride(from: 216_000, to: 504_000, by: 4_800) {
            worst = max(worst, abs(level(out[start..<start + 19_200]) - reference))
        }
        print("unrelated noise: worst deviation \(worst) dB over 0.4 s windows")
        #expect(worst <= 0.5)
    }

    @Test("F29: A track onto itself rises by at most half a decibel")
    func identical() throws {
        var library = ToyLibrary()
        let a = library.add(1, frames: 960_000, signal: noise(1))
        // The second copy plays the very frames that the first plays in the overlap.
        let out = try pair(library, a, a, correlation: 1, from: 240_000)
        let reference = level(out[0..<200_000])
        var worst = -100.0
        for start in stride(from: 216_000, to: 504_000, by: 4_800) {
            worst = max(worst, level(out[start..<start + 19_200]) - reference)
        }
        print("a track onto itself: at most \(worst) dB")
        #expect(worst <= 0.5)
    }

    @Test("F30: Every frame of a fade has its own gain, and no step is larger than the material's")
    func noStaircase() throws {
        var library = ToyLibrary()
        let tone: @Sendable (Int) -> Float = { Float(0.3 * sin(Double($0) * 0.02)) }
        let a = library.add(1, frames: 480_000, signal: tone)
        let b = library.add(2, frames: 480_000) { Float(0.3 * sin(Double($0) * 0.013 + 1)) }
        let out = try pair(library, a, b, correlation: 0)
        let largest = zip(out, out.dropFirst()).map { abs($0 - $1) }.max()!
        #expect(largest <= 0.3 * (0.02 + 0.013))
        var constant = ToyLibrary()
        let one = constant.add(1, frames: 480_000) { _ in 0.5 }
        let zero = constant.add(2, frames: 480_000) { _ in 0 }
        let fade = try pair(constant, one, zero, correlation: 0)
        let inside = fade[300_000..<420_000]
        #expect(zip(inside, inside.dropFirst()).allSatisfy { $0 > $1 }, "strictly falling")
    }

    @Test("F31: Neighbours 20 dB apart do not touch each other's gain")
    func ownGain() throws {
        var library = ToyLibrary()
        let loud = library.add(1, frames: 480_000) { Float(0.4 * sin(Double($0) * 0.02)) }
        let quiet = library.add(2, frames: 480_000) { Float(0.04 * sin(Double($0) * 0.02)) }
        let out = try pair(library, loud, quiet, correlation: 0, gains: (-10, 10))
        for n in 0..<240_000 {
            let expected = Float(0.4 * sin(Double(n) * 0.02)) * Float(Decibels(-10).amplitude)
            if abs(out[n] - expected) > 1e-6 {
                Issue.record("frame \(n) of the first is touched")
                return
            }
        }
        #expect(out.map(abs).max()! < 0.2, "nothing is ever louder than the two together")
    }

    @Test("F19, F23: What is planned is what is rendered, to the frame", arguments: 1...30)
    func toTheFrame(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        var library = ToyLibrary()
        var clips: [Clip] = []
        var start = 0
        var previous: (overlap: Int, r: Double) = (0, 0)
        for id in 1...6 {
            let length = Int.random(in: 1...40_000, using: &generator)
            // Some files have more to give than their clip takes.
            let source = library.add(
                id, frames: Bool.random(using: &generator) ? length : length + 200_000,
                signal: noise(UInt64(id)))
            var fades: [Fade] = []
            if previous.overlap > 0 {
                let overlap = min(previous.overlap, length)
                fades.append(
                    Fade(
                        .incoming, start: FrameCount(start), length: FrameCount(overlap),
                        correlation: previous.r))
            }
            let next = length * 2 / 5
            let r = Double.random(in: 0...1, using: &generator)
            if next > 0, id < 6 {
                fades.append(
                    Fade(
                        .outgoing, start: FrameCount(start + length - next),
                        length: FrameCount(next), correlation: r))
            }
            clips.append(
                clip(
                    id, source, start: start, length: length,
                    gain: Double.random(in: -6...0, using: &generator), fades: fades))
            start += id < 6 ? length - next : length
            previous = (next, r)
        }
        let out = try rendered(programme(clips, end: start), library)
        #expect(out.count == start)
        for frame in stride(from: 0, to: start, by: 97) {
            var expected = 0.0
            for clip in clips where clip.start.value <= frame && frame < clip.end.value {
                let gain =
                    clip.fades.reduce(clip.gain.gain(at: FrameCount(frame)).amplitude) {
                        $0 * $1.gain(at: FrameCount(frame))
                    }
                let toy = library.toys[clip.source.digest]!
                expected += gain * Double(toy.signal(frame - Int(clip.start.value)))
            }
            guard abs(Double(out[frame]) - expected) < 2e-6 else {
                Issue.record("seed \(seed), frame \(frame): \(out[frame]) for \(expected)")
                return
            }
        }
    }

    @Test("F33: Clips that continue one another are one stream: not a frame lost or added")
    func continued() throws {
        var library = ToyLibrary()
        let whole = noise(9)
        let a = library.add(1, frames: 33_333, signal: whole)
        let b = library.add(2, frames: 66_667) { whole($0 + 33_333) }
        let clips = [
            clip(1, a, start: 0, length: 33_333),
            clip(2, b, start: 33_333, length: 66_667, continues: 1),
        ]
        let out = try rendered(programme(clips, end: 100_000), library)
        #expect(out.count == 100_000)
        #expect(out.indices.first { out[$0] != whole($0) } == nil)
    }
}
