private import Synchronization

/// Who may come in: whoever types the code that stands in the terminal which started the console.
///
/// A code is good for one device; the next one stands there as soon as it was used. Five wrong ones in
/// a row close the door for a minute, and change the code. Who is in stays in, whatever others try.
/// Any thread.
public final class ConsoleGate: Sendable {
    /// Somebody who came in.
    public struct Visitor: Hashable, Sendable, Codable {
        /// What the forms of this visitor's pages carry, so that no other site can send them.
        public let token: String
        /// When this visitor has to come in again, in seconds of the machine's uptime.
        public let until: Double
        /// The code of who signed in; nil while nobody did.
        public var person: String?
        /// The code that takes the device back from a patient; nil while it is not handed over.
        public var lock: String?
    }

    /// What came of a code.
    public enum Entry: Hashable, Sendable {
        /// It is right: what the visitor's cookie is to hold.
        case entered(cookie: String)
        /// It is another.
        case wrong
        /// Nobody comes in for so many seconds.
        case closed(Double)
    }

    /// How long a visitor may stay, in seconds: a shift of twelve hours.
    public static let stay = 12.0 * 3600
    /// Wrong codes in a row that close the door.
    public static let attempts = 5
    /// For how many seconds it is closed then.
    public static let closedFor = 60.0
    /// Visitors at once; who comes in after so many sends the oldest away.
    public static let mostVisitors = 16

    /// How long a code that takes a device back may be.
    public static let lockLength = 4...12

    private struct State {
        var code: String
        var wrong = 0
        var closedUntil = 0.0
        /// Wrong codes in a row that should take a device back, and until when none is looked at.
        var locks: [String: (wrong: Int, closedUntil: Double)] = [:]
        var visitors: [String: Visitor] = [:]
    }

    private let state: Mutex<State>
    private let announce: @Sendable (String) -> Void
    private let keep: @Sendable ([String: Visitor]) -> Void

    /// A gate with a code of eight digits.
    ///
    /// - Parameters:
    ///   - visitors: who is in already, by their cookies.
    ///   - keep: keeps who is in, whenever somebody came or left; one call at a time.
    ///   - announce: says a code, when the gate opens and whenever there is a new one.
    public init(
        visitors: [String: Visitor] = [:],
        keep: @escaping @Sendable ([String: Visitor]) -> Void = { _ in },
        announce: @escaping @Sendable (String) -> Void
    ) {
        self.announce = announce
        self.keep = keep
        state = Mutex(State(code: Self.newCode(), visitors: visitors))
    }

    /// Says the code that is good now.
    public func open() { announce(state.withLock { $0.code }) }

    /// Tries a code at a moment in seconds; spaces don't count.
    public func enter(_ typed: String, at now: Double) -> Entry {
        let (entry, code) = state.withLock { state -> (Entry, String?) in
            guard now >= state.closedUntil else { return (.closed(state.closedUntil - now), nil) }
            guard typed.filter({ $0 != " " }) == state.code else {
                state.wrong += 1
                guard state.wrong >= Self.attempts else { return (.wrong, nil) }
                state.wrong = 0
                state.closedUntil = now + Self.closedFor
                state.code = Self.newCode()
                return (.closed(Self.closedFor), state.code)
            }
            state.wrong = 0
            state.code = Self.newCode()
            state.visitors = state.visitors.filter { $0.value.until > now }
            if state.visitors.count >= Self.mostVisitors,
                let oldest = state.visitors.min(by: { $0.value.until < $1.value.until })
            {
                state.visitors[oldest.key] = nil
            }
            let cookie = Self.newSecret()
            state.visitors[cookie] = Visitor(token: Self.newSecret(), until: now + Self.stay)
            keep(state.visitors)
            return (.entered(cookie: cookie), state.code)
        }
        if let code { announce(code) }
        return entry
    }

    /// Who holds a cookie; nil for anybody else.
    public func visitor(_ cookie: String, at now: Double) -> Visitor? {
        state.withLock { $0.visitors[cookie] }.flatMap { $0.until > now ? $0 : nil }
    }

    /// Lets a visitor go; returns whether nobody else of the same person is in.
    @discardableResult
    public func leave(_ cookie: String) -> Bool {
        state.withLock { state in
            let person = state.visitors.removeValue(forKey: cookie)?.person
            state.locks[cookie] = nil
            keep(state.visitors)
            return !state.visitors.values.contains { $0.person == person }
        }
    }

    /// Takes up who a visitor is.
    public func become(_ person: String, _ cookie: String) {
        state.withLock { state in
            state.visitors[cookie]?.person = person
            keep(state.visitors)
        }
    }

    /// Hands a visitor's device to a patient, behind a code; false for a code that is none.
    public func handOver(_ cookie: String, _ code: String) -> Bool {
        let isCode =
            Self.lockLength.contains(code.count)
            && code.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        guard isCode else { return false }
        state.withLock { state in
            state.visitors[cookie]?.lock = code
            keep(state.visitors)
        }
        return true
    }

    /// Takes a device back from a patient.
    ///
    /// Wrong codes close only this way and only for this device: silence and speech stay in reach.
    public func takeBack(_ cookie: String, _ typed: String, at now: Double) -> Entry {
        state.withLock { state in
            let tried = state.locks[cookie] ?? (0, 0)
            guard now >= tried.closedUntil else { return .closed(tried.closedUntil - now) }
            guard typed == state.visitors[cookie]?.lock else {
                let isLast = tried.wrong + 1 >= Self.attempts
                state.locks[cookie] = isLast ? (0, now + Self.closedFor) : (tried.wrong + 1, 0)
                return isLast ? .closed(Self.closedFor) : .wrong
            }
            state.locks[cookie] = nil
            state.visitors[cookie]?.lock = nil
            keep(state.visitors)
            return .entered(cookie: cookie)
        }
    }

    // The system's generator, which is secure: getrandom(2).

    private static func newCode() -> String {
        let digits = String(Int.random(in: 0..<100_000_000))
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    private static func newSecret() -> String {
        (0..<4).map { _ in
            let digits = String(UInt64.random(in: .min ... .max), radix: 36)
            return String(repeating: "0", count: 13 - digits.count) + digits
        }.joined()
    }
}
