internal import MusikRealtime

/// How long the mixer sleeps while the ring is full: an audio thread may not wake it, so it looks
/// by itself, as rarely as the speed of the outputs allows.
///
/// In real time that is five times a second; an output as fast as the mixer is asks for a look every
/// fifth of a millisecond.
struct MixPace {
    /// The next sleep, in microseconds.
    private(set) var wait = 2_000
    private let ahead: Int

    private static let shortest = 200
    private static let longest = 200_000

    init(_ ring: MixRing) { ahead = Int(ring.ahead) }

    /// Learns from the room that was found after a sleep: below a quarter of the ring the next may
    /// be longer, above a half it is the shortest again.
    mutating func adapt(room: Int) {
        if room < ahead / 4 {
            wait = min(wait * 2, Self.longest)
        } else if room > ahead / 2 {
            wait = Self.shortest
        }
    }
}
