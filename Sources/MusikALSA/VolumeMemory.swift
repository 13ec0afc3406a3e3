internal import Synchronization

/// What the volumes of cards are to be where none is named: those that were found first.
///
/// One session is one process, in which a card may be opened by several outputs, one after the other.
final class VolumeMemory: Sendable {
    /// That of this process.
    static let ofProcess = VolumeMemory()

    private let steps = Mutex<[String: [VolumeElement.ID: Int]]>([:])

    /// Remembers what was found on a card, as far as nothing is remembered of it; returns what is
    /// remembered of those elements. Any thread but an audio thread.
    func wanted(
        on card: String, found: [VolumeElement.ID: Int]
    ) -> (steps: [VolumeElement.ID: Int], areNew: Bool) {
        steps.withLock { all in
            let known = all[card, default: [:]]
            all[card] = known.merging(found) { first, _ in first }
            return (all[card, default: [:]], known.isEmpty)
        }
    }
}
