import Foundation
import MusikModel
import Testing

/// Sound levels and doses, against numbers worked by hand.
@Suite("Sound dose and ceilings")
struct SoundDoseTests {
    @Test(
        "80 dBA for 40 hours are a week's allowance; 3 dB more halve the time",
        arguments: [
            // Sound level in dBA, hours, per cent of 1.6 Pa²h: 4e-10 · 10^(level / 10) · hours.
            (80.0, 40.0, 100.0), (80, 1, 2.5), (83.0103, 20, 100), (83.0103, 1, 5), (90, 4, 100),
            (70, 1, 0.25), (100, 0.4, 100), (110, 1.0 / 60, 41.6667),
        ] as [(Double, Double, Double)])
    func allowance(level: Double, hours: Double, percent: Double) {
        // A sound of full scale for the time, where full scale is as loud as the level.
        let dose = SoundDose.percent(exposure: hours * 3600, fullScale: level)
        #expect(abs(dose - percent) < percent * 1e-5)
        // The same sound by a device that is 20 dB louder, 20 dB below its full scale.
        let softer = SoundDose.percent(exposure: hours * 36, fullScale: level + 20)
        #expect(abs(softer - percent) < percent * 1e-5)
    }

    @Test("A session of an hour at 65 dBA takes 0.08 % of a week")
    func session() {
        // 10^(6.5) · 4e-10 · 1 h = 0.00126491 Pa²h, of 1.6 Pa²h.
        let dose = SoundDose.percent(exposure: 3600, fullScale: 65)
        #expect(abs(dose - 0.0790569) < 1e-6)
        #expect(SoundDose.percent(exposure: 0, fullScale: 120) == 0)
    }

    @Test("Headphones count by the louder ear, loudspeakers by both channels")
    func hearing() {
        let exposure = SoundExposure(left: 3, right: 1)
        #expect(exposure.heard(.eachEar) == 3)
        #expect(exposure.heard(.bothEars) == 2)
    }

    @Test("The highest level keeps the loudest second below the ceiling, and is never above 0 dB")
    func highest() {
        let output = SoundCalibration(hearing: .eachEar, fullScale: 110, ceiling: 85)
        // 110 dBA less 20 LU and 4.9 dB, less the margin of 0.1 dB.
        #expect(abs(output.highestLevel(loudest: -20).value - -5.1) < 1e-9)
        #expect(output.highestLevel(loudest: -26) == 0)
        #expect(output.highestLevel(loudest: Decibels(-.infinity)) == 0)
        #expect(output.problem == nil)
        #expect(SoundCalibration(hearing: .eachEar, fullScale: .nan, ceiling: 80).problem != nil)
        #expect(SoundCalibration(hearing: .eachEar, fullScale: 110, ceiling: 101).problem != nil)
    }

    @Test(
        "The weighting A is that of the standard's table",
        arguments: [
            // IEC 61672-1, table of weightings at exact frequencies.
            (63.096, -26.2), (125.89, -16.1), (251.19, -8.6), (501.19, -3.2), (1000, 0),
            (1995.3, 1.2), (3981.1, 1.0), (7943.3, -1.1), (15_849, -6.6),
        ] as [(Double, Double)])
    func weighting(hertz: Double, decibels: Double) {
        #expect(abs(AWeighting.decibels(at: hertz) - decibels) < 0.06)
    }

    @Test("No frequency is louder A-weighted than K-weighted by more than the stated margin")
    func aboveLoudness() {
        // The filters of ITU-R BS.1770-4 at 48 kHz, and its constant.
        func gain(_ b: [Double], _ a: [Double], _ turn: Double) -> Double {
            func square(_ c: [Double]) -> Double {
                let real = c[0] + c[1] * cos(turn) + c[2] * cos(2 * turn)
                let imaginary = c[1] * sin(turn) + c[2] * sin(2 * turn)
                return real * real + imaginary * imaginary
            }
            return 10 * log10(square(b) / square(a))
        }
        var worst = -Double.infinity
        for hertz in stride(from: 20.0, through: 23_900, by: 1) {
            let turn = 2 * Double.pi * hertz / 48_000
            let shelf = gain(
                [1.53512485958697, -2.69169618940638, 1.19839281085285],
                [1, -1.69065929318241, 0.73248077421585], turn)
            let high = gain([1, -2, 1], [1, -1.99004745483398, 0.99007225036621], turn)
            worst = max(worst, AWeighting.decibels(at: hertz) - (shelf + high - 0.691))
        }
        print("A over K at most \(worst) dB")
        #expect(worst > 0 && worst < 0.03 && worst < AWeighting.aboveLoudness)
    }
}
