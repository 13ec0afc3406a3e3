import Foundation
import MusikModel
import Testing

@testable import MusikSoundFile

/// The cases of EBU Tech 3341 and 3342 that can be made from their published text, through our own
/// scan of a file.
///
/// Left out: 3341-6, of five channels, because we measure what is heard, after folding to stereo;
/// 3341-7 and -8 and 3342-5 and -6, which are recordings; 3341-13 and -14, which ask for the largest
/// momentary loudness at any moment, which we don't offer.
@Suite("EBU Tech 3341 and 3342")
struct EBUCaseTests {
    private func row(_ name: String, _ value: Double, _ wanted: Double, _ unit: String) {
        let figures = String(format: "%9.3f  wanted %6.1f", value, wanted)
        print("EBU \(name): \(figures) \(unit)")
    }

    private static let sequences: [(name: String, tones: [(seconds: Double, dB: Double)], Double)] =
        [
            ("3341-1", [(20, -23)], -23), ("3341-2", [(20, -33)], -33),
            ("3341-3", [(10, -36), (60, -23), (10, -36)], -23),
            ("3341-4", [(10, -72), (10, -36), (60, -23), (10, -36), (10, -72)], -23),
            ("3341-5", [(20, -26), (20.1, -20), (20, -26)], -23),
        ]

    @Test("Integrated loudness: cases 1 to 5 within 0.1 LU", arguments: [44_100, 48_000])
    func integrated(rate: Int) throws {
        for (name, tones, wanted) in Self.sequences {
            var sound = SynthesisedSound(rate: rate)
            for tone in tones { sound.tone(tone.seconds, dB: tone.dB) }
            let value = try sound.figures().analysis.integrated.value
            row("\(name) at \(rate)", value, wanted, "LUFS")
            #expect(abs(value - wanted) <= 0.1, "\(name)")
        }
    }

    @Test("Short-term loudness of one level is that level: cases 1, 2 and 9 within 0.1 LU")
    func shortTermConstant() throws {
        for (name, dB) in [("3341-1", -23.0), ("3341-2", -33)] {
            var sound = SynthesisedSound()
            sound.tone(20, dB: dB)
            let curve = try sound.figures().analysis.shortTerm.map(\.value)
            let range = (curve.min() ?? 0, curve.max() ?? 0)
            row("\(name) lowest S", range.0, dB, "LUFS")
            row("\(name) highest S", range.1, dB, "LUFS")
            #expect(curve.count == 171 && abs(range.0 - dB) <= 0.1 && abs(range.1 - dB) <= 0.1)
        }
        var sound = SynthesisedSound()
        for _ in 0..<5 {
            sound.tone(1.34, dB: -20)
            sound.tone(1.66, dB: -30)
        }
        let curve = try sound.figures().analysis.shortTerm.map(\.value)
        row("3341-9 lowest S", curve.min() ?? 0, -23, "LUFS")
        row("3341-9 highest S", curve.max() ?? 0, -23, "LUFS")
        #expect(curve.allSatisfy { abs($0 + 23) <= 0.1 } && curve.count == 121)
    }

    @Test("The largest short-term loudness: cases 10 and 11 within 0.1 LU, for all 20 offsets")
    func shortTermMaximum() throws {
        var worst = 0.0
        for index in 0..<20 {
            var sound = SynthesisedSound()
            sound.rest(0.15 * Double(index))
            sound.tone(3, dB: -23)
            sound.rest(1)
            let value = try sound.figures().analysis.shortTerm.map(\.value).max() ?? 0
            worst = abs(value + 23) > abs(worst) ? value + 23 : worst
            #expect(abs(value + 23) <= 0.1, "file \(index)")
        }
        row("3341-10 worst of 20", worst - 23, -23, "LUFS")
        var live = SynthesisedSound()
        worst = 0
        for index in 0..<20 {
            let before = live.seconds
            live.rest(0.15 * Double(index))
            live.tone(3, dB: Double(index - 38))
            live.rest(1)
            let curve = try live.figures().analysis.shortTerm.map(\.value)
            // Each is louder than all before it: its own maximum is that of the curve so far.
            let value = curve.max() ?? 0
            let wanted = Double(index - 38)
            worst = abs(value - wanted) > abs(worst) ? value - wanted : worst
            #expect(abs(value - wanted) <= 0.1, "tone \(index) at \(before) s")
        }
        row("3341-11 worst deviation of 20", worst, 0, "LU")
    }

