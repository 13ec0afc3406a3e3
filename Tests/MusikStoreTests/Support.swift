import Foundation
import GRDB
import MusikModel
import MusikRecord
import MusikStore
import Synchronization

/// A folder that is gone when this is.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/musik-store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var record: String { path + "/record.sqlite" }
}

/// Clocks that go on by a second at each look; the wall clock can be set back.
final class SteppingClock: Sendable {
    private let looks = Mutex<Int64>(0)
    private let behind = Mutex<Int64>(0)

    func set(back seconds: Int64) { behind.withLock { $0 += seconds } }

    private func look() -> Int64 {
        looks.withLock {
            $0 += 1
            return $0
        }
    }

    var clock: RecordClock {
        RecordClock(
            wall: { [self] in
                let seconds = 1_795_276_800 + look() - behind.withLock { $0 }
                return WallTime(microseconds: seconds * 1_000_000)
            },
            monotonicNanoseconds: { [self] in UInt64(look()) * 1_000_000_000 })
    }
}

let site = SiteCode("MTL1")!
let nurse = RecordAuthor(actor: ActorCode("N07")!, role: .clinician, site: site)
let patient = StudyCode("M01-017")!

extension RecordStore {
    /// A new record in a folder.
    static func make(
        in folder: TemporaryFolder, clock: SteppingClock = SteppingClock(),
        isRehearsal: Bool = false
    ) throws -> RecordStore {
        try create(at: folder.record, by: nurse, isRehearsal: isRehearsal, clock: clock.clock)
    }

    /// Fills the record up to so many events, with several patients and all that views take up.
    func fill(to count: Int, perTransaction: Int = 200) throws {
        var drafts: [RecordDraft] = []
        var made = try head().number
        var patients = try self.patients().count
        while made < count {
            drafts.removeAll()
            patients += 1
            let code = StudyCode("M01-" + String(1000 + patients))!
            drafts.append(
                RecordDraft(
                    .patientAdded(PatientNoted(language: patients % 2 == 0 ? .english : .french)),
                    concern: RecordConcern(subject: code)))
            let day = CalendarDay("2026-11-23")!.adding(days: patients)
            let days = CourseStarted.usualDays(.acute, from: day)
            drafts.append(
                RecordDraft(
                    .courseStarted(CourseStarted(kind: .acute, days: days, firstSession: 1)),
                    concern: RecordConcern(subject: code)))
            for number in 1...6 { drafts += Self.session(SessionCode(code, number: number)) }
            for start in stride(from: 0, to: drafts.count, by: perTransaction) {
                let part = drafts[start..<min(drafts.count, start + perTransaction)]
                let left = count - made
                guard left > 0 else { break }
                made += try append(Array(part.prefix(left)), by: nurse).count
            }
        }
    }

    private static func session(_ code: SessionCode) -> [RecordDraft] {
        let concern = RecordConcern(session: code)
        var bodies: [RecordBody] = [
            .sessionStarted(
                SessionStarted(arm: .music, planned: nil, debriefRule: .endOfProgramme)),
            .intended(Intended(intentions: Note("To let go of the old house."), guiding: .little)),
        ]
        for minute in stride(from: 0, through: 40, by: 10) {
            bodies.append(
                .vitalSigns(
                    VitalSigns(
                        infusionMinute: Double(minute), programmeFrame: Int64(minute) * 2_880_000,
                        systolic: 118 + minute, diastolic: 76, heartRate: 70, saturation: 98)))
        }
        for step in SessionStep.allCases {
            bodies.append(.stepTaken(StepTaken(step: step, isDone: true)))
        }
        bodies += [
            .answered(
                Answered(
                    instrument: "ebi", version: "1", language: .french,
                    answers: ["1": 50, "2": 60], scores: ["sum": 110, "mean": 55])),
            .preferenceLogged(
                PreferenceLogged(
                    liking: 70, remembered: ["Glass garden"], wish: Note("The same again."))),
            .sessionClosed(SessionClosed(outcome: .completed)),
        ]
        return bodies.map { RecordDraft($0, concern: concern) }
    }
}

/// The record's file as somebody who wants to change it would open it: without its triggers.
func tamper(with folder: TemporaryFolder, _ body: (Database) throws -> Void) throws {
    let queue = try DatabaseQueue(path: folder.record)
    try queue.write { database in
        try database.execute(sql: "DROP TRIGGER IF EXISTS event_is_final")
        try database.execute(sql: "DROP TRIGGER IF EXISTS event_stays")
        try body(database)
    }
    try queue.close()
}
