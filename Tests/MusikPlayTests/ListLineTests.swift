import MusikCuration
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikPlay

@Suite("A list changed by typed lines")
struct ListLineTests {
    private func list(
        _ options: [Int], titles: [String] = ["Tide", "Low tide", "Brook", "A > B", "Orage"],
        window: Double = 900
    ) throws -> EditedList {
        let all = titles.enumerated().map { number, title in
            PlaylistRequest.Option(
                track: CurationTrack(
                    digest: ToyShelf.digest(number), title: title,
                    seconds: 300 + Double(number), intensity: -24, brightness: 0, traits: []),
                estimate: PreferenceEstimate(mean: 60, deviation: 5))
        }
        var request = PlaylistRequest(options: all, windowSeconds: window)
        request.exclusions = [ToyShelf.digest(4): .refused]
        return EditedList(options, of: PlaylistObjective(request))
    }

    private let shelf = [4, 3, 2, 1, 0]

    private func read(_ text: String, _ list: EditedList) -> Result<ListLine, ListLine.Trouble> {
        do throws(ListLine.Trouble) {
            return .success(try ListLine.read(text, in: list, shelf: shelf))
        } catch {
            return .failure(error)
        }
    }

    @Test("Lines are read with and without spaces, by number, by title and by a part of one")
    func reading() throws {
        let list = try list([0, 2, 3]).changed(by: .pin(place: 1))
        let known: [(String, ListLine)] = [
            ("", .done), ("   ", .done), ("u", .edit(.undo)), (" U ", .edit(.undo)),
            ("+ 4", .edit(.add(option: 1, at: nil))), ("+5", .edit(.add(option: 0, at: nil))),
            ("+ 4 > 1", .edit(.add(option: 1, at: 0))), ("+4>4", .edit(.add(option: 1, at: 3))),
            ("+ tide", .edit(.add(option: 0, at: nil))),
            ("+ LOW", .edit(.add(option: 1, at: nil))),
            ("+ orage > 2", .edit(.add(option: 4, at: 1))),
            ("+ a > b", .edit(.add(option: 3, at: nil))), ("- 3", .edit(.remove(place: 2))),
            ("-1", .edit(.remove(place: 0))), ("3 > 1", .edit(.move(from: 2, to: 0))),
            ("1>3", .edit(.move(from: 0, to: 2))), ("! 1", .edit(.pin(place: 0))),
            ("!2", .edit(.unpin(place: 1))),
        ]
        for (text, line) in known { #expect(read(text, list) == .success(line), "\(text)") }
    }

    @Test("Every other line is refused by a sentence in both languages, and none crashes")
    func malformed() throws {
        let list = try list([0, 2, 3])
        for text in [
            "x", "uu", "u 1", "+", "+ 0", "+ 6", "+ 99999999999999999999", "+ storm",
            "+ 1 > 0", "+ 1 > 5", "+ 1 > x", "+ 1 >", "+ > 1", "-", "- 0", "- 4", "- x", "- 1 2",
            "3 > 4", "0 > 1", "> 1", "1 >", "1 > 2 > 3", "1 2", "! 4", "!", "! x", "=", "é", "+ o",
        ] {
            guard case .failure(let trouble) = read(text, list) else {
                Issue.record("\(text): \(read(text, list))")
                continue
            }
            for sentence in [trouble.sentence.english, trouble.sentence.french] {
                #expect(sentence.hasSuffix(".") && sentence.count > 15, "\(text): \(sentence)")
            }
            #expect(trouble.sentence.english != trouble.sentence.french, "\(text)")
        }
        guard case .failure(let several) = read("+ o", list) else { return }
        #expect(several.sentence.english.contains("1 Orage, 3 Brook, 4 Low tide"))
        var random = Generator(seed: 0x5EED_1001)
        let signs = Array("+-!>u0123 tideé日\u{7}")
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int.random(in: 0...9, using: &random)).map { _ in
                    signs.randomElement(using: &random)!
                })
            guard case .success(.edit(let edit)) = read(text, list) else { continue }
            do throws(ListRefusal) {
                _ = try list.changed(by: edit)
            } catch {
                #expect(!error.sentence(in: list).english.isEmpty)
            }
        }
    }

    @Test("Why a change is refused is said by name, in both languages")
    func refusals() throws {
        let list = try list([0, 2]).changed(by: .pin(place: 1))
        let known: [(ListEdit, String, String)] = [
            (.add(option: 4, at: nil), "“Orage” can’t be added", "« Orage » ne peut pas"),
            (.add(option: 2, at: nil), "“Brook” is in the list already, as number 2", "numéro 2"),
            (.remove(place: 1), "“Brook” is pinned: ! 2 lets it go", "! 2 le libère"),
            (.remove(place: 6), "no number 7: the list has 2 pieces", "2 morceaux"),
            (.pin(place: 1), "pinned already", "déjà fixé"),
            (.unpin(place: 0), "isn’t pinned", "n’est pas fixé"),
        ]
        for (edit, english, french) in known {
            do throws(ListRefusal) {
                _ = try list.changed(by: edit)
                Issue.record("\(edit)")
            } catch {
                let sentence = error.sentence(in: list)
                #expect(sentence.english.contains(english), "\(sentence.english)")
                #expect(sentence.french.contains(french), "\(sentence.french)")
            }
        }
    }

    @Test("The list is shown in 80 columns, numbered, with pins, new kinds and how it fits")
    func sheet() throws {
        let titles = [
            "Tide", "Low tide", String(repeating: "Très long titre ", count: 9), "日本の海", "Orage",
        ]
        var list = try list([0, 2, 3], titles: titles)
        list = try list.changed(by: .pin(place: 1))
        let english = ListSheet.lines(of: list, new: [3], .english)
        #expect(english.count == 4)
        #expect(english[0].hasPrefix("  1   Tide ") && english[0].hasSuffix(" 5:00"))
        #expect(english[1].hasPrefix("  2 ! Très long titre") && english[1].contains("… "))
        #expect(english[2].hasSuffix("new for this patient    5:03"))
        #expect(english[3] == "3 pieces, 15:05: too short for 15:00 by 0:03", "\(english[3])")
        let french = ListSheet.lines(of: list, new: [3], .french)
        #expect(french[2].contains("nouveau pour ce patient"))
        #expect(french[3] == "3 morceaux, 15:05 : trop court pour 15:00, de 0:03")
        for line in english + french { #expect(TextWidth.columns(of: line) <= 80, "\(line)") }
        for line in english.dropLast() + french.dropLast() {
            #expect(TextWidth.columns(of: line) == 80, "\(line)")
        }
        let fits: [(Double, String, String)] = [
            (893, "fills 14:53 exactly, with overlaps of 6.0 s", "chevauchements de 6,0 s"),
            (870, "too long for 14:30 by 0:11", "trop long pour 14:30, de 0:11"),
        ]
        for (window, words, mots) in fits {
            let list = try self.list([0, 2, 3], titles: titles, window: window)
            let total = ListSheet.lines(of: list, new: [], .english)[3]
            #expect(total.contains(words), "\(total)")
            #expect(ListSheet.lines(of: list, new: [], .french)[3].contains(mots))
        }
        let empty = ListSheet.lines(of: try self.list([]), new: [], .french)
        #expect(empty == ["0 morceau, 0:00 : trop court pour 15:00, de 15:00"])
        let shelf = ListSheet.shelf(self.shelf, of: list, new: [4], .english)
        #expect(shelf.count == 5 && shelf[0].hasPrefix("  1   Orage"))
        for hint in [ListLine.hint.english, ListLine.hint.french] {
            #expect(TextWidth.columns(of: hint) <= 80)
        }
    }
}