    @Test("Loudness over 400 ms: case 12 within 0.1 LU after the first second")
    func momentary() throws {
        var sound = SynthesisedSound()
        for _ in 0..<25 {
            sound.tone(0.18, dB: -20)
            sound.tone(0.22, dB: -30)
        }
        let analysis = try sound.figures().analysis
        let values = (10...96).map { start in
            // Four blocks, whichever way a tenth is rounded.
            analysis.loudness(from: Double(start) / 10 + 0.01, to: Double(start) / 10 + 0.39).value
        }
        row("3341-12 lowest M", values.min() ?? 0, -23, "LUFS")
        row("3341-12 highest M", values.max() ?? 0, -23, "LUFS")
        #expect(values.allSatisfy { abs($0 + 23) <= 0.1 })
    }

    /// A sine of a second with 10 ms of fade at either end.
    private func tapered(_ divisor: Double, _ amplitude: Double, degrees: Double) -> [Double] {
        (0..<48_000).map { frame in
            let edge = min(1, Double(min(frame, 47_999 - frame)) / 480)
            let turn = 2 * .pi * Double(frame) / divisor + degrees * .pi / 180
            return amplitude * (0.5 - 0.5 * cos(.pi * edge)) * sin(turn)
        }
    }

    @Test("True peak of steady tones between the samples: cases 15 to 19 within +0.2 and -0.4 dB")
    func truePeak() throws {
        let cases: [(String, Double, Double, Double, Double)] = [
            ("3341-15", 4, 0.5, 0, -6), ("3341-16", 4, 0.5, 45, -6), ("3341-17", 6, 0.5, 60, -6),
            ("3341-18", 8, 0.5, 67.5, -6), ("3341-19", 4, 1.41, 45, 3),
        ]
        for (name, divisor, amplitude, degrees, wanted) in cases {
            var sound = SynthesisedSound()
            sound.add(tapered(divisor, amplitude, degrees: degrees))
            let value = try sound.figures().analysis.truePeak.value
            row(name, value, wanted, "dBTP")
            #expect(value <= wanted + 0.2 && value >= wanted - 0.4, "\(name)")
        }
    }

    @Test(
        "True peak of one louder period within a tone: cases 20 to 23, made at four times the rate")
    func truePeakWithin() throws {
        // One period at a quarter of the rate and full scale amid half of it at a sixth, at 192 kHz.
        let (before, within) = (24 * 1000, 16)
        let sine = { (frame: Int, divisor: Double) in sin(2 * .pi * Double(frame) / (4 * divisor)) }
        let dense =
            (0..<before).map { 0.5 * sine($0, 6) } + (0..<within).map { sine($0, 4) }
            + (0..<before).map { 0.5 * sine($0, 6) }
        let reach = 256
        // A low pass at half of 48 kHz: sinc under a Blackman window.
        let taps = (-reach...reach).map { tap -> Double in
            let x = Double(tap) / 4
            let turn = .pi * Double(tap + reach) / Double(reach)
            let window = 0.42 - 0.5 * cos(turn) + 0.08 * cos(2 * turn)
            return (tap == 0 ? 1 : sin(.pi * x) / (.pi * x)) * window / 4
        }
        for offset in 0..<4 {
            let kept = stride(from: reach + offset, to: dense.count - reach, by: 4)
            let mono = kept.map { frame in
                zip(taps, dense[(frame - reach)...]).reduce(0) { $0 + $1.0 * $1.1 }
            }
            var sound = SynthesisedSound()
            sound.add(
                mono.enumerated().map { index, value in
                    let edge = min(1, Double(min(index, mono.count - 1 - index)) / 480)
                    return value * (0.5 - 0.5 * cos(.pi * edge))
                })
            let value = try sound.figures().analysis.truePeak.value
            row("3341-\(20 + offset)", value, 0, "dBTP")
            #expect(value <= 0.2 && value >= -0.4, "offset \(offset)")
        }
    }

    @Test("Loudness range: cases 1 to 4 of Tech 3342 within 1 LU")
    func range() throws {
        let cases: [(String, [Double], Double)] = [
            ("3342-1", [-20, -30], 10), ("3342-2", [-20, -15], 5), ("3342-3", [-40, -20], 20),
            ("3342-4", [-50, -35, -20, -35, -50], 15),
        ]
        for (name, levels, wanted) in cases {
            var sound = SynthesisedSound()
            for level in levels { sound.tone(20, dB: level) }
            let value = try sound.figures().analysis.loudnessRange
            row(name, value, wanted, "LU")
            #expect(abs(value - wanted) <= 1, "\(name)")
        }
    }
}
