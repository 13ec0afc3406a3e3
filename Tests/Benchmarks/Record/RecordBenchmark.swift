import Foundation
import GRDB
import MusikModel
import MusikRecord
import MusikStore

/// Times the record: an event with its views beside a bare durable commit, and how opening,
/// verifying and rebuilding grow. Prints one JSON object.
///
/// Usage: RecordBenchmark FOLDER EVENTS [EVENTS …]
@main
enum RecordBenchmark {
    static let author = RecordAuthor(
        actor: ActorCode("BENCH")!, role: .clinician, site: SiteCode("MTL1")!)

    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let folder = arguments.first, arguments.count > 1 else {
            print("usage: RecordBenchmark FOLDER EVENTS [EVENTS …]")
            exit(64)
        }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        var figures: [String: Any] = try commits(in: folder)
        figures["sizes"] = try arguments.dropFirst().compactMap { Int($0) }.map {
            try size($0, in: folder)
        }
        let data = try JSONSerialization.data(withJSONObject: figures, options: [.sortedKeys])
        print(String(decoding: data, as: UTF8.self))
    }

    /// Median seconds of an event with its views and of a bare durable commit, taken in turns.
    static func commits(in folder: String) throws -> [String: Any] {
        let store = try make(folder + "/commits.sqlite")
        try fill(store, to: 2000)
        // The same settings, and nothing but a row of as many bytes.
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        let barePath = folder + "/bare.sqlite"
        try? FileManager.default.removeItem(atPath: barePath)
        let bare = try DatabaseQueue(path: barePath, configuration: configuration)
        try bare.write {
            try $0.execute(sql: "CREATE TABLE row (id INTEGER PRIMARY KEY, bytes BLOB)")
        }
        let bytes = Data(repeating: 65, count: 420)
        let code = SessionCode(StudyCode("M01-1001")!, number: 1)
        var events: [Double] = []
        var rows: [Double] = []
        for turn in 0..<600 {
            rows.append(
                try seconds {
                    try bare.write {
                        try $0.execute(
                            sql: "INSERT INTO row (bytes) VALUES (?)", arguments: [bytes])
                    }
                })
            events.append(
                try seconds {
                    try store.append(
                        .vitalSigns(
                            VitalSigns(
                                infusionMinute: Double(turn), programmeFrame: Int64(turn),
                                systolic: 120, diastolic: 80, heartRate: 70, saturation: 98)),
                        RecordConcern(session: code), by: author)
                })
        }
        return ["bareCommit": median(rows), "event": median(events)]
    }

    /// Seconds to open, verify and rebuild a record of so many events.
    static func size(_ count: Int, in folder: String) throws -> [String: Any] {
        let path = folder + "/size.sqlite"
        try fill(try make(path), to: count)
        var opened: [Double] = []
        for _ in 0..<5 {
            opened.append(
                try seconds {
                    _ = try RecordStore(path: path, clock: system).head()
                })
        }
        let store = try RecordStore(path: path, clock: system)
        let verified = try seconds {
            guard try store.check().fault == nil else { fatalError("a fault") }
        }
        let rebuilt = try seconds {
            let digests = try store.rebuildViews()
            guard digests.before == digests.after else { fatalError("other views") }
        }
        return [
            "events": count, "open": median(opened), "verify": verified, "rebuild": rebuilt,
        ]
    }

    static func make(_ path: String) throws -> RecordStore {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
        return try RecordStore.create(at: path, by: author, isRehearsal: true, clock: system)
    }

    /// Patients with courses and sessions, as many as give so many events.
    static func fill(_ store: RecordStore, to count: Int) throws {
        var number = try store.head().number
        var patient = 1000
        while number < count {
            patient += 1
            let code = StudyCode("M01-\(patient)")!
            let first = CalendarDay("2026-11-23")!
            var drafts = [
                RecordDraft(
                    .patientAdded(PatientNoted(language: .french)),
                    concern: RecordConcern(subject: code)),
                RecordDraft(
                    .courseStarted(
                        CourseStarted(
                            kind: .acute, days: CourseStarted.usualDays(.acute, from: first),
                            firstSession: 1)),
                    concern: RecordConcern(subject: code)),
            ]
            for session in 1...6 { drafts += events(of: SessionCode(code, number: session)) }
            let part = drafts.prefix(count - number)
            number += try store.append(Array(part), by: author).count
        }
    }

    static func events(of code: SessionCode) -> [RecordDraft] {
        var bodies: [RecordBody] = [
            .sessionStarted(
                SessionStarted(arm: .music, planned: nil, debriefRule: .endOfProgramme)),
            .intended(Intended(intentions: Note("Sleep, and the garden."), guiding: .little)),
        ]
        for minute in stride(from: 0, through: 60, by: 10) {
            bodies.append(
                .vitalSigns(
                    VitalSigns(
                        infusionMinute: Double(minute), systolic: 120, diastolic: 80,
                        heartRate: 70, saturation: 98)))
        }
        for step in SessionStep.allCases {
            bodies.append(.stepTaken(StepTaken(step: step, isDone: true)))
        }
        for frame in 0..<40 {
            bodies.append(
                .soundLine(
                    SoundLine(
                        line: .object([
                            "event": .text("applied"), "command": .text("level"),
                            "deliveredFrame": .integer(Int64(frame) * 48_000),
                            "output": .integer(0), "value": .number(0.5),
                        ]))))
        }
        bodies.append(.sessionClosed(SessionClosed(outcome: .completed)))
        return bodies.map { RecordDraft($0, concern: RecordConcern(session: code)) }
    }

    static let system = RecordClock(
        wall: { WallTime(microseconds: Int64(Date().timeIntervalSince1970 * 1e6)) },
        monotonicNanoseconds: { DispatchTime.now().uptimeNanoseconds })

    static func seconds(_ body: () throws -> Void) throws -> Double {
        let clock = ContinuousClock()
        let elapsed = try clock.measure(body)
        return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    }

    static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
