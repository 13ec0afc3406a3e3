import MusikMeasures
import MusikModel
import MusikRecord
import MusikTestSupport
import Testing

@testable import MusikPlay

@Suite("Correcting what was typed")
struct EntryCorrectionTests {
    private let digest = String(repeating: "a", count: 64)

    private func correct(_ body: RecordBody, _ changes: String...) throws -> RecordBody {
        try EntryCorrection(
            of: body, setting: changes.map { try #require(FieldChange(parsing: $0)) },
            instruments: .shipped
        ).body
    }

    private func refusal(_ body: RecordBody, _ changes: String...) -> String {
        do {
            _ = try EntryCorrection(
                of: body, setting: changes.compactMap(FieldChange.init), instruments: .shipped)
            return ""
        } catch {
            return error.problem + " " + error.remedy
        }
    }

    private let vitals = RecordBody.vitalSigns(
        VitalSigns(infusionMinute: 10.5, systolic: 210, diastolic: 70, heartRate: 64))

    private func debriefed(_ lettingGo: String?) throws -> RecordBody {
        var note = lettingGo.map { Note($0) }
        note?.reference = digest
        return .debriefed(Debriefed(lettingGo: note, difficulty: nil, ease: 7))
    }

    @Test("Numbers, words, texts and lists become what their fields are; the rest stays")
    func fields() throws {
        #expect(
            try correct(vitals, "systolic=120", "heartRate=", "saturation=98")
                == .vitalSigns(
                    VitalSigns(
                        infusionMinute: 10.5, systolic: 120, diastolic: 70, saturation: 98)))
        var what = Note("x")
        what.reference = digest
        let event = RecordBody.adverseEvent(
            AdverseEvent(description: what, severity: .moderate, outcome: .unknown))
        guard
            case .adverseEvent(let changed) = try correct(
                event, "severity=mild", "description=7", "outcome=resolved")
        else { return }
        #expect(changed.severity == .mild && changed.outcome == .resolved)
        #expect(changed.description == Note("7"), "a text, though it looks like a number")
        let logged = RecordBody.preferenceLogged(
            PreferenceLogged(liking: 8, remembered: ["One"], wish: nil))
        #expect(
            try correct(logged, "liking=80", "remembered=Tide, Brook", "wish=more = bells")
                == .preferenceLogged(
                    PreferenceLogged(
                        liking: 80, remembered: ["Tide", "Brook"], wish: Note("more = bells"))))
        #expect(
            try correct(logged, "support.breath=-2", "support.spacing=tooFar")
                == .preferenceLogged(
                    PreferenceLogged(
                        liking: 8, remembered: ["One"],
                        support: SupportReactions(breath: -2, spacing: .tooFar), wish: nil)))
        #expect(refusal(logged, "support.breath=3").contains("impossible"))
        #expect(refusal(logged, "support.spacing=wide").contains("nothing that"))
    }

    @Test("A text that isn't changed keeps its digest, so that it can be destroyed once for all")
    func notes() throws {
        guard case .debriefed(let changed) = try correct(debriefed("by the sea"), "ease=70")
        else { return }
        #expect(changed.ease == 70 && changed.lettingGo?.reference == digest)
        guard case .debriefed(let other) = try correct(debriefed("by the sea"), "lettingGo=b")
        else { return }
        #expect(other.lettingGo == Note("b"))
    }

    @Test("Answers are scored anew, and a flag that they raise is handed on")
    func answers() throws {
        let ebi = try #require(InstrumentCatalogue.shipped["ebi"])
        let items = Dictionary(uniqueKeysWithValues: ebi.items.map { ($0.id, 10) })
        let body = RecordBody.answered(try ebi.answered(items, in: .english).answered)
        let first = try #require(ebi.items.first)
        guard case .answered(let changed) = try correct(body, "answers.\(first.id)=20") else {
            return
        }
        var wanted = items
        wanted[first.id] = 20
        #expect(changed == (try ebi.answered(wanted, in: .english).answered))
        #expect(changed.scores != (try ebi.answered(items, in: .english).answered.scores))
        #expect(!refusal(body, "answers.\(first.id)=100000").isEmpty)
        #expect(!refusal(body, "answers.nosuch=1").isEmpty)
        #expect(refusal(body, "scores.sum=3").contains("follows"))
        let madrs = try #require(InstrumentCatalogue.shipped["madrs"])
        let low = Dictionary(uniqueKeysWithValues: madrs.items.map { ($0.id, 0) })
        let flag = try #require(madrs.flags.first)
        let raised = try EntryCorrection(
            of: .answered(try madrs.answered(low, in: .english).answered),
            setting: [try #require(FieldChange(parsing: "answers.\(flag.item)=6"))],
            instruments: .shipped)
        #expect(raised.flags.map(\.flag.id) == [flag.id])
    }

    @Test("What can't be corrected is refused, with what helps")
    func refused() throws {
        #expect(refusal(vitals, "pulse=64").contains("heartRate"))
        #expect(refusal(vitals, "systolic=low").contains("It is: 210"))
        #expect(refusal(vitals, "systolic=60").contains("impossible"))
        #expect(refusal(vitals, "saturation=101").contains("impossible"))
        #expect(refusal(try debriefed(nil), "ease=101").contains("impossible"))
        #expect(refusal(vitals, "systolic=210").contains("changes nothing"))
        #expect(refusal(vitals, "systolic=").contains("nothing that systolic can be"))
        for body in [
            RecordBody.soundLine(SoundLine(line: .object(["event": .text("applied")]))),
            .stepTaken(StepTaken(step: .debrief, isDone: true)), .explained(Explained()),
            .infusionChanged(InfusionChanged(change: .started)),
        ] {
            #expect(refusal(body, "event=x").contains("can't be corrected"))
        }
        for text in ["", "=", "a", "=3", ".=3", "a.=3", "a.b.c=3"] {
            #expect(FieldChange(parsing: text) == nil, "\(text)")
        }
    }

    @Test("Of 20 000 random changes, each ends in an entry of the kind or in a refusal")
    func random() throws {
        let seed: UInt64 = 20_261_121
        var generator = Generator(seed: seed)
        let fields = ["systolic", "diastolic", "heartRate", "infusionMinute", "x", "systolic.y"]
        let signs = Array("0123456789.,-eE\"[]{}:=né \\")
        var (made, refused) = (0, 0)
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...4, using: &generator)
            let value = String(
                (0..<length).map { _ in signs.randomElement(using: &generator)! })
            let field = fields.randomElement(using: &generator)!
            let change = try #require(FieldChange(parsing: field + "=" + value))
            do throws(Failure) {
                let body = try EntryCorrection(
                    of: vitals, setting: [change], instruments: .shipped
                ).body
                made += 1
                guard case .vitalSigns(let changed) = body, changed.isPossible, body != vitals
                else {
                    Issue.record("\(change): \(body)")
                    return
                }
            } catch {
                refused += 1
                if error.remedy.isEmpty { Issue.record("\(error)") }
            }
        }
        print("seed \(seed): \(made) made, \(refused) refused")
        #expect(made > 0 && refused > 0)
    }
}
