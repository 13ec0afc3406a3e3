import MusikModel
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

        func begin(_ step: Bilingual, number: Int, of total: Int) {}
        func say(_ text: Bilingual) {}
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
        let intake = PatientIntake(
            wish: .noMusic, likes: kept, aversions: nil, associations: nil, lyrics: .foreign,
            languages: ["fr", "en"], exercise: "opening", exerciseLanguage: .french)
        #expect(try Typist().askIntake(standing: intake) == intake)
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
