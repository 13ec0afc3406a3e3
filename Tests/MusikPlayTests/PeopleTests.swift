import Foundation
import MusikRecord
import MusikSeal
import MusikStore
import Synchronization
import Testing

@testable import MusikPlay

/// Who may act, by a record whose clock the test sets.
@Suite("People, shifts and waiting")
struct PeopleTests {
    /// A wall clock that a test moves.
    private final class Hands: Sendable {
        private let microseconds = Mutex<Int64>(1_800_000_000_000_000)
        var now: WallTime { WallTime(microseconds: microseconds.withLock { $0 }) }
        func pass(minutes: Double) {
            microseconds.withLock { $0 += Int64(minutes * 60e6) }
        }
    }

    private let scratch: Scratch
    private let hands = Hands()
    private let store: RecordStore
    private static let hash = PassphraseHash(of: "four words make one").text

    init() throws {
        scratch = try Scratch()
        let hands = hands
        store = try RecordStore.create(
            at: scratch.path + "/record.sqlite", by: Self.author("NB"), isRehearsal: true,
            clock: RecordClock(
                wall: { hands.now }, monotonicNanoseconds: { UInt64(hands.now.microseconds) }))
    }

    private static func author(_ code: String) -> RecordAuthor {
        RecordAuthor(actor: ActorCode(code)!, role: .coordinator, site: SiteCode("MTL1")!)
    }

    private func note(_ person: String, _ roles: [RecordAuthor.Role], hash: String = hash) throws {
        try store.append(
            .personNoted(PersonNoted(person: ActorCode(person)!, roles: roles, passphrase: hash)),
            by: Self.author("NB"))
    }

    private func attempt(_ person: String, _ outcome: SignInTried.Outcome) throws {
        let until = outcome == .right ? hands.now.adding(seconds: 12 * 3600) : nil
        try store.append(
            .signInTried(
                SignInTried(account: 1000, purpose: .shift, outcome: outcome, until: until)),
            by: Self.author(person))
    }

    private func admits(
        _ person: String, as roles: RecordAuthor.Role..., under account: Int = 1000
    ) throws -> RecordAuthor.Role? {
        try? PeopleBook(store).admit(
            ActorCode(person)!, as: roles, under: account, at: hands.now)
    }

    @Test(
        "Until a first person is added everybody may; from then on only who is on shift, in a role")
    func roles() throws {
        #expect(try admits("X1", as: .clinician) == .clinician)
        try note("NB", [.coordinator, .clinician])
        #expect(try admits("X1", as: .clinician) == nil)
        #expect(try admits("NB", as: .clinician) == nil)
        try attempt("NB", .right)
        #expect(try admits("NB", as: .clinician) == .clinician)
        #expect(try admits("NB", as: .curator, .clinician) == .clinician)
        #expect(try admits("NB", as: .rater) == nil)
        #expect(try admits("NB", as: .clinician, under: 1001) == nil, "another account")
        try note("NB", [])
        #expect(try admits("NB", as: .clinician) == nil, "who has left")
    }

    @Test("Where several are on shift, all may read or somebody is named")
    func readers() throws {
        func reads(_ named: String?, hidesArms: Bool = false) throws -> String? {
            do throws(Failure) {
                try PeopleBook(store).admitReader(
                    named.flatMap { ActorCode($0) }, under: 1000, at: hands.now,
                    hidesArms: hidesArms)
                return nil
            } catch {
                return error.problem
            }
        }
        #expect(try reads(nil) == nil, "nobody signs in here")
        try note("NB", [.coordinator])
        #expect(try reads(nil) == "Nobody is signed in here.")
        try note("R1", [.rater])
        try note("ST", [.statistician])
        try attempt("NB", .right)
        #expect(try reads(nil) == nil)
        try attempt("R1", .right)
        #expect(try reads(nil)?.contains("NB and R1") == true)
        #expect(try reads("NB") == nil)
        #expect(try reads("R1")?.contains("rater") == true)
        try attempt("ST", .right)
        #expect(try reads("ST") == nil)
        #expect(try reads("ST", hidesArms: true)?.contains("locked") == true)
        #expect(try reads("XX") == "XX is not signed in.")
    }

    @Test("A shift lasts twelve hours, and ends before where somebody signs out")
    func shifts() throws {
        try note("NB", [.coordinator])
        try attempt("NB", .right)
        hands.pass(minutes: 719)
        #expect(try admits("NB", as: .coordinator) != nil)
        hands.pass(minutes: 1)
        #expect(try admits("NB", as: .coordinator) == nil)
        try attempt("NB", .right)
        #expect(try PeopleBook(store).onShift(under: 1000, at: hands.now).map(\.text) == ["NB"])
        try store.append(.signedOut(SignedOut(account: 1000)), by: Self.author("NB"))
        #expect(try admits("NB", as: .coordinator) == nil)
    }

    @Test("Five wrong passphrases in a row mean fifteen minutes; asking meanwhile adds none")
    func waiting() throws {
        try note("NB", [.coordinator])
        let person = try #require(ActorCode("NB"))
        for _ in 0..<4 { try attempt("NB", .wrong) }
        #expect(try PeopleBook(store).wait(of: person, at: hands.now) == nil)
        try attempt("NB", .right)
        for _ in 0..<4 { try attempt("NB", .wrong) }
        #expect(try PeopleBook(store).wait(of: person, at: hands.now) == nil, "not in a row")
        try attempt("NB", .wrong)
        #expect(try PeopleBook(store).wait(of: person, at: hands.now) != nil)
        hands.pass(minutes: 14.9)
        try attempt("NB", .refused)
        #expect(try PeopleBook(store).wait(of: person, at: hands.now) != nil)
        hands.pass(minutes: 0.2)
        #expect(try PeopleBook(store).wait(of: person, at: hands.now) == nil)
        try attempt("NB", .wrong)
        #expect(try PeopleBook(store).wait(of: person, at: hands.now) != nil)
        // A new passphrase ends the waiting, and a change of roles does not.
        try note("NB", [.coordinator, .curator])
        #expect(try PeopleBook(store).wait(of: person, at: hands.now) != nil)
        try note("NB", [.coordinator], hash: PassphraseHash(of: "another four words").text)
        #expect(try PeopleBook(store).wait(of: person, at: hands.now) == nil)
    }
}
