import Foundation
import MusikTestSupport
import Synchronization
import Testing

/// A trial at two sites with all that goes amiss in one, through the built program.
///
/// The lead site designs it; each participant has six rehearsal minutes, some of them missed.
final class SimulatedTrial {
    /// What a session brought; what was not asked is nil.
    struct Session {
        var meq: Double?
        var ebi: Double
        var depression: Int
        var systolic: (start: Int, end: Int)
    }

    /// What became of a participant.
    struct Participant {
        var arm = ""
        var site: String
        /// By number; nil for one that was not held.
        var sessions: [Session?] = []
        /// The numbers of the sessions that were missed before a withdrawal.
        var missed: Set<Int> = []
        var leftAfter: Int?
        var refusedIn: Int?
    }

    static let sessions = 6
    let lead: TrialFixture
    let other: TrialFixture
    /// By code.
    private(set) var participants: [String: Participant] = [:]
    private let perSite: Int

    /// Whose session had no MEQ, of which something was asked, who left, refused, told and was
    /// unblinded.
    let withoutMEQ = "M01-003-S04"
    let asked = "M01-001-S02"
    let left = "T02-001"
    let refused = "T02-002"
    let told = "M01-002"
    let unblinded = "M01-001"

    /// One question, and one about life that raises the alert.
    private static let checkIn = """
        {"format": 1, "instrument": "mood", "version": "rehearsal-1",
         "structure": {"name": "Mood at check-in", "source": "a rehearsal, not a validated scale",
          "answeredBy": "patient",
          "items": [{"id": "low", "lowest": 0, "highest": 27},
                    {"id": "life", "lowest": 0, "highest": 3}],
          "scales": [{"id": "total", "items": ["low"], "method": "sum", "missingPercent": 0}]},
         "slot": "depressionSelfReport",
         "flags": [{"id": "suicidality", "item": "life", "atLeast": 2,
          "plan": {"en": "Stay with the patient.", "fr": "Restez auprès de la personne."}}]}
        """

    init(perSite: Int) throws {
        self.perSite = perSite
        lead = try TrialFixture(arms: ["music", "cues"])
        other = try TrialFixture(arms: ["music", "cues"], site: "TOR2", first: lead)
        for site in [lead, other] {
            let folder = site.data + "/instruments"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            try Data(Self.checkIn.utf8).write(to: URL(fileURLWithPath: folder + "/mood.json"))
            for (person, role) in [("R2", "rater"), ("ST", "statistician"), ("SB", "safetyBoard")] {
                try site.run(
                    "people", "add", person, "--role", role, "--passphrase-file", site.passphrase)
                try site.run("sign-in", "--passphrase-file", site.passphrase, as: person)
            }
        }
    }

    /// The code of a site's participant, counted from 1.
    private static func code(_ prefix: String, _ number: Int) -> String {
        prefix + String(repeating: "0", count: 3 - "\(number)".count) + "\(number)"
    }

    /// Holds the whole trial, both sites at once.
    func hold(seed: UInt64) throws {
        let perSite = perSite
        let outcomes = Mutex<[String: Result<Participant, any Error>]>([:])
        let sites = [(lead, "MTL1", "M01-"), (other, "TOR2", "T02-")]
        nonisolated(unsafe) let trial = self
        nonisolated(unsafe) let fixtures = sites
        DispatchQueue.concurrentPerform(iterations: sites.count) { place in
            let (site, name, prefix) = unsafe fixtures[place]
            var generator = Generator(seed: seed &+ UInt64(place))
            for number in 1...perSite {
                let code = Self.code(prefix, number)
                let outcome = Result {
                    try unsafe trial.takePart(code, at: site, name, number, &generator)
                }
                outcomes.withLock { $0[code] = outcome }
            }
        }
        participants = try outcomes.withLock { $0 }.mapValues { try $0.get() }
    }

