internal import Synchronization

/// Decides who owns a feed when a call into a sound library doesn't return.
///
/// The owner announces each device call and takes its ownership back afterwards. A supervisor can
/// take the ownership away only while a call is announced; the thread that then returns finds out
/// by `leave` and must touch nothing any more. The word holds a generation (16 bits), the number of
/// the call (47 bits) and whether a call is under way (1 bit), and changes hands by compare and
/// exchange, so that neither a call that just returned nor the next one can be taken for the stuck
/// one.
struct CallGate: ~Copyable {
    private let word = Atomic<UInt64>(0)
    private let entered = Atomic<UInt64>(0)

    /// The state an owner keeps for itself.
    struct Ticket {
        fileprivate var word: UInt64

        /// Which owner this is, counted from 0.
        var generation: UInt16 { UInt16(word >> 48) }
    }

    /// The first owner's ticket, given once.
    func firstTicket() -> Ticket { Ticket(word: 0) }

    /// Announces a call. The owner's thread.
    @inline(__always)
    func enter(_ ticket: inout Ticket, at nanoseconds: UInt64) {
        entered.store(nanoseconds, ordering: .relaxed)
        let sequence = (ticket.word &+ 2) & 0x0000_FFFF_FFFF_FFFE
        ticket.word = (ticket.word & 0xFFFF_0000_0000_0000) | sequence | 1
        word.store(ticket.word, ordering: .releasing)
    }

    /// Takes ownership back after a call; false when it has been taken away meanwhile.
    @inline(__always)
    func leave(_ ticket: inout Ticket) -> Bool {
        let idle = ticket.word & ~1
        let isOwner = word.compareExchange(
            expected: ticket.word, desired: idle, ordering: .acquiringAndReleasing
        ).exchanged
        ticket.word = idle
        return isOwner
    }

    /// Takes the ownership from a thread whose call has lasted too long; nil when there is none.
    /// The supervisor's thread.
    func takeOver(ifStuckSince limit: UInt64, now: UInt64) -> Ticket? {
        let seen = word.load(ordering: .acquiring)
        let since = entered.load(ordering: .relaxed)
        guard seen & 1 == 1, now > since, now - since > limit else { return nil }
        // The next generation's first word; its calls count from 0 again.
        let next = UInt64((UInt16(seen >> 48) &+ 1)) << 48
        let taken = word.compareExchange(
            expected: seen, desired: next, ordering: .acquiringAndReleasing
        ).exchanged
        return taken ? Ticket(word: next) : nil
    }
}
