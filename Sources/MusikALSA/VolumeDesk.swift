internal import Glibc
internal import MusikEngine
internal import MusikModel
internal import MusikRealtime
internal import Synchronization

/// Where those who keep a card's volume leave word for the loop that plays on it.
///
/// All of it is atomic: the loop takes no lock, and a keeper that is stuck in its card holds up nobody.
final class VolumeDesk: Sendable {
    /// Music waits so long for the volume to be set, and no longer: 1 s.
    private static let patience: UInt64 = 1000
    /// Keepers stuck in their cards at the same time, before no more are started.
    private static let mostKeepers = 4

    /// The card whose volume it is; nil for an output that is none, and keeps its own.
    let card: String?
    /// The volume that is named, in hundredths of a decibel.
    let named: Int?
    /// What was found on cards first.
    let memory: VolumeMemory
    private let isSet = Atomic<Bool>(false)
    private let trimBits = Atomic<UInt32>(Float(1).bitPattern)
    private let news = Atomic<UInt64>(0)
    private let newsAt = Atomic<UInt64>(0)
    private let newest = Atomic<Int>(0)
    private let keepers = Atomic<Int>(0)

    init(_ request: DeviceRequest, _ memory: VolumeMemory) {
        card = request.card
        named = request.volumeHundredths
        self.memory = memory
    }

    // MARK: The loop's side. Audio thread.

    /// The gain that makes up for a card which is louder than wanted, at most 1.
    var trim: Float { Float(bitPattern: trimBits.load(ordering: .acquiring)) }

    /// What a keeper has to say.
    func take() -> DeviceEvent? {
        let word = news.load(ordering: .acquiring)
        guard word != 0, let kind = DeviceEvent.Kind(rawValue: UInt8(word >> 56)) else {
            return nil
        }
        let event = DeviceEvent(
            kind: kind, code: Int32((word >> 32) & 0xFFFF),
            hundredths: Int32(truncatingIfNeeded: Int64(bitPattern: word)),
            nanoseconds: newsAt.load(ordering: .relaxed))
        news.store(0, ordering: .releasing)
        return event
    }

    // MARK: The opener's side.

    /// Lets a new keeper set the volume of a card that was opened, and waits for it, a second at most.
    func attend() {
        guard card != nil else { return }
        let keeper = newest.add(1, ordering: .acquiringAndReleasing).newValue
        guard keepers.load(ordering: .acquiring) < Self.mostKeepers else {
            return tell(.volumeRefused, code: ETIMEDOUT, by: keeper)
        }
        isSet.store(false, ordering: .releasing)
        keepers.add(1, ordering: .acquiringAndReleasing)
        do {
            try NamedThread.start("musik-volume") { [self] in
                // The opener's rights are inherited, and nothing here is real-time.
                _ = NamedThread.makeOrdinary()
                VolumeKeeper(self, number: keeper).run()
                keepers.subtract(1, ordering: .acquiringAndReleasing)
            }
        } catch {
            keepers.subtract(1, ordering: .acquiringAndReleasing)
            return tell(.volumeRefused, code: error.code, by: keeper)
        }
        let isInTime = MonotonicClock.wait(milliseconds: Self.patience) {
            isSet.load(ordering: .acquiring)
        }
        if !isInTime { tell(.volumeRefused, code: ETIMEDOUT, by: keeper) }
    }

    /// Ends the keeping; waits for it, half a second at most.
    func dismiss() {
        newest.add(1, ordering: .acquiringAndReleasing)
        _ = MonotonicClock.wait(milliseconds: 500) { keepers.load(ordering: .acquiring) == 0 }
    }

    // MARK: A keeper's side.

    /// Whether no later opening has a keeper of its own.
    func isCurrent(_ keeper: Int) -> Bool { newest.load(ordering: .acquiring) == keeper }

    /// The volume was set as far as it can be: music may rise.
    func set(by keeper: Int) {
        if isCurrent(keeper) { isSet.store(true, ordering: .releasing) }
    }

    /// Takes the output down by so many hundredths of a decibel, from 0 on.
    func trim(byHundredths excess: Int, by keeper: Int) {
        guard isCurrent(keeper) else { return }
        let gain = excess <= 0 ? 1 : Float(Decibels(-Double(excess) / 100).amplitude)
        trimBits.store(gain.bitPattern, ordering: .releasing)
    }

    /// Leaves word for the loop, which comes by a hundred times a second; word that nobody fetched
    /// within half a second makes way.
    func tell(_ kind: DeviceEvent.Kind, code: Int32 = 0, hundredths: Int = 0, by keeper: Int) {
        guard isCurrent(keeper) else { return }
        let part = UInt64(UInt32(bitPattern: Int32(clamping: hundredths)))
        let word =
            UInt64(kind.rawValue) << 56 | UInt64(UInt16(truncatingIfNeeded: code)) << 32 | part
        _ = MonotonicClock.wait(milliseconds: 500) { news.load(ordering: .acquiring) == 0 }
        newsAt.store(MonotonicClock.nanoseconds, ordering: .relaxed)
        news.store(word, ordering: .releasing)
    }
}