    private func takePart(
        _ code: String, at site: TrialFixture, _ name: String, _ number: Int,
        _ generator: inout Generator
    ) throws -> Participant {
        var participant = Participant(site: name)
        try site.ready(code, level: number % 2 == 0 ? "more" : "one")
        let said = try site.run("randomize", code, "--medium", lead.vault).output
        participant.arm = said.contains("“music”") ? "music" : "cues"
        try site.run("course", "start", code, "--from", "2026-11-23")
        if code == left { participant.leftAfter = 3 }
        if code == refused { participant.refusedIn = 2 }
        for session in 1...Self.sessions {
            if let last = participant.leftAfter, session > last {
                participant.sessions.append(nil)
                continue
            }
            // About six of a hundred, and one at each site in any case.
            if generator.uniform() < 0.06 || (number == 3 && session == 2) {
                let by = ["patient", "clinician", "technical"][session % 3]
                try site.run(
                    "course", "miss", "\(code)-S0\(session)", "--by", by, "--reason", "a storm")
                participant.missed.insert(session)
                participant.sessions.append(nil)
                continue
            }
            let isRefused = session == participant.refusedIn
            participant.sessions.append(
                try self.session(session, of: code, at: site, &generator, isRefused: isRefused))
        }
        if participant.leftAfter != nil {
            try site.run("consent", "withdraw", code, "--to", "trial", "--data", "kept")
            return participant
        }
        if code == unblinded {
            try site.run(
                "blinding", "unblind", code, "--reason", "a serious adverse event",
                "--passphrase-file", site.passphrase)
        }
        let alert = try site.run("sign-in", "--passphrase-file", site.passphrase, as: "R1").output
        if participant.sessions[0] != nil {
            #expect(alert.contains("! \(code): mood, item life, raised the alert"), "\(alert)")
        }
        try site.rate(code, visit: "week4")
        #expect(
            try !site.run("sign-in", "--passphrase-file", site.passphrase, as: "R1").output
                .contains("! \(code)"))
        let rater = code == told ? "R2" : "R1"
        if code == told {
            try site.run("blinding", "told", code, as: "R1")
            try site.run("blinding", "rater", code, "--rater", "R2", "--reason", "R1 was told")
        }
        try site.rate(code, visit: "week8", by: rater)
        let guess =
            number % 3 == 0 ? ["--dont-know"] : ["--arm", number % 2 == 0 ? "music" : "cues"]
        try site.run(["blinding", "guess", code] + guess, as: rater)
        return participant
    }

    private func session(
        _ number: Int, of patient: String, at site: TrialFixture, _ generator: inout Generator,
        isRefused: Bool
    ) throws -> Session {
        let code = "\(patient)-S0\(number)"
        func draw(_ range: ClosedRange<Int>) -> Int {
            range.lowerBound + Int(generator.uniform() * Double(range.count))
        }
        let systolic = (start: draw(110...140), end: draw(120...160))
        var answers: [String: any Sendable] = [
            "intentions.text": "to rest", "gate.systolic": 128, "gate.diastolic": 82,
            "gate.isStable": true, "gate.isReady": true, "gate.consents": true, "debrief.ease": 70,
            "discharge.isReady": true, "discharge.isStable": true, "discharge.isReminded": true,
            "mood.life": number == 1 ? 2 : 0, "ebi.now": true,
        ]
        if isRefused {
            answers["explained.stopMusic"] = "not this today"
            answers["explained.stopMusic.by"] = "patient"
        }
        let depression = draw(0...27)
        answers["mood.low"] = depression
        var ebi = 0
        for item in 1...6 {
            let answer = draw(0...100)
            answers["ebi.\(item)"] = answer
            ebi += answer
        }
        var meq: Int?
        if code != withoutMEQ {
            answers["meq30.now"] = true
            var sum = 0
            for item in 1...30 {
                let answer = draw(0...5)
                answers["meq30.\(item)"] = answer
                sum += answer
            }
            meq = sum
        }
        var keys: [(Double, String)] = [(0, "\r"), (0.5, "b\(systolic.start)82\r")]
        if isRefused { keys.append((20, "x")) }
        keys += [(40.2, "b\(systolic.end)80\r"), (44, "j")]
        let object: [String: Any] = [
            "answers": answers, "keys": keys.map { ["at": $0.0, "keys": $0.1] },
        ]
        let file = "\(site.scratch.path)/\(code).json"
        try JSONSerialization.data(withJSONObject: object).write(to: URL(fileURLWithPath: file))
        try site.run(
            "session", patient, "--window", "1m", "--infusion", "40s", "--opening", "none",
            "--headphones", "null:?speed=30", "--answers", file)
        try site.run("debrief", code, "--sign", "--passphrase-file", site.passphrase)
        return Session(
            meq: meq.map { Double($0) / 1.5 }, ebi: Double(ebi) / 6, depression: depression,
            systolic: systolic)
    }
}
