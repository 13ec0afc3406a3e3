private import Glibc
public import MusikModel
public import MusikRealtime

extension BedSound {
    /// A soft, slowly breathing fifth over two octaves of A, of -35 LUFS as the landing bed: what
    /// stands in for music that isn't mixed in time.
    ///
    /// One for each rate, made when it is first asked for. Its memory is kept in place where the
    /// system allows it; where not, the rights found at the start have told of it. Not for an audio
    /// thread.
    public static func drone(at rate: SampleRate) -> BedSound {
        shelf.monitor.locked {
            if let drone = shelf.made[rate] { return drone }
            let drone = unsafe BedSound(frames: Drone.seconds * rate.hertz) { memory in
                unsafe Drone.fill(memory, hertz: rate.hertz)
            }
            unsafe drone.withMemory { unsafe _ = mlock($0.baseAddress!, $0.count) }
            shelf.made[rate] = drone
            return drone
        }
    }

    private static let shelf = Shelf()

    private final class Shelf: @unchecked Sendable {
        // Safe to share: `made` is used under `monitor`.
        let monitor = Monitor()
        var made: [SampleRate: BedSound] = [:]
    }
}

/// What the drone consists of. A change of it needs another name in the record of a session.
private enum Drone {
    /// Its length in seconds; every partial goes through whole turns in it.
    static let seconds = 8
    /// Each partial's frequency in hertz, its amplitude, and how often it swells in a loop.
    static let partials: [(hertz: Double, amplitude: Double, swells: Double)] = [
        (110, 1, 1), (110.25, 0.7, 2), (165, 0.6, 2), (220, 0.5, 1), (220.375, 0.35, 3),
        (330, 0.18, 2), (440, 0.08, 3),
    ]
    /// The amplitude of the first partial.
    static let level = 0.0136

    /// Writes a loop of stereo frames; the two channels swell in turn.
    static func fill(_ memory: UnsafeMutableBufferPointer<Float>, hertz: Int) {
        // Angles that are turned by a step each frame: an engine that takes over has no time for five
        // million sines.
        var tones = partials.enumerated().map { number, partial in
            Turning(
                angle: 0.37 * Double(number), step: partial.hertz / Double(hertz),
                size: level * partial.amplitude)
        }
        var swells = partials.map { partial in
            Turning(angle: 0, step: partial.swells / Double(seconds * hertz), size: 0.3)
        }
        for frame in 0..<(seconds * hertz) {
            var (left, right) = (0.0, 0.0)
            for number in tones.indices {
                let (tone, swell) = (tones[number].next(), swells[number].next())
                left += tone * (1 + swell)
                right += tone * (1 - swell)
            }
            unsafe memory[2 * frame] = Float(left)
            unsafe memory[2 * frame + 1] = Float(right)
        }
    }

    /// A sine, frame by frame.
    private struct Turning {
        private var sine: Double
        private var cosine: Double
        private let stepSine: Double
        private let stepCosine: Double

        /// - Parameters:
        ///   - angle: where it begins, in whole turns.
        ///   - step: turns in each frame.
        init(angle: Double, step: Double, size: Double) {
            let turn = 2 * Double.pi
            sine = size * sin(turn * angle)
            cosine = size * cos(turn * angle)
            stepSine = sin(turn * step)
            stepCosine = cos(turn * step)
        }

        /// Its value now; the next one follows.
        mutating func next() -> Double {
            let value = sine
            sine = value * stepCosine + cosine * stepSine
            cosine = cosine * stepCosine - value * stepSine
            return value
        }
    }
}
