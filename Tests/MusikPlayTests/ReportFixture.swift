import Foundation
import MusikModel
import MusikProgramme
import MusikRecord
import MusikStore
import Synchronization

@testable import MusikPlay

/// A wall clock that stands where it is set.
final class SetClock: Sendable {
    private let moment = Mutex(WallTime("2026-11-23T09:00:00.000000Z")!)

    /// Sets it to a time of 23 November 2026, such as `09:30:00`.
    func set(_ time: String) {
        moment.withLock { $0 = WallTime("2026-11-23T\(time).000000Z")! }
    }

    var now: WallTime { moment.withLock { $0 } }

    var clock: RecordClock {
        RecordClock(
            wall: { self.now },
            monotonicNanoseconds: { UInt64(self.now.microseconds) * 1_000 })
    }
}

/// A record with one patient's sessions, written through the store itself.
struct ReportFixture {
    static let nurse = RecordAuthor(
        actor: ActorCode("N07")!, role: .clinician, site: SiteCode("MTL1")!)
    static let patient = StudyCode("M01-017")!

    let scratch: Scratch
    let store: RecordStore
    let clock = SetClock()
    /// The first plan, and the plan after a skip from `skipFrame` on.
    let first: Plan
    let skipped: Plan
    let skipFrame = FrameCount(seconds: 600.25, at: .standard)

    init(isRehearsal: Bool = false) throws {
        scratch = try Scratch()
        store = try RecordStore.create(
            at: scratch.path + "/record.sqlite", by: Self.nurse, isRehearsal: isRehearsal,
            clock: clock.clock)
        var request = PlanRequest(
            main: (1...5).map { Self.track($0, seconds: 480 + 7 * Double($0)) },
            reserve: (6...9).map { Self.track($0, seconds: 420 + 9 * Double($0)) },
            window: .frames(FrameCount(seconds: 2_400, at: .standard)))
        request.arc = IntensityArc(.clements)
        first = try Planner.plan(request)
        skipped = try Replanner.plan(
            RePlanRequest(
                programme: first.programme, frame: skipFrame, change: .skip, original: request,
                nextID: first.nextID))
        let concern = RecordConcern(subject: Self.patient)
        try store.append(.patientAdded(PatientNoted(language: .french)), concern, by: Self.nurse)
        let days = CourseStarted.usualDays(.acute, from: CalendarDay("2026-11-23")!)
        try store.append(
            .courseStarted(CourseStarted(kind: .acute, days: days, firstSession: 1)), concern,
            by: Self.nurse)
    }

    static func track(_ number: Int, seconds: Double) -> PlannedTrack {
        let digest = ContentDigest(bytes: [UInt8](repeating: UInt8(number), count: 32))
        let rate = SampleRate.standard
        let analysis = TrackAnalysis(
            digest: digest, rate: rate, channels: 2,
            frames: FrameCount(seconds: seconds, at: rate), integrated: -18, loudnessRange: 3,
            truePeak: -6, blocks: [Int16](repeating: -1_800, count: Int(seconds * 10)))
        return PlannedTrack(
            reference: SourceReference(digest: digest, path: "piece-\(number).flac"),
            title: "Piece \(number)", analysis: analysis)
    }

    func code(_ number: Int) -> SessionCode { SessionCode(Self.patient, number: number) }

    func report(_ number: Int) throws -> SessionReport {
        try SessionReport(code(number), in: store)
    }

    func text(_ number: Int, _ language: Language = .english) throws -> String {
        TextReport.text(ReportWriter(try report(number), language).document)
    }

    func page(_ number: Int, _ language: Language = .english) throws -> String {
        HTMLReport.page(ReportWriter(try report(number), language).document)
    }

    /// Records an event of a session at a time of the day.
    @discardableResult func add(
        _ body: RecordBody, to number: Int = 1, at time: String, corrects: Int? = nil,
        reason: String? = nil
    ) throws -> Int {
        clock.set(time)
        return try store.append(
            body, RecordConcern(session: code(number), corrects: corrects),
            reason: reason.map { Note($0) }, by: Self.nurse
        ).number
    }

    /// Records a line of the player.
    func sound(
        _ event: String, at time: String, frame: FrameCount, _ more: [String: JSONValue] = [:]
    ) throws {
        clock.set(time)
        let line: [String: JSONValue] = [
            "event": .text(event), "utc": .text("2026-11-23T\(time).000Z"),
            "monotonicNanoseconds": .integer(1), "programmeFrame": .integer(frame.value),
            "deliveredFrame": .integer(frame.value),
        ]
        try store.append(
            .soundLine(SoundLine(line: .object(line.merging(more) { $1 }))),
            RecordConcern(session: code(1)), by: Self.nurse)
    }

    func planned(_ plan: Plan, _ reason: String, from: FrameCount, at time: String) throws {
        let programme = try JSONDecoder().decode(
            JSONValue.self, from: JSONEncoder().encode(plan.programme))
        try sound(
            "planned", at: time, frame: from,
            [
                "programme": programme, "reason": .text(reason), "fromFrame": .integer(from.value),
                "notes": .list([.text("left out to end on time: Piece 5")]),
            ])
    }

    /// Records that a command took effect at both outputs.
    func applied(_ command: String, at time: String, seconds: Double) throws {
        for output in 0..<2 {
            try sound(
                "applied", at: time, frame: FrameCount(seconds: seconds, at: .standard),
                ["output": .integer(Int64(output)), "command": .text(command)])
        }
    }
}
