import Foundation
import GRDB
import MusikModel
import MusikRecord
import Testing

@testable import MusikStore

@Suite("Corrections in the record")
struct CorrectionTests {
    private let folder: TemporaryFolder
    private let store: RecordStore
    private let session = SessionCode(patient, number: 1)

    init() throws {
        folder = try TemporaryFolder()
        store = try RecordStore.make(in: folder)
    }

    private func reading(_ systolic: Int) -> RecordBody {
        .vitalSigns(VitalSigns(systolic: systolic, diastolic: 70))
    }

    @discardableResult
    private func add(_ body: RecordBody, corrects: Int? = nil) throws -> Int {
        try store.append(body, RecordConcern(session: session, corrects: corrects), by: nurse)
            .number
    }

    private func addLast(_ body: RecordBody) throws -> RecordEvent {
        var draft = RecordDraft(body, concern: RecordConcern(session: session))
        draft.correctsLast = true
        return try #require(try store.append([draft], by: nurse).last).event
    }

    private func systolics() throws -> [Int] {
        try store.read("test") {
            try Int.fetchAll($0, sql: "SELECT systolic FROM vitals ORDER BY number")
        }
    }

    @Test("Readings, scores and preferences are listed once, as they stand; a rebuild agrees")
    func once() throws {
        let answered = { (sum: Double) -> RecordBody in
            .answered(
                Answered(
                    instrument: "ebi", version: "1", language: .english, answers: ["1": sum],
                    scores: ["sum": sum, "mean": sum]))
        }
        let liked = { (liking: Int) -> RecordBody in
            .preferenceLogged(PreferenceLogged(liking: liking, remembered: [], wish: nil))
        }
        for (wrong, right) in [
            (reading(210), reading(120)), (answered(3), answered(4)), (liked(8), liked(80)),
        ] {
            let first = try add(wrong)
            let second = try add(right, corrects: first)
            try add(right, corrects: second)
            #expect(try store.event(first)?.body == wrong, "the first stays")
        }
        #expect(try systolics() == [120])
        let counts = try store.read("test") { database in
            try ["score", "preference"].map {
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)")
            }
        }
        #expect(counts == [2, 1])
        let digests = try store.rebuildViews()
        #expect(digests.before == digests.after)
    }

    @Test("What was corrected, is of another kind or of another session is refused")
    func refused() throws {
        let first = try add(reading(210))
        let second = try add(reading(120), corrects: first)
        let concern = { RecordConcern(session: $0, corrects: $1) }
        for (body, session, number, reason) in [
            (reading(130), session, first, StoreError.Reason.corrected(by: second)),
            (
                .checkInMade(CheckInMade(state: .well)), session, second,
                .otherEntry(kind: "vitals", session: session.text)
            ),
            (
                reading(130), SessionCode(patient, number: 2), second,
                .otherEntry(kind: "vitals", session: session.text)
            ),
            (reading(130), session, 99, .noSuchEntry), (reading(130), session, 0, .noSuchEntry),
        ] {
            let error = #expect(throws: StoreError.self) {
                try store.append(body, concern(session, number), by: nurse)
            }
            #expect(error?.reason == reason)
        }
        #expect(try store.head().number == second, "what was refused left nothing")
        // A reason is given for any entry, whatever became of it.
        try store.append(.explained(Explained()), concern(session, first), by: nurse)
    }

    @Test("The last reading is found when its correction is written, by the first entries")
    func last() throws {
        #expect(try addLast(reading(100)).concern.corrects == nil, "there is none: a first entry")
        let one = try add(reading(210))
        let two = try add(reading(220))
        // Somebody corrects an earlier one: it has the higher number, and is not the last reading.
        try add(reading(110), corrects: one)
        #expect(try addLast(reading(120)).concern.corrects == two)
        let standing = try #require(try store.correction(of: two))
        #expect(try addLast(reading(121)).concern.corrects == standing)
        #expect(try systolics().sorted() == [100, 110, 121])
        // In one transaction with the reading itself, as a queue writes them.
        var drafts = [reading(230), reading(125)].map {
            RecordDraft($0, concern: RecordConcern(session: session))
        }
        drafts[1].correctsLast = true
        let written = try store.append(drafts, by: nurse)
        #expect(written[1].event.concern.corrects == written[0].number)
    }

    @Test("A destroyed note's event concerns the session of which it was")
    func destroyed() throws {
        let kept = try store.append(
            .nextPlanned(NextPlanned(plan: Note("a walk"))), RecordConcern(session: session),
            reason: Note("asked"), by: nurse)
        for reference in [kept.event.reason?.reference, kept.event.body.note] {
            try store.destroyNote(
                try #require(reference), reason: Note("the patient's demand"), by: nurse)
        }
        let events = try store.events(of: session)
        #expect(events.map(\.event.body.kind) == [.nextPlanned, .noteDestroyed, .noteDestroyed])
        #expect(events.allSatisfy { $0.event.concern.subject == patient })
    }

    @Test("A record of the first form lists what stands once it is opened")
    func migrated() throws {
        let first = try add(reading(210))
        try add(reading(120), corrects: first)
        try tamper(with: folder) {
            try $0.execute(
                sql: """
                    INSERT INTO vitals (number, session, systolic, diastolic) VALUES (?, ?, 210, 70)
                    """, arguments: [first, session.text])
            try $0.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '2'")
        }
        var copies = 0
        let again = try RecordStore(path: folder.record, clock: SteppingClock().clock) { _ in
            copies += 1
        }
        #expect(copies == 1)
        let digests = try again.rebuildViews()
        #expect(digests.before == digests.after)
    }
}

extension RecordBody {
    /// The digest of its plan.
    fileprivate var note: String? {
        if case .nextPlanned(let next) = self { next.plan?.reference } else { nil }
    }
}
