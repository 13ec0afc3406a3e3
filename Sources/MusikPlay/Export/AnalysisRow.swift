internal import MusikModel
internal import MusikProgramme
internal import MusikRecord
internal import MusikStore
internal import MusikTrial

/// A participant's session in the analysis table; a session that was not held has its row as well.
struct AnalysisRow {
    /// Why a session was not held.
    enum Absence: String, CaseIterable {
        /// By whom it was missed.
        case patient, clinician, technical
        /// The participant left the trial before.
        case withdrawal
        /// It lies ahead, or nobody said what became of it.
        case open
    }

    // MARK: Who and when

    var patient: StudyCode
    var site: String
    /// The levels of the design's factors, in its order.
    var levels: [String]
    /// Which session it is in the record.
    var code: SessionCode
    /// Its number in the trial's course, counted from 1.
    var session: Int
    var absence: Absence?
    /// Why it was missed, in somebody's words.
    var absenceReason: String?
    /// Whether it was broken off.
    var isAborted = false
    /// The day it was held, or was planned for.
    var date: CalendarDay?
    /// Days since the participant's first session that was held or planned.
    var day: Int?
    /// Days since the last session that was held.
    var daysSinceLast: Int?

    // MARK: What tells the arm

    /// The arm as allocated.
    var allocated: String
    /// What accompanied the session; nil where it was not held.
    var received: SupportArm?
    /// Whether the programme was switched to the other arm's.
    var isSwitched = false
    /// Wishes against the plan.
    var deviations = 0
    /// Whether the programme was refused or broken off by a wish.
    var isRefused = false
    /// Minutes of the programme that were heard.
    var programmeMinutes: Double?
    /// Minutes of talk with a clinician before the infusion, in pauses and talk, and in the debrief.
    var contactMinutes: Double?
    var checkIns = 0
    var liking: Int?
    var resonance: Int?
    var openness: Int?

    // MARK: What was measured

    /// What is looked at from session to session.
    struct Course {
        /// The MEQ30's total, percent of the maximum.
        var meq: Double?
        /// The EBI's mean.
        var ebi: Double?
        /// The self-report at the check-in.
        var depression: Double?
        /// Which self-report that is, with its version.
        var report: String?
    }

    var course = Course()
    /// What the session before and the session after brought; nil where they were not held: a lag is
    /// never of an earlier session.
    var before: Course?
    var after: Course?
    var infusionMinutes: Double?
    /// Systolic pressure at the start and the end of the infusion, in mmHg.
    var systolicStart: Int?
    var systolicEnd: Int?
    /// The MEQ30's scores by scale.
    var meq: [String: Double] = [:]
    /// Ratings by visit and instrument; the same in all rows of a participant.
    var ratings: [SiteTrial.Rating: Double] = [:]

    // MARK: By which versions

    var program: String?
    var model: Int
    var release: String?
    /// The SHA-256 of all that was frozen.
    var frozen: ContentDigest
    /// How many amendments were in force.
    var amendment: Int

    /// Whether it was held.
    var isHeld: Bool { absence == nil }
    /// Whether it came to an infusion.
    var isInfused: Bool { isHeld && infusionMinutes != nil }
}

extension AnalysisRow {
    /// Takes in what a held session's events say.
    mutating func take(_ report: SessionReport) throws(Failure) {
        received = report.session.arm
        isAborted = report.session.state == .aborted
        for (_, switched) in report.standing(ProgrammeSwitched.self) {
            isSwitched = true
            received = switched.to
        }
        let wishes = report.standing(Deviated.self).map(\.payload.wish)
        deviations = wishes.count
        isRefused = wishes.contains { [.notToday, .stopMusic].contains($0) }
        if wishes.contains(.notToday), !isSwitched { received = .silence }
        program = report.standing(SessionStarted.self).first?.payload.setup?.version
        let infusion = InfusionSpans(report)
        infusionMinutes = infusion.minutes
        takeTimes(report, infusion)
        takePressure(report)
        checkIns = report.standing(CheckInMade.self).count
        if let log = report.standing(PreferenceLogged.self).last?.payload {
            (liking, resonance, openness) = (log.liking, log.resonance, log.openness)
        }
        for (_, answered) in report.standing(Answered.self) {
            switch answered.instrument {
            case "meq30":
                meq = answered.scores
                course.meq = answered.scores["total"]
            case "ebi": course.ebi = answered.scores["mean"]
            default:
                guard answered.slot == Self.depressionSlot else { continue }
                course.depression = answered.mainScore
                course.report = "\(answered.instrument) \(answered.version)"
            }
        }
    }

    /// The slot of the depression self-report.
    static let depressionSlot = "depressionSelfReport"

    private mutating func takeTimes(_ report: SessionReport, _ infusion: InfusionSpans) {
        let heard = report.sounds.compactMap { sound -> Double? in
            sound.first.map { (sound.last - $0).seconds(at: sound.programme.rate) }
        }
        if !heard.isEmpty { programmeMinutes = heard.reduce(0, +) / 60 }
        var contact = 0.0
        let begin = report.session.started
        let line = infusion.start ?? report.sounds.first?.times.anchors.first?.moment
        if let begin, let line { contact += max(0, line.seconds(since: begin)) }
        for sound in report.sounds {
            for state in sound.states
            where state.output == 0 && [.pause, .talkOver].contains(state.kind) {
                let end = state.ended ?? sound.times.moment(of: sound.last)
                contact += end.map { max(0, $0.seconds(since: state.began)) } ?? 0
            }
        }
        let debrief = report.standing(DebriefPassed.self)
        if let start = debrief.first(where: { $0.payload.began })?.entry.moment,
            let end = debrief.last(where: { !$0.payload.began })?.entry.moment
        {
            contact += max(0, end.seconds(since: start))
        }
        contactMinutes = contact / 60
    }

    /// The readings nearest to the infusion's start and planned end, within an eighth of its length.
    private mutating func takePressure(_ report: SessionReport) {
        let planned = report.standing(SessionStarted.self).first?.payload.infusionMinutes ?? 40
        let readings = report.standing(VitalSigns.self).map(\.payload)
        func systolic(at minute: Double) -> Int? {
            let near = readings.compactMap { reading in
                reading.infusionMinute.map { (distance: abs($0 - minute), reading) }
            }.min { $0.distance < $1.distance }
            guard let near, near.distance <= planned / 8 else { return nil }
            return near.1.systolic
        }
        systolicStart = systolic(at: 0)
        systolicEnd = systolic(at: planned)
    }
}

extension Answered {
    /// The one score that stands for the instrument: `total`, `sum` or `mean`, in this order, or the
    /// only one there is.
    var mainScore: Double? {
        for scale in ["total", "sum", "mean"] {
            if let score = scores[scale] { return score }
        }
        return scores.count == 1 ? scores.first?.value : nil
    }
}
