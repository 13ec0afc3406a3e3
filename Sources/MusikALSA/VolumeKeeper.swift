// A thread of its own for each opening of a card, started by the opener: a card's controls may take
// seconds, or never answer, and neither the music nor the opener may wait for that.
internal import Glibc
internal import MusikEngine
internal import MusikRealtime

/// Sets a card's own volume as it is wanted, reads it back, and keeps it so while the card is open.
struct VolumeKeeper {
    /// The card is looked at so often at least, in nanoseconds; its events come sooner.
    private static let pause: UInt64 = 1_000_000_000
    /// What is put back again and again is told so often at most, in nanoseconds: 10 s.
    private static let silence: UInt64 = 10_000_000_000

    private let desk: VolumeDesk
    private let number: Int

    init(_ desk: VolumeDesk, number: Int) {
        self.desk = desk
        self.number = number
    }

    private var isCurrent: Bool { desk.isCurrent(number) }

    /// The thread's whole life.
    func run() {
        guard let card = desk.card else { return }
        do {
            let control = try CardControl.open(card)
            let path = try control.path()
            guard path.contains(where: { !$0.isSwitch }) else {
                // A card without a volume plays as it is; one that is to have a volume is told.
                if desk.named != nil { desk.tell(.volumeRefused, code: ENOTSUP, by: number) }
                return desk.set(by: number)
            }
            let wanted = try wanted(control, path, card)
            var teller = VolumeTeller()
            try settle(control, path, wanted.steps, isFirst: wanted.areNew, &teller)
            desk.set(by: number)
            try watch(control, path, wanted.steps, &teller)
        } catch {
            // A card that is gone is told by the loop.
            if error.code != ENODEV { desk.tell(.volumeRefused, code: error.code, by: number) }
            desk.set(by: number)
        }
    }

    /// The steps that all channels of the elements are to have.
    ///
    /// Where no volume is named, the softest channel of what was found: one that is louder than the
    /// other is what a card does that was plugged in anew.
    private func wanted(
        _ control: borrowing CardControl, _ path: [VolumeElement], _ card: String
    ) throws(ALSAError) -> (steps: [VolumeElement.ID: Int], areNew: Bool) {
        var found: [VolumeElement.ID: Int] = [:]
        for element in path {
            let steps = try control.read(element)
            found[element.id] = element.isSwitch ? 1 : steps.min()
        }
        var wanted = desk.memory.wanted(on: card, found: found)
        guard let named = desk.named else { return wanted }
        let leader = VolumeElement.leader(of: path)
        for element in path where !element.isSwitch {
            let volume =
                element.id == leader?.id ? named : min(0, element.hundredths?.upperBound ?? 0)
            if let step = control.step(of: element, for: volume) { wanted.steps[element.id] = step }
        }
        return wanted
    }

    /// Looks at the card each second, and at once when it tells of a change.
    private func watch(
        _ control: borrowing CardControl, _ path: [VolumeElement],
        _ wanted: [VolumeElement.ID: Int],
        _ teller: inout VolumeTeller
    ) throws(ALSAError) {
        var seen = MonotonicClock.nanoseconds
        while isCurrent {
            let hasChanged = control.waitForChange(milliseconds: 50)
            let now = MonotonicClock.nanoseconds
            guard hasChanged || now - seen >= Self.pause else { continue }
            seen = now
            do {
                try settle(control, path, wanted, isFirst: false, &teller)
            } catch {
                if error.code == ENODEV { throw error }
                // Its volume isn't known now; it is asked again in a second.
                if teller.mayTellRefusal(error.code, 0) {
                    desk.tell(.volumeRefused, code: error.code, by: number)
                }
            }
            // A card, or whoever turns it, that changes all the time isn't answered more often.
            MonotonicClock.sleep(nanoseconds: 20_000_000)
        }
    }

