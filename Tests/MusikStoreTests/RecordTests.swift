import Foundation
import GRDB
import MusikModel
import MusikRecord
import Testing

@testable import MusikStore

@Suite("The record keeps what happened")
struct RecordTests {
    @Test("A new record has its folder's event, its site and no second start")
    func created() throws {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder, isRehearsal: true)
        #expect(store.isRehearsal)
        #expect(try store.head().number == 1)
        let again = try RecordStore(path: folder.record, clock: SteppingClock().clock)
        #expect(again.site == site)
        #expect(again.isRehearsal)
        #expect(throws: StoreError(reason: .exists, path: folder.record, call: "create")) {
            try RecordStore.make(in: folder)
        }
    }

    @Test("An event is read back as it was written, by another connection, with its notes")
    func readBack() throws {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        let code = SessionCode(patient, number: 2)
        try store.append(
            .intended(Intended(intentions: Note("Ruhe – « calme »\n\u{1F30A}"), guiding: .some)),
            RecordConcern(session: code), reason: Note("asked"), by: nurse)
        let other = try RecordStore(path: folder.record, clock: SteppingClock().clock)
        let events = try other.events(of: code)
        try #require(events.count == 1)
        let event = events[0].event
        #expect(events[0].number == 2)
        #expect(event.author == nurse)
        #expect(event.concern == RecordConcern(subject: patient, session: code))
        #expect(event.reason?.text == "asked")
        guard case .intended(let intended) = event.body else {
            Issue.record("another kind: \(event.body.kind)")
            return
        }
        #expect(intended.intentions?.text == "Ruhe – « calme »\n\u{1F30A}")
        #expect(intended.guiding == .some)
    }

    @Test("A wall clock that goes back is an event before the next one")
    func clockStep() throws {
        let folder = try TemporaryFolder()
        let clock = SteppingClock()
        let store = try RecordStore.make(in: folder, clock: clock)
        let before = try #require(try store.event(1)).time
        clock.set(back: 3600)
        try store.append(.explained(Explained()), by: nurse)
        let step = try #require(try store.event(2))
        #expect(step.body == .clockStepped(ClockStepped(from: before)))
        #expect(step.author == nurse.machine)
        #expect(step.time < before)
        // Once: the clock is where it is.
        try store.append(.explained(Explained()), by: nurse)
        #expect(try store.head().number == 4)
    }

    @Test("A correction leaves the first entry readable and marks it")
    func correction() throws {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        let concern = RecordConcern(session: SessionCode(patient, number: 1))
        let first = try store.append(
            .vitalSigns(VitalSigns(systolic: 210, diastolic: 70)), concern, by: nurse)
        var correcting = concern
        correcting.corrects = first.number
        try store.append(
            .vitalSigns(VitalSigns(systolic: 120, diastolic: 70)), correcting,
            reason: Note("mistyped"), by: nurse)
        #expect(
            try store.event(first.number)?.body
                == .vitalSigns(VitalSigns(systolic: 210, diastolic: 70)))
        #expect(try store.correction(of: first.number) == first.number + 1)
        correcting.corrects = 99
        #expect(throws: StoreError.self) {
            try store.append(
                .vitalSigns(VitalSigns(systolic: 1, diastolic: 1)), correcting, by: nurse)
        }
        #expect(try store.head().number == 3, "what was refused left nothing")
    }

    @Test("SQLite itself refuses to change or remove an event")
    func triggers() throws {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        try store.fill(to: 5)
        let queue = try DatabaseQueue(path: folder.record)
        for sql in [
            "UPDATE event SET bytes = x'00' WHERE number = 2", "DELETE FROM event WHERE number = 2",
            "INSERT OR REPLACE INTO event VALUES (2, x'00', zeroblob(32))",
        ] {
            #expect(throws: DatabaseError.self, "\(sql)") {
                try queue.write {
                    // Without it, replacing would pass by the trigger.
                    try $0.execute(sql: "PRAGMA recursive_triggers = ON")
                    try $0.execute(sql: sql)
                }
            }
        }
        #expect(try store.check().fault == nil)
    }

    @Test("A destroyed note is gone from every file, and the chain still verifies")
    func destroyed() throws {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        let secret = "Xyzzy-\(UUID().uuidString)"
        let concern = RecordConcern(session: SessionCode(patient, number: 1))
        let kept = try store.append(.checkedIn(CheckedIn(note: Note(secret))), concern, by: nurse)
        guard case .checkedIn(let checkedIn) = kept.event.body,
            let reference = checkedIn.note?.reference
        else {
            Issue.record("no note: \(kept)")
            return
        }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.record + "-wal"))
        #expect(bytes.range(of: Data(secret.utf8)) != nil, "the test looks in the right place")
        try store.destroyNote(reference, reason: Note("the patient's demand"), by: nurse)
        #expect(try store.check().fault == nil)
        guard case .checkedIn(let emptied)? = try store.event(kept.number)?.body else {
            Issue.record("the event is gone")
            return
        }
        #expect(emptied.note?.text == nil)
        #expect(emptied.note?.reference == reference)
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + file))
            #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(file)")
        }
        #expect(throws: StoreError.self) {
            try store.destroyNote(reference, reason: Note("again"), by: nurse)
        }
    }

    @Test("Views made anew from the chain are the same, and changed ones are found")
    func rebuilt() throws {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        try store.fill(to: 1000)
        let first = try store.rebuildViews()
        #expect(first.before == first.after)
        try tamper(with: folder) { try $0.execute(sql: "UPDATE session SET arm = 'silence'") }
        let second = try store.rebuildViews()
        #expect(second.before != first.after)
        #expect(second.after == first.after)
    }

    @Test("A note that is too long is refused, and nothing is recorded")
    func longNote() throws {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        let concern = RecordConcern(session: SessionCode(patient, number: 1))
        let longest = Note(String(repeating: "x", count: Note.longest))
        let longer = Note(String(repeating: "x", count: Note.longest + 1))
        try store.append(.checkedIn(CheckedIn(note: longest)), concern, by: nurse)
        let error = #expect(throws: StoreError.self) {
            try store.append(.checkedIn(CheckedIn(note: longer)), concern, by: nurse)
        }
        #expect(error?.reason == .noteTooLong)
        #expect(try store.head().number == 2)
    }

    @Test("Two that write at once wait for each other, and the chain holds")
    func together() async throws {
        let folder = try TemporaryFolder()
        let clock = SteppingClock()
        let one = try RecordStore.make(in: folder, clock: clock)
        let other = try RecordStore(path: folder.record, clock: clock.clock)
        await withTaskGroup(of: Void.self) { group in
            for store in [one, other] {
                group.addTask {
                    for _ in 0..<100 {
                        do {
                            try store.append(.explained(Explained()), by: nurse)
                        } catch {
                            Issue.record(error)
                        }
                    }
                }
            }
        }
        let report = try one.check()
        #expect(report.fault == nil)
        #expect(report.events >= 201)
    }

    @Test("What is no record is refused with its reason")
    func refused() throws {
        let folder = try TemporaryFolder()
        #expect(throws: StoreError(reason: .absent, path: folder.record, call: "open")) {
            try RecordStore(path: folder.record, clock: SteppingClock().clock)
        }
        try Data("not a database, but long enough to be looked at".utf8)
            .write(to: URL(fileURLWithPath: folder.record))
        let error = #expect(throws: StoreError.self) {
            try RecordStore(path: folder.record, clock: SteppingClock().clock)
        }
        #expect(error?.reason == .notARecord)
        // Another database, and a record whose log was left behind when it was copied.
        let other = folder.path + "/other.sqlite"
        try DatabaseQueue(path: other).write {
            try $0.execute(sql: "CREATE TABLE song (id INTEGER)")
        }
        let foreign = #expect(throws: StoreError.self) {
            try RecordStore(path: other, clock: SteppingClock().clock)
        }
        #expect(foreign?.reason == .notARecord)
    }
}
