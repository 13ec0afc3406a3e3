internal import MusikEngine
internal import MusikModel
internal import MusikProgramme

#if canImport(Glibc)
    internal import Glibc
#endif

/// Noise of a known A-weighted level on both channels, by which a sound level meter tells how loud a
/// device is.
///
/// Pink within 60 Hz to 12 kHz, as 91 tones a twelfth of an octave apart, each on a whole number of
/// hertz: it repeats each second, so that a meter's mean over any second is the same. The channels have
/// phases of their own, as loudspeakers have that play music.
struct CalibrationNoise: AudioLibrary {
    /// The A-weighted level of each channel: -30 dB below a mean square of 1.
    static let level = Decibels(-30)
    private static let rate = SampleRate.standard

    /// One second of both channels, interleaved.
    let frames: [Float]

    /// Computes the noise.
    init() {
        let tones = (0..<92).map { (60 * pow(2, Double($0) / 12)).rounded() }
        let weighted = tones.reduce(0) { $0 + Decibels(AWeighting.decibels(at: $1)).power / 2 }
        let amplitude = (Self.level.power / weighted).squareRoot()
        let count = Self.rate.hertz
        var sum = [Double](repeating: 0, count: count * 2)
        var phases = ToneGenerator()
        let wave = (0..<count).map { sin(2 * .pi * Double($0) / Double(count)) }
        for tone in tones {
            for channel in 0..<2 {
                var place = phases.next(below: count)
                for frame in 0..<count {
                    sum[2 * frame + channel] += amplitude * wave[place]
                    place = (place + Int(tone)) % count
                }
            }
        }
        frames = sum.map { Float($0) }
    }

    private static let source = SourceReference(
        digest: ContentDigest(bytes: repeatElement(2, count: 32)), path: "noise")

    /// So many seconds of it, with short fades.
    static func programme(seconds: Double) -> Programme {
        let length = FrameCount(seconds: seconds, at: rate)
        let ramp = FrameCount(seconds: min(1, seconds / 4), at: rate)
        let clip = Clip(
            id: 1, kind: .bell, source: source, title: "noise", sourceRate: rate, sourceStart: 0,
            start: 0, length: length, gain: GainLine(constant: 0),
            fades: [
                Fade(.incoming, start: 0, length: ramp, correlation: 1),
                Fade(.outgoing, start: length - ramp, length: ramp, correlation: 1),
            ])
        return Programme(rate: rate, clips: [clip], end: length, openingEnd: 0)
    }

    func open(_ segments: [SourceSegment], at rate: SampleRate) throws -> any AudioSource {
        Loop(frames)
    }

    /// The second again and again.
    private final class Loop: AudioSource {
        private let frames: [Float]
        private var place = 0

        init(_ frames: [Float]) { self.frames = frames }

        func read(into buffer: UnsafeMutableBufferPointer<Float>) throws -> Int {
            for index in 0..<buffer.count / 2 * 2 {
                unsafe buffer[index] = frames[place]
                place = (place + 1) % frames.count
            }
            return buffer.count / 2
        }
    }
}

/// Phases that are the same each time (a linear congruential generator, Numerical Recipes).
private struct ToneGenerator {
    private var state: UInt32 = 1

    mutating func next(below bound: Int) -> Int {
        state = state &* 1_664_525 &+ 1_013_904_223
        return Int(UInt64(state) * UInt64(bound) >> 32)
    }
}
