import MusikModel
import Testing

@testable import MusikPlay

@Suite("Numbers and their nouns")
struct CountTests {
    @Test("One is singular, in French nothing as well")
    func forms() {
        #expect(counted(0, "file", "files") == "0 files")
        #expect(counted(1, "file", "files") == "1 file")
        #expect(counted(2, "file", "files") == "2 files")
        #expect(counted(0, "fichier", "fichiers", .french) == "0 fichier")
        #expect(counted(1, "fichier", "fichiers", .french) == "1 fichier")
        #expect(counted(2, "fichier", "fichiers", .french) == "2 fichiers")
    }

    @Test("A number with decimals is rounded; what no digits can write is said all the same")
    func decimals() {
        #expect(decimal(-2.25, 1) == "-2.3" && decimal(-0.04, 1) == "0.0")
        #expect(decimal(0.7, 1, .french) == "0,7" && decimal(12, 0) == "12")
        #expect(decimal(.infinity, 1) == "∞" && decimal(-.infinity, 0) == "-∞")
        #expect(decimal(.nan, 2) == "–")
        #expect(decimal(1e300, 2) == "1e+300" && decimal(1e14, 0) == "100000000000000")
    }

    @Test("The opening exercise is no file of the playlist")
    func openingExercise() {
        let phrase = Phrase.filesReady(1, withOpening: true)
        #expect(
            phrase.text(.english) == "1 file and the opening exercise are whole and in memory.")
        #expect(
            phrase.text(.french)
                == "1 fichier et l’exercice d’ouverture intacts, en mémoire.")
    }

    @Test("What a session says of one and of two agrees with its number, in both languages")
    func phrases() {
        let phrases: [(Int) -> Phrase] = [
            { .underruns($0) }, { .filesReady($0, withOpening: false) },
            { .filesReady($0, withOpening: true) }, { .planned(pieces: $0, length: "1:00") },
            { .eventsLost($0) },
        ]
        let wrong = [
            "1 underruns", "1 files", "1 pieces", "1 events", "1 coupures", "1 fichiers",
            "1 morceaux", "1 événements", "2 underrun ", "2 file ", "2 piece,", "2 event ",
            "2 coupure ", "2 fichier ", "2 morceau,", "2 événement ",
        ]
        for phrase in phrases {
            for language in Language.allCases {
                #expect(phrase(1).text(language) != phrase(2).text(language))
                for count in 1...2 {
                    let text = phrase(count).text(language) + " "
                    #expect(!wrong.contains { text.contains($0) }, "\(text)")
                }
            }
        }
    }
}
