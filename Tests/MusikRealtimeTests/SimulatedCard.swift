import MusikTestSupport

/// A sound card in virtual time: a crystal, and a pointer that is never ahead of it.
struct SimulatedCard {
    /// By how much a reading of the pointer is behind.
    enum Jitter {
        /// By anything up to so many seconds.
        case uniform(Double)
        /// It moves by so many frames at once.
        case bursts(Int64)
        /// The same, but each move wakes the reader, who reads within so many seconds.
        case interrupts(Int64, Double)
    }

    var hertz = 48_000
    var partsPerMillion = 0.0
    var perMinute = 0.0
    /// A change of its rate in parts per million from a second on.
    var step = (at: 0.0, partsPerMillion: 0.0)
    /// A moment from which on it is late by so many seconds.
    var standstill = (at: Double.infinity, seconds: 0.0)
    var jitter = Jitter.uniform(0.0003)
    /// Of so many readings one is late by up to 100 ms; 0 for none.
    var outlierEvery = 0

    /// Frames played after so many seconds.
    func played(at seconds: Double) -> Double {
        let standing = min(standstill.seconds, max(0, seconds - standstill.at))
        let after = max(0, seconds - step.at)
        let gained =
            partsPerMillion * seconds + perMinute / 60 * seconds * seconds / 2
            + step.partsPerMillion * after
        return Double(hertz) * (seconds - standing + gained * 1e-6)
    }

    /// Frames per second at a moment.
    func rate(at seconds: Double) -> Double {
        let stepped = seconds > step.at ? step.partsPerMillion : 0
        return Double(hertz) * (1 + (partsPerMillion + perMinute / 60 * seconds + stepped) * 1e-6)
    }

    /// What the pointer says, and when it is read: now, but for interrupts.
    func reading(
        at now: Double, _ generator: inout Generator
    ) -> (frame: Int64, seconds: Double) {
        var seconds = now
        if outlierEvery > 0, generator.index(below: outlierEvery) == 0 {
            seconds -= 0.1 * generator.uniform()
        }
        switch jitter {
        case .uniform(let most):
            return (Int64(played(at: seconds - most * generator.uniform())), now)
        case .bursts(let frames): return (Int64(played(at: seconds)) / frames * frames, now)
        case .interrupts(let frames, let most):
            let played = played(at: now)
            let frame = Int64(played) / frames * frames
            let since = (played - Double(frame)) / rate(at: now)
            return (frame, now - since + min(since, most * generator.uniform()))
        }
    }
}
