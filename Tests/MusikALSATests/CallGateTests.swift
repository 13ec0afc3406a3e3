import Foundation
import MusikEngine
import Synchronization
import Testing

@testable import MusikALSA

@Suite struct CallGateTests {
    @Test("Nobody takes over from a thread that is in no call")
    func idle() {
        let gate = CallGate()
        var ticket = gate.firstTicket()
        let before = gate.takeOver(ifStuckSince: 0, now: 100)
        #expect(before == nil)
        gate.enter(&ticket, at: 1)
        let isOwner = gate.leave(&ticket)
        #expect(isOwner)
        let after = gate.takeOver(ifStuckSince: 0, now: 100)
        #expect(after == nil)
    }

    @Test("A call is taken over once it lasts too long, and its thread learns it")
    func takesOver() throws {
        let gate = CallGate()
        var old = gate.firstTicket()
        gate.enter(&old, at: 100)
        let tooEarly = gate.takeOver(ifStuckSince: 50, now: 150)
        #expect(tooEarly == nil)
        let taken = gate.takeOver(ifStuckSince: 50, now: 151)
        var new = try #require(taken)
        #expect(new.generation == 1)
        let twice = gate.takeOver(ifStuckSince: 0, now: 1000)
        #expect(twice == nil)
        gate.enter(&new, at: 200)
        let oldIsOwner = gate.leave(&old)
        let newIsOwner = gate.leave(&new)
        #expect(!oldIsOwner && newIsOwner)
    }

    @Test("Of two threads at most one believes itself the owner, over 50 takeovers")
    func exclusive() {
        final class Shared: Sendable {
            let gate = CallGate()
            let owners = Atomic<Int>(0)
            let violations = Atomic<Int>(0)
            let takeovers = Atomic<Int>(0)
            let running = Atomic<Int>(0)
            let isOver = Atomic<Bool>(false)
        }
        let shared = Shared()
        @Sendable func own(_ first: CallGate.Ticket) {
            shared.running.add(1, ordering: .relaxed)
            let thread = Thread {
                var ticket = first
                while !shared.isOver.load(ordering: .relaxed) {
                    if shared.owners.add(1, ordering: .acquiringAndReleasing).newValue != 1 {
                        shared.violations.add(1, ordering: .relaxed)
                    }
                    shared.owners.subtract(1, ordering: .acquiringAndReleasing)
                    shared.gate.enter(&ticket, at: MonotonicClock.nanoseconds)
                    if UInt8.random(in: 0...3) == 0 { sched_yield() }
                    if !shared.gate.leave(&ticket) { break }
                }
                shared.running.subtract(1, ordering: .releasing)
            }
            thread.start()
        }
        own(shared.gate.firstTicket())
        _ = Workshop.wait(seconds: 20) {
            for _ in 0..<1000 {
                if let ticket = shared.gate.takeOver(ifStuckSince: 0, now: .max) {
                    shared.takeovers.add(1, ordering: .relaxed)
                    own(ticket)
                }
            }
            return shared.takeovers.load(ordering: .relaxed) >= 50
        }
        shared.isOver.store(true, ordering: .relaxed)
        let isQuiet = Workshop.wait(seconds: 5) {
            shared.running.load(ordering: .acquiring) == 0
        }
        #expect(isQuiet)
        let takeovers = shared.takeovers.load(ordering: .relaxed)
        let violations = shared.violations.load(ordering: .relaxed)
        #expect(takeovers >= 50)
        #expect(violations == 0)
    }
}
