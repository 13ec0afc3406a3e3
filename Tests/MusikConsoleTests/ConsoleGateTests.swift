import MusikTestSupport
import Synchronization
import Testing

@testable import MusikConsole

@Suite("Who comes in at the console")
struct ConsoleGateTests {
    /// A gate, and the codes that stood in the terminal.
    private final class Terminal: Sendable {
        private let codes = Mutex<[String]>([])
        var code: String { codes.withLock { $0.last ?? "" } }
        var count: Int { codes.withLock { $0.count } }
        func gate() -> ConsoleGate {
            let gate = ConsoleGate { [self] code in codes.withLock { $0.append(code) } }
            gate.open()
            return gate
        }
    }

    private func cookie(_ entry: ConsoleGate.Entry) -> String? {
        if case .entered(let cookie) = entry { return cookie }
        return nil
    }

    @Test("A code lets one device in, and the next one stands in the terminal then")
    func once() throws {
        let terminal = Terminal()
        let gate = terminal.gate()
        let code = terminal.code
        #expect(code.count == 8 && code.allSatisfy(\.isNumber))
        let first = try #require(
            cookie(gate.enter(code.prefix(4) + " " + code.suffix(4), at: 0)))
        #expect(gate.enter(code, at: 1) == .wrong)
        #expect(terminal.code != code && terminal.count == 2)
        let second = try #require(cookie(gate.enter(terminal.code, at: 2)))
        #expect(first != second)
        let tokens = [first, second].compactMap { gate.visitor($0, at: 3)?.token }
        #expect(Set(tokens).count == 2 && !tokens.contains(first))
        gate.leave(first)
        #expect(gate.visitor(first, at: 4) == nil && gate.visitor(second, at: 4) != nil)
    }

    @Test("Five wrong codes close the door for a minute and change the code; who is in stays in")
    func guessing() throws {
        let terminal = Terminal()
        let gate = terminal.gate()
        let inside = try #require(cookie(gate.enter(terminal.code, at: 0)))
        let code = terminal.code
        for _ in 0..<4 { #expect(gate.enter("00000000x", at: 1) == .wrong) }
        #expect(gate.enter("", at: 1) == .closed(60))
        #expect(terminal.code != code)
        #expect(gate.enter(terminal.code, at: 31) == .closed(30), "even with the right one")
        #expect(gate.visitor(inside, at: 31) != nil)
        #expect(cookie(gate.enter(terminal.code, at: 61)) != nil)
    }

    @Test("A right code forgets wrong ones before it")
    func forgiven() {
        let terminal = Terminal()
        let gate = terminal.gate()
        for _ in 0..<3 {
            for _ in 0..<4 { #expect(gate.enter("1", at: 0) == .wrong) }
            #expect(cookie(gate.enter(terminal.code, at: 0)) != nil)
        }
    }

    @Test("Nobody stays longer than a shift, and there are at most sixteen")
    func stay() throws {
        let terminal = Terminal()
        let gate = terminal.gate()
        let cookies = try (0..<17).map {
            try #require(cookie(gate.enter(terminal.code, at: Double($0))))
        }
        #expect(gate.visitor(cookies[0], at: 20) == nil)
        #expect(cookies.dropFirst().allSatisfy { gate.visitor($0, at: 20) != nil })
        #expect(gate.visitor(cookies[5], at: 5 + ConsoleGate.stay - 1) != nil)
        #expect(gate.visitor(cookies[5], at: 5 + ConsoleGate.stay) == nil)
        #expect(gate.visitor("", at: 20) == nil)
    }

    @Test("Who is in is kept as they come and go, and let in by another gate")
    func kept() throws {
        let kept = Mutex<[String: ConsoleGate.Visitor]>([:])
        let codes = Mutex("")
        func gate() -> ConsoleGate {
            let gate = ConsoleGate(
                visitors: kept.withLock { $0 },
                keep: { visitors in kept.withLock { $0 = visitors } },
                announce: { code in codes.withLock { $0 = code } })
            gate.open()
            return gate
        }
        let first = gate()
        let cookies = try (0..<2).map { _ in
            try #require(cookie(first.enter(codes.withLock { $0 }, at: 0)))
        }
        let token = first.visitor(cookies[0], at: 1)?.token
        first.leave(cookies[1])
        let second = gate()
        #expect(token != nil && second.visitor(cookies[0], at: 1)?.token == token)
        #expect(second.visitor(cookies[1], at: 1) == nil)
        #expect(second.visitor(cookies[0], at: ConsoleGate.stay) == nil)
    }

    @Test("A device that was handed over comes back by its own code only")
    func handedOver() throws {
        let terminal = Terminal()
        let gate = terminal.gate()
        let one = try #require(cookie(gate.enter(terminal.code, at: 0)))
        let other = try #require(cookie(gate.enter(terminal.code, at: 0)))
        for code in ["", "123", "1234567890123", "12 4", "é234", "<12>"] {
            #expect(!gate.handOver(one, code) && gate.visitor(one, at: 1)?.lock == nil, "\(code)")
        }
        #expect(gate.handOver(one, "2468") && gate.handOver(other, "abcd"))
        for _ in 1..<ConsoleGate.attempts {
            #expect(gate.takeBack(one, "abcd", at: 1) == .wrong)
        }
        #expect(gate.takeBack(one, "abcd", at: 1) == .closed(ConsoleGate.closedFor))
        #expect(gate.takeBack(one, "2468", at: 2) == .closed(ConsoleGate.closedFor - 1))
        #expect(gate.visitor(one, at: 2)?.lock == "2468")
        // Nobody else is closed out by that.
        #expect(gate.takeBack(other, "abcd", at: 2) == .entered(cookie: other))
        #expect(gate.takeBack(one, "2468", at: 62) == .entered(cookie: one))
        #expect(gate.visitor(one, at: 62)?.lock == nil && gate.visitor(other, at: 62)?.lock == nil)
        // Who was not handed over has no code, and none fits.
        #expect(gate.takeBack(one, "", at: 63) == .wrong)
    }

    @Test("Who signed in is known until the last of their devices leaves")
    func person() throws {
        let terminal = Terminal()
        let gate = terminal.gate()
        let cookies = try (0..<3).map { _ in
            try #require(cookie(gate.enter(terminal.code, at: 0)))
        }
        #expect(gate.visitor(cookies[0], at: 1)?.person == nil)
        gate.become("NB", cookies[0])
        gate.become("NB", cookies[1])
        gate.become("CO", cookies[2])
        gate.become("XX", "nobody's")
        #expect(cookies.map { gate.visitor($0, at: 1)?.person } == ["NB", "NB", "CO"])
        #expect(gate.visitor("nobody's", at: 1) == nil)
        #expect(!gate.leave(cookies[0]) && gate.leave(cookies[1]) && gate.leave(cookies[2]))
    }
}