    /// Writes what isn't as wanted, reads it back, lets the output's gain make up for what is louder
    /// all the same, and tells what there is to tell.
    private func settle(
        _ control: borrowing CardControl, _ path: [VolumeElement],
        _ wanted: [VolumeElement.ID: Int],
        isFirst: Bool, _ teller: inout VolumeTeller
    ) throws(ALSAError) {
        let before = try state(control, path, wanted)
        var refusal: Int32 = 0
        if !before.isAsWanted || teller.isNew {
            for element in path {
                guard isCurrent, let step = wanted[element.id] else { continue }
                do {
                    try control.write(step, to: element)
                } catch {
                    if error.code == ENODEV { throw error }
                    refusal = error.code
                }
            }
        }
        let after = before.isAsWanted && !teller.isNew ? before : try state(control, path, wanted)
        let excess = after.excess + shortfall(control, path, wanted)
        desk.trim(byHundredths: excess, by: number)
        if !after.isAsWanted || excess > 0 {
            if teller.mayTellRefusal(refusal, excess) {
                desk.tell(.volumeRefused, code: refusal, hundredths: excess, by: number)
            }
        } else if !before.isAsWanted, !isFirst {
            if teller.mayTellRestoring(at: MonotonicClock.nanoseconds, each: Self.silence) {
                desk.tell(.volumeRestored, hundredths: before.difference, by: number)
            }
        } else if teller.isNew || teller.isRefused {
            teller.isRefused = false
            desk.tell(.volumeSet, hundredths: volume(control, path, wanted), by: number)
        }
        teller.isNew = false
    }

    private func state(
        _ control: borrowing CardControl, _ path: [VolumeElement], _ wanted: [VolumeElement.ID: Int]
    ) throws(ALSAError) -> VolumeState {
        var readings: [VolumeState.Reading] = []
        for element in path {
            let steps = try control.read(element)
            let goal = wanted[element.id] ?? steps.min() ?? 0
            var reading = VolumeState.Reading(
                steps: steps, wanted: goal, isSwitch: element.isSwitch, difference: nil)
            if let scale = element.hundredths, let most = steps.max(), let least = steps.min() {
                // What is silent is as soft as the softest step for this.
                func loudness(_ step: Int) -> Int {
                    control.hundredths(of: element, step) ?? scale.lowerBound
                }
                reading.difference = loudness(most > goal ? most : least) - loudness(goal)
            }
            readings.append(reading)
        }
        return VolumeState(readings: readings)
    }

    /// Hundredths of a decibel by which the softest step of the leading element is louder than the
    /// volume that is named.
    private func shortfall(
        _ control: borrowing CardControl, _ path: [VolumeElement], _ wanted: [VolumeElement.ID: Int]
    ) -> Int {
        guard let named = desk.named, let leader = VolumeElement.leader(of: path),
            let step = wanted[leader.id], let loudness = control.hundredths(of: leader, step)
        else { return 0 }
        return max(0, loudness - named)
    }

    /// The volume of the leading element, in hundredths of a decibel; 0 where nobody knows.
    private func volume(
        _ control: borrowing CardControl, _ path: [VolumeElement], _ wanted: [VolumeElement.ID: Int]
    ) -> Int {
        guard let leader = VolumeElement.leader(of: path), let step = wanted[leader.id] else {
            return 0
        }
        return control.hundredths(of: leader, step) ?? 0
    }
}

/// What a keeper has told already.
private struct VolumeTeller {
    /// Nothing was set yet at this opening.
    var isNew = true
    /// The last word was that it can't be set.
    var isRefused = false
    private var refusal: (code: Int32, excess: Int)?
    private var restoredAt: UInt64?

    /// Whether a refusal is to be told: not the same one twice in a row.
    mutating func mayTellRefusal(_ code: Int32, _ excess: Int) -> Bool {
        let isKnown = isRefused && refusal.map { $0 == (code, excess) } ?? false
        isRefused = true
        refusal = (code, excess)
        return !isKnown
    }

    /// Whether a restoring is to be told.
    mutating func mayTellRestoring(at now: UInt64, each nanoseconds: UInt64) -> Bool {
        isRefused = false
        if let last = restoredAt, now - last < nanoseconds { return false }
        restoredAt = now
        return true
    }
}
