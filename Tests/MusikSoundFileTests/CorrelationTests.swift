import Foundation
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikSoundFile

/// Correlation of passages.
struct CorrelationTests {
    private func track(_ make: (Int, inout Generator) -> Float, seed: UInt64) throws -> LoadedTrack
    {
        var random = Generator(seed: seed)
        let floats = (0..<2 * 100_000).map { make($0, &random) }
        let file = wave(floats.withUnsafeBytes { Array($0) }, bits: 32, isFloat: true)
        return try LoadedTrack(SoundFileBytes(file, path: "\(seed)"))
    }

    private func noise(_ seed: UInt64) throws -> LoadedTrack {
        try track({ _, random in Float.random(in: -0.5...0.5, using: &random) }, seed: seed)
    }

    @Test("A passage is like itself, unlike other noise, and never negatively like its inverse")
    func likeness() throws {
        let one = try noise(1)
        let other = try noise(2)
        let inverse = try track(
            { _, random in -Float.random(in: -0.5...0.5, using: &random) }, seed: 1)
        let silence = try track({ _, _ in 0 }, seed: 3)
        let library = LoadedLibrary([one, other, inverse, silence])
        func r(_ a: LoadedTrack, _ b: LoadedTrack, from: Int = 0) throws -> Double {
            try library.correlation(
                of: segment(a, from: 10_000), with: segment(b, from: 10_000 + from),
                frames: 40_000, at: .standard)
        }
        #expect(try abs(r(one, one) - 1) < 1e-9)
        #expect(try r(one, other) < 0.02)
        #expect(try r(one, inverse) == 0)
        #expect(try r(one, silence) == 0)
        #expect(try r(one, one, from: 1) < 0.2)
    }

    @Test("A mixture is as like as its shares say")
    func mixture() throws {
        let one = try noise(1)
        var first = Generator(seed: 1)
        var second = Generator(seed: 77)
        let mixed = (0..<2 * 100_000).map { _ in
            0.6 * Float.random(in: -0.5...0.5, using: &first)
                + 0.8 * Float.random(in: -0.5...0.5, using: &second)
        }
        let other = try LoadedTrack(
            SoundFileBytes(
                wave(mixed.withUnsafeBytes { Array($0) }, bits: 32, isFloat: true), path: "m"))
        let r = try LoadedLibrary([one, other]).correlation(
            of: segment(one), with: segment(other), frames: 90_000, at: .compactDisc)
        #expect(abs(r - 0.6) < 0.01)
    }

    @Test("A plan's correlations are measured once, kept, and asked for only by the same passages")
    func kept() throws {
        let folder = try Folder()
        let store = AnalysisStore(folder: folder.file("analysis"))
        let (one, other) = (try noise(1), try noise(2))
        let library = LoadedLibrary([one, other])
        let pair = LoadedLibrary.PassagePair(
            outgoing: segment(one, from: 10_000), incoming: segment(one, from: 10_000),
            frames: 20_000)
        var unlike = pair
        unlike.incoming = segment(other, from: 10_000)
        let measured = library.correlations(of: [pair, unlike], at: .standard, store: nil)
        #expect(abs(measured[0] - 1) < 1e-6 && measured[1] < 0.05)
        #expect(library.correlations(of: [pair, unlike], at: .standard, store: store) == measured)
        // What comes back is what was kept: without its file nothing could be measured.
        let empty = LoadedLibrary([])
        #expect(empty.correlations(of: [pair, unlike], at: .standard, store: store) == measured)
        #expect(empty.correlations(of: [pair], at: .standard, store: store) == [0])
        #expect(empty.correlations(of: [pair, unlike], at: .compactDisc, store: store) == [0, 0])
        var longer = pair
        longer.frames = 20_001
        #expect(empty.correlations(of: [longer, unlike], at: .standard, store: store) == [0, 0])
        // What could not be measured was not kept.
        #expect(library.correlations(of: [pair], at: .standard, store: store)[0] > 0.99)
        #expect(store.failure == nil)
    }
}
