import MusikRealtime
import MusikTestSupport

/// Two cards in virtual time, the second following the first, with nothing but what an output loop
/// knows: readings at its turns, and which frames it has handed over.
struct SimulatedRoom {
    var hertz = 48_000
    var reference = SimulatedCard()
    var follower = SimulatedCard()
    var seed: UInt64 = 1
    var seconds = 3_300.0
    /// Seconds between two turns of the loops, and by how much one may be longer.
    var turn = 0.01
    var turnJitter = 0.001
    /// A turn that comes so much later.
    var lostWakeUp = (at: Double.infinity, length: 0.3)
    /// When the reference is away.
    var absence: Range<Double>?
    var acousticDelay: Int64 = 0
    /// Seconds of sound in the follower's device.
    var buffer = 0.05

    /// What happened.
    struct Log {
        /// Where the follower was against the reference, turn by turn; positive where it is ahead.
        var skews: [(seconds: Double, skew: Double)] = []
        /// What it walked, block by block, and how far that is from what the crystals ask for.
        var ratios: [FollowerRatio] = []
        var errors: [(seconds: Double, partsPerMillion: Double)] = []
        var isAstray = false
        var referenceClock: CardClock
        var followerClock: CardClock

        /// Whether each walk began with the ratio that the one before ended with, and none changed
        /// it faster than by 1000 ppm in a second.
        var isSmooth: Bool {
            let most =
                0.001 * Double(SimulatedRoom.block) / Double(referenceClock.hertz) + 1e-12
            return zip(ratios, ratios.dropFirst()).allSatisfy { before, after in
                let end = before.first + before.bend * Double(SimulatedRoom.block)
                return abs(after.first - end) < 1e-12 && abs(end - before.first) <= most
            }
        }

        /// The largest skew from some second on, in seconds.
        func skew(from: Double, to: Double = .infinity) -> Double {
            skews.reduce(0) {
                $1.seconds >= from && $1.seconds < to ? max($0, abs($1.skew)) : $0
            }
        }

        /// Root mean square of the ratio's error from some second on, in parts per million.
        func noise(from: Double, to: Double = .infinity) -> Double {
            let errors = errors.lazy.filter { $0.seconds >= from && $0.seconds < to }
            var (sum, count) = (0.0, 0.0)
            for error in errors {
                sum += error.partsPerMillion * error.partsPerMillion
                count += 1
            }
            return (sum / count).squareRoot()
        }
    }

    static let block = 256

    private func moment(_ seconds: Double) -> UInt64 { 7_000_000_000 + UInt64(seconds * 1e9) }

    /// Lets time pass.
    func run() -> Log {
        var generator = Generator(seed: seed)
        var (reference, follower) = (reference, follower)
        reference.hertz = hertz
        follower.hertz = hertz
        var log = Log(
            referenceClock: CardClock(hertz: hertz), followerClock: CardClock(hertz: hertz))
        var steering = FollowerSteering(hertz: hertz, acousticDelay: acousticDelay)
        let programme = ProgrammeClock()
        var line = ClockLine(frame: 0, moment: 0, rate: 0)
        let block = Self.block
        // Blocks handed over by the follower, of which the first `silent` were silence.
        var (blocks, silent) = (0, 0)
        var positions: [Double] = []
        // The programme frame of the reference's frame 0, and frames of its life before.
        var (offset, before) = (0.0, 0.0)
        var isAway = false
        var now = 0.0
        var lost = false
        while now < seconds {
            now += turn + turnJitter * generator.uniform()
            if now >= lostWakeUp.at, !lost {
                lost = true
                now += lostWakeUp.length
            }
            if let absence, absence.contains(now) {
                isAway = true
            } else {
                if isAway {
                    isAway = false
                    // A new stream joins at the frame that is due, by its own reading.
                    before = reference.played(at: now)
                    _ = programme.read(into: &line)
                    let reading = reference.reading(at: now, &generator)
                    let due = line.frame(at: moment(reading.seconds))
                    offset = (due - Double(reading.frame) + before).rounded()
                    log.referenceClock.restart()
                }
                let reading = reference.reading(at: now, &generator)
                log.referenceClock.observe(
                    frame: reading.frame - Int64(before), at: moment(reading.seconds))
                if let line = log.referenceClock.line {
                    programme.publish(line.advanced(by: offset))
                }
            }
            let reading = follower.reading(at: now, &generator)
            log.followerClock.observe(frame: reading.frame, at: moment(reading.seconds))
            let played = follower.played(at: now)
            while Double((blocks + 1) * block) - played < Double(hertz) * buffer {
                let next = Double(blocks * block)
                defer { blocks += 1 }
                guard programme.read(into: &line), let card = log.followerClock.line else {
                    silent += 1
                    continue
                }
                if positions.isEmpty {
                    positions.append(steering.place(next, card: card, programme: line))
                }
                let ratio = steering.walk(
                    from: positions.last!, deviceFrame: next, frames: block, card: card,
                    programme: line)
                log.ratios.append(ratio)
                log.isAstray = log.isAstray || steering.isAstray
                positions.append(positions.last! + ratio.advance(block))
                let wanted = reference.rate(at: now) / follower.rate(at: now)
                log.errors.append((now, (steering.ratio - wanted) * 1e6))
            }
            // The sound of the follower that is heard now left the card `acousticDelay` ago.
            let heard = follower.played(at: now - Double(acousticDelay) * 1e-9)
            let index = Int(heard) / block - silent
            if index >= 0, index < log.ratios.count {
                let within = heard - Double((index + silent) * block)
                let ratio = log.ratios[index]
                let position =
                    positions[index] + within * (ratio.first + 0.5 * ratio.bend * (within - 1))
                let due = offset + reference.played(at: now) - before
                log.skews.append((now, (position - due) / Double(hertz)))
            }
        }
        return log
    }
}
