import Foundation
import MusikEngine
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikSoundFile

/// Sample rate conversion: exact lengths, exact places, clean edges.
struct ResampleTests {
    private func track(_ samples: [Int16], rate: Int) throws -> LoadedTrack {
        try LoadedTrack(SoundFileBytes(wave(samples, rate: rate), path: "\(rate).wav"))
    }

    @Test("F20: The output has exactly the input's length at the new rate, whatever is asked for")
    func lengths() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = Generator(seed: seed)
        let common = [8_000, 11_025, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000]
        for round in 0..<120 {
            let from =
                round % 3 == 2
                ? Int.random(in: 8_000...200_000, using: &random)
                : common.randomElement(using: &random)!
            let to =
                round % 5 == 4
                ? Int.random(in: 8_000...200_000, using: &random)
                : common.randomElement(using: &random)!
            let frames = Int.random(in: 1...40_000, using: &random)
            let track = try track(music(frames: frames, rate: from), rate: from)
            let start = Int.random(in: 0..<frames, using: &random)
            let count = round % 2 == 0 ? nil : Int.random(in: 0...frames, using: &random)
            let length = min(frames - start, count ?? .max)
            let library = LoadedLibrary([track])
            let output = try drain(
                library.open(
                    [segment(track, from: start, frames: count)], at: SampleRate(hertz: to)!),
                block: Int.random(in: 1...5_000, using: &random))
            let expected = FrameCount(length).converted(
                from: SampleRate(hertz: from)!, to: SampleRate(hertz: to)!)
            #expect(
                output.count == 2 * Int(expected.value),
                "seed \(seed): \(from) to \(to) Hz, frames \(start) and \(length) on")
        }
    }

    @Test(
        "Output frame k is the input's moment k / rate, from its first frame to its last",
        arguments: [(44_100, 48_000), (48_000, 44_100), (96_000, 48_000), (22_050, 48_000)],
        [ResamplerQuality.high, .veryHigh])
    func place(_ rates: (Int, Int), _ quality: ResamplerQuality) throws {
        let frames = rates.0
        let frequency = 997.0
        let tone = (0..<frames).flatMap { frame -> [Float] in
            let phase = 2 * .pi * frequency * Double(frame) / Double(rates.0)
            return [Float(0.5 * sin(phase)), Float(0.5 * cos(phase))]
        }
        let file = wave(
            tone.withUnsafeBytes { Array($0) }, rate: rates.0, bits: 32, isFloat: true)
        let track = try LoadedTrack(SoundFileBytes(file, path: "tone.wav"))
        let library = LoadedLibrary([track], quality: quality)
        // From a start in the middle to an end in the middle: no edge may be heard.
        let start = 3_456
        let length = frames - 2 * start
        let output = try drain(
            library.open(
                [segment(track, from: start, frames: length)], at: SampleRate(hertz: rates.1)!))
        var worst = 0.0
        for frame in 0..<output.count / 2 {
            let time = Double(frame) / Double(rates.1) + Double(start) / Double(rates.0)
            let phase = 2 * .pi * frequency * time
            worst = max(worst, abs(Double(output[2 * frame]) - 0.5 * sin(phase)))
            worst = max(worst, abs(Double(output[2 * frame + 1]) - 0.5 * cos(phase)))
        }
        print("\(rates.0) to \(rates.1), \(quality): \(20 * log10(worst)) dBFS, edges included")
        #expect(20 * log10(worst) < -100)
    }

    @Test("A start in the middle sounds as the middle does")
    func middle() throws {
        let track = try track(music(frames: 100_000), rate: 44_100)
        let library = LoadedLibrary([track])
        let whole = try drain(library.open([segment(track)], at: .standard))
        // 147 input frames are 160 output frames: only there the two grids meet.
        for steps in [1, 2, 15, 100, 400] {
            let part = try drain(
                library.open([segment(track, from: 147 * steps)], at: .standard))
            let difference = level(largest(part, whole[(320 * steps)...]))
            #expect(part.count == whole.count - 320 * steps)
            #expect(difference < -110, "start \(147 * steps): \(difference) dBFS")
        }
    }

    @Test("At its own rate a file passes untouched: 16, 24 bits and floats")
    func untouched() throws {
        var random = Generator(seed: 5)
        let integers = (0..<20_000).map { _ in
            Int32.random(in: -8_388_608...8_388_607, using: &random)
        }
        let packed = integers.flatMap { value in
            (0..<3).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let deep = try LoadedTrack(SoundFileBytes(wave(packed, bits: 24), path: "24"))
        #expect(try samples(deep) == integers.map { Float($0) / 8_388_608 })
        let floats = (0..<20_000).map { _ in Float.random(in: -3...3, using: &random) }
        let free = try LoadedTrack(
            SoundFileBytes(
                wave(floats.withUnsafeBytes { Array($0) }, bits: 32, isFloat: true), path: "f"))
        #expect(try samples(free) == floats)
        let all = (-32_768...32_767).map { Int16($0) }
        let plain = try track(all, rate: 48_000)
        let decoded = try samples(plain)
        #expect(decoded.map { Int($0 * 32_768) } == all.map { Int($0) })
    }

    @Test("Files of different rates don't share a stream, nor does what wasn't loaded open")
    func refused() throws {
        let one = try track(music(frames: 1_000), rate: 44_100)
        let two = try track(music(frames: 1_000), rate: 48_000)
        let library = LoadedLibrary([one])
        #expect(throws: SoundFileError.self) {
            _ = try LoadedLibrary([one, two]).open([segment(one), segment(two)], at: .standard)
        }
        do {
            _ = try library.open([segment(two)], at: .standard)
            Issue.record("an unknown file was opened")
        } catch let error as SoundFileError {
            #expect(error.reason == .notLoaded(two.analysis.digest))
        }
    }
}
