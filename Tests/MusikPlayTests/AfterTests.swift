import Foundation
import MusikModel
import MusikProgramme
import MusikRecord
import Testing

@testable import MusikPlay

@Suite("What is asked after the infusion")
struct AfterTests {
    /// Answers with typed lines, in order; then with Enter.
    private final class Typist: Interviewer {
        private var lines: ArraySlice<String>
        private(set) var keysPressed = 0
        private(set) var asked: [String] = []

        init(_ lines: String...) { self.lines = lines[...] }

        private(set) var said: [Bilingual] = []

        func begin(_ step: Bilingual, number: Int, of total: Int) {}
        func say(_ text: Bilingual) { said.append(text) }
        func ask(_ question: Question) throws(Interruption) -> Answer {
            asked.append(question.name)
            let line = lines.popFirst() ?? ""
            keysPressed += line.count + 1
            if line == "-" { throw .skip }
            guard let answer = question.answer(to: line, .english) else {
                throw .failed(Failure(.data, "\(question.name): \(line)", remedy: "no answer"))
            }
            return answer
        }
    }

    @Test("Checklist left out, ease, liking and nothing else take at most 15 keys in all")
    func short() throws {
        let typist = Typist("n", "", "", "70", "80")
        #expect(try typist.askFidelity(.music) == nil)
        #expect(
            try typist.askDebrief() == Debriefed(lettingGo: nil, difficulty: nil, ease: 70))
        #expect(
            try typist.askPreference()
                == PreferenceLogged(liking: 80, remembered: [], wish: nil))
        #expect(try typist.askNextPlan() == NextPlanned(plan: nil))
        print("keys: \(typist.keysPressed)")
        #expect(typist.keysPressed <= 15)
        let heard = (1...9).map { HeardPiece(digest: digest($0), title: "Piece \($0)") }
        let asked = Typist("n", "", "", "70", "80", "", "", "2+ 5x")
        _ = try asked.askFidelity(.music)
        _ = try asked.askDebrief()
        let logged = try asked.askPreference(of: heard)
        #expect(logged.pieces?.map(\.title) == ["Piece 2", "Piece 5"])
        print("keys with two pieces: \(asked.keysPressed + 1)")
    }

    /// What is asked in an arm, of cues that lie in no folder of cues.
    private func support(_ arm: SupportArm, heard: Int = 0) throws -> SupportQuestion {
        let scratch = try Scratch()
        let data = try DataFolder(option: scratch.path, environment: [:], currentFolder: "/")
        let surroundings = Surroundings(
            environment: [:], currentFolder: scratch.path, executableFolder: "/nowhere")
        let pieces = (0..<heard).map {
            HeardPiece(digest: digest($0), title: "Cue \($0)", kind: .cue)
        }
        return try #require(
            SupportQuestion(
                arm, heard: pieces, CueRecordings(data: data, surroundings: surroundings)))
    }

    @Test("Without music the support takes as many questions and keys as music, in one line")
    func shortSupport() throws {
        for arm in [SupportArm.cues, .live, .silence] {
            let question = try support(arm, heard: 9)
            let typist = Typist("n", "", "", "70", "80")
            _ = try typist.askFidelity(arm)
            _ = try typist.askDebrief()
            let logged = try typist.askPreference(of: question.heard, support: question)
            #expect(logged.support == nil && logged.liking == 80)
            _ = try typist.askNextPlan()
            #expect(typist.keysPressed <= 15)
            let music = Typist("n", "", "", "70", "80")
            _ = try music.askFidelity(.music)
            _ = try music.askDebrief()
            _ = try music.askPreference(of: question.heard)
            _ = try music.askNextPlan()
            #expect(typist.asked.count == music.asked.count)
            #expect(typist.asked.contains("preferences.support"))
            #expect(!music.asked.contains("preferences.support"))
        }
        let few = Typist("n", "", "", "", "", "", "", "q+")
        _ = try few.askFidelity(.silence)
        _ = try few.askDebrief()
        let logged = try few.askPreference(support: support(.silence))
        _ = try few.askNextPlan()
        #expect(logged.support == SupportReactions(quiet: 1))
        #expect(few.keysPressed <= 15)
    }

    @Test("The support is read in one line, and written as it was typed")
    func supportLine() throws {
        let question = try support(.live)
        let read = question.read("b+ s-- q, v++")
        #expect(
            read?.support == SupportReactions(breath: 1, bodyScan: -2, quiet: 0, voice: 2))
        #expect(question.read("B+Q-V")?.support == .init(breath: 1, quiet: -1, voice: 0))
        for text in ["", "b+ s-- q v++", "q--"] {
            #expect(question.read(text).map { question.text($0.pieces, $0.support) } == text)
        }
        for text in ["x", "b+++", "b+-", "b+ b-", "+", "b+ <", "3x", "b 1", "b0", "é"] {
            #expect(question.read(text) == nil, "\(text)")
        }
        let cues = try support(.cues, heard: 4)
        let said = cues.read("q- < 3x 1++ v")
        #expect(said?.support == SupportReactions(quiet: -1, voice: 0, spacing: .tooClose))
        #expect(said?.pieces.map(\.title) == ["Cue 2", "Cue 0"])
        #expect(said?.pieces.map(\.isNotAgain) == [true, false])
        #expect(said.map { cues.text($0.pieces, $0.support) } == "q- v < 3x 1++")
        for text in ["b+", "< >", "5x", "3 3", "q<<"] {
            #expect(cues.read(text) == nil, "\(text)")
        }
        #expect(cues.read("=")?.support.spacing == .right)
        #expect(cues.read(">")?.support.spacing == .tooFar)
        #expect(try support(.silence).read("v+") == nil)
    }

    @Test("The question names what was heard in both languages, with the same letters")
    func supportText() throws {
        let cues = try support(.cues, heard: 2)
        #expect(cues.text.english.hasPrefix("The support? q quiet, v voice: + ++ - --"))
        #expect(cues.text.french.contains("q silence, v voix"))
        #expect(cues.text.english.contains("too close <"))
        #expect(try !support(.silence).text.english.contains("<"))
        #expect(try support(.live).example == "b+ s-- q v++")
    }

    private func digest(_ byte: Int) -> ContentDigest {
        ContentDigest(bytes: repeatElement(UInt8(byte), count: 32))
    }

    @Test("Reactions are read in one line, and written as they were typed")
    func reactions() {
        let heard = (1...12).map { HeardPiece(digest: digest($0), title: "Piece \($0)") }
        let read = ReactionsEntry.read("2+ 5--!, 7/0 12x 3 4++!x", of: heard)
        #expect(read?.map(\.reaction) == [1, -2, 0, nil, nil, 2])
        #expect(read?.map(\.isTooIntense) == [false, true, false, false, false, true])
        #expect(read?.map(\.isNotAgain) == [false, false, false, true, false, true])
        for text in ["", "1", "2+ 5--! 7/0 12x 3 4++!x", "1! 2x 3!x 4++x 5/0!"] {
            let line = ReactionsEntry.read(text, of: heard).map {
                ReactionsEntry.text($0, of: heard)
            }
            #expect(line == text)
        }
        for text in [
            "13", "0", "+", "2+2", "2+ 2-", "a", "2+++", "2 5 x", "2!!", "1-+",
            "99999999999999999999",
        ] {
            #expect(ReactionsEntry.read(text, of: heard) == nil, "\(text)")
        }
    }

    @Test("A piece is heard again by its number and ?, and then it is asked again")
    func again() throws {
        let heard = (1...12).map { HeardPiece(digest: digest($0), title: "Piece \($0)") }
        for (text, place) in [("3?", 2), (" 12 ? ".trimmed, 11), ("1?", 0)] {
            #expect(ReactionsEntry.again(text, of: heard) == place, "\(text)")
        }
        for text in ["", "?", "0?", "13?", "3", "3??", "-1?", "3+?", "2 3?", "é?"] {
            #expect(ReactionsEntry.again(text, of: heard) == nil, "\(text)")
        }
        let typist = Typist("", "", "", "3?", "12?", "3+")
        var played: [String] = []
        let log = try typist.askPreference(of: heard) { piece in played.append(piece.title) }
        #expect(played == ["Piece 3", "Piece 12"])
        #expect(log.pieces?.map(\.title) == ["Piece 3"])
        #expect(typist.asked.count { $0 == "preferences.pieces" } == 3)

        let elsewhere = Typist("", "", "", "3?", "")
        #expect(try elsewhere.askPreference(of: heard).pieces == [])
        #expect(elsewhere.said.contains { $0.english.contains("Nothing can be played here") })

        let cues = Typist("", "", "", "2?", "q- 2+")
        played = []
        let said = try cues.askPreference(of: [], support: support(.cues, heard: 4)) { piece in
            played.append(piece.title)
        }
        #expect(played == ["Cue 1"] && said.pieces?.map(\.title) == ["Cue 1"])
        #expect(said.support?.quiet == -1)

        let file = try AnswerFile.read(
            Data(#"{"answers": {"preferences.pieces": "3?"}}"#.utf8), path: "answers.json")
        let reader = FileInterviewer(file, path: "answers.json", .english)
        var isPlayed = false
        #expect(throws: Interruption.self) {
            _ = try reader.askPreference(of: heard) { _ in isPlayed = true }
        }
        #expect(!isPlayed, "nobody would hear it")
        let hints = Language.allCases.map {
            Question(
                name: "", text: Bilingual(same: ""), kind: .reactions(of: heard)
            ).hint($0)
        }
        #expect(hints.allSatisfy { $0.contains("3? ") })
        for (arm, count, isOffered) in [(SupportArm.cues, 4, true), (.live, 0, false)] {
            let question = Question(
                name: "", text: Bilingual(same: ""), kind: .support(try support(arm, heard: count)))
            #expect(question.hint(.english).contains("3? plays it") == isOffered)
        }
    }

    @Test("Enter leaves what stands, each text with its own digest; what is typed takes its place")
    func standing() throws {
        var kept = Note("by the sea")
        kept.reference = String(repeating: "a", count: 64)
        var destroyed = Note("")
        (destroyed.text, destroyed.reference) = (nil, String(repeating: "b", count: 64))
        let before = Debriefed(lettingGo: kept, difficulty: destroyed, ease: 7)
        #expect(try Typist().askDebrief(standing: before) == before)
        let after = try Typist("by the lake", "", "70").askDebrief(standing: before)
        #expect(
            after == Debriefed(lettingGo: Note("by the lake"), difficulty: destroyed, ease: 70))
        let logged = PreferenceLogged(liking: 8, remembered: ["Tide", "Brook"], wish: kept)
        #expect(try Typist().askPreference(standing: logged) == logged)
        let heard = [HeardPiece(digest: digest(1), title: "Tide")]
        let reacted = PreferenceLogged(
            liking: 8, resonance: 70, openness: 60, remembered: [],
            pieces: [PieceReaction(digest: digest(1), title: "Tide", reaction: -2)], wish: kept)
        #expect(try Typist().askPreference(of: heard, standing: reacted) == reacted)
        let supported = PreferenceLogged(
            liking: 8, remembered: ["a word"],
            pieces: [PieceReaction(digest: digest(1), title: "Cue 1", reaction: -2)],
            support: SupportReactions(breath: 2, quiet: -1, spacing: .right), wish: kept)
        let question = try support(.cues, heard: 2)
        #expect(
            try Typist().askPreference(
                of: question.heard, support: question, standing: supported) == supported)
        #expect(try Typist().askPreference(of: heard, standing: supported).support != nil)
        let intake = PatientIntake(
            wish: .noMusic, likes: kept, aversions: nil, associations: nil, lyrics: .foreign,
            languages: ["fr", "en"], exercise: "opening", exerciseLanguage: .french)
        #expect(try Typist().askIntake(standing: intake) == intake)
        var chosen = intake
        chosen.speaker = "A. B."
        let voices: [Language: [String]] = [.french: ["C. D.", "A. B."], .english: ["E. F."]]
        #expect(try Typist().askIntake(standing: chosen, speakers: voices) == chosen)
        let typist = Typist("", "", "", "", "", "", "", "", "", "", "1")
        #expect(try typist.askIntake(standing: chosen, speakers: voices).speaker == "C. D.")
        #expect(typist.asked.last == "intake.speaker")
        let english = Typist("", "", "", "", "", "", "", "e")
        _ = try english.askIntake(standing: chosen, speakers: voices)
        #expect(!english.asked.contains("intake.speaker"))
        #expect(try Typist().askNextPlan(standing: NextPlanned(plan: kept)).plan == kept)
        let checked = FidelityChecked(arm: .cues, answers: [.opening: true, .checkIns: false])
        #expect(try Typist().askFidelity(.cues, standing: checked) == checked)
    }

    @Test("The checklist is five to six questions of one key, each of which can be left open")
    func fidelity() throws {
        for arm in SupportArm.allCases {
            let typist = Typist("y", "y", "n", "", "o", "non", "y")
            let checked = try #require(try typist.askFidelity(arm))
            let items = FidelityChecked.items(for: arm)
            #expect(items.count == 6 && typist.asked.count == 7)
            #expect(items.contains(.quietPresence) == (arm == .music))
            #expect(items.contains(.checkIns) == (arm != .music))
            #expect(
                items.map { checked[$0] } == [true, false, nil, true, false, true], "\(arm)")
            #expect(try Typist("-").askFidelity(arm) == nil, "as a whole by one key")
            #expect(try Typist("y", "y", "-").askFidelity(arm) == nil)
            #expect(try Typist().askFidelity(arm) == nil, "nothing was said")
        }
    }

    @Test("The card is the site's own in its language, and a page of A6 with nothing unescaped")
    func card() throws {
        let scratch = try Scratch()
        let data = try DataFolder(
            option: scratch.path, environment: [:], currentFolder: scratch.path)
        #expect(try PatientCard.text(in: data, .french).contains("appelez la clinique"))
        _ = try scratch.file("card.fr.txt", "Appelez <le 811> & reposez-vous.\n\nMerci.\n")
        let text = try PatientCard.text(in: data, .french)
        #expect(text.hasSuffix("Merci."))
        #expect(try PatientCard.text(in: data, .english).contains("call the clinic"))
        let page = PatientCard.page(text, .french, isRehearsal: true)
        for words in [
            "size: A6", "<p>Appelez &lt;le 811&gt; &amp; reposez-vous.</p>\n<p>Merci.</p>",
            "lang=\"fr\"", "RÉPÉTITION",
        ] {
            #expect(page.contains(words), "\(words)")
        }
        #expect(!PatientCard.page(text, .french, isRehearsal: false).contains("RÉPÉTITION"))
        _ = try scratch.file("card.en.txt", String(repeating: "x", count: 10_001))
        #expect {
            try PatientCard.text(in: data, .english)
        } throws: {
            ($0 as? Failure)?.exit == .data
        }
    }
}
