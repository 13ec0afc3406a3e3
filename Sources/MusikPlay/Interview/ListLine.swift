internal import MusikCuration
internal import MusikModel

/// A line typed to change a list by hand: `+ 12`, `+ title`, `+ 12 > 3`, `- 3`, `3 > 1`, `! 2`, `u`,
/// or Enter.
///
/// Numbers are those shown, from one: of the shelf behind `+`, of the list everywhere else.
enum ListLine: Hashable, Sendable {
    /// The list is changed.
    case edit(ListEdit)
    /// The list is as it is to be.
    case done

    /// Why a line says nothing.
    struct Trouble: Error, Hashable, Sendable {
        /// It in a sentence.
        var sentence: Bilingual
    }

    /// What can be typed, in one line.
    static let hint = Bilingual(
        "+ 12 or + title adds, - 3 removes, 3 > 1 moves, ! 2 pins, u undoes, Enter: done",
        "+ 12 ou + titre ajoute, - 3 enlève, 3 > 1 déplace, ! 2 fixe, u annule, Entrée")

    /// Reads a line.
    ///
    /// - Parameters:
    ///   - list: the list as it stands.
    ///   - shelf: the options as they are numbered for `+`.
    /// - Throws: what is wrong with it.
    static func read(
        _ text: String, in list: EditedList, shelf: [Int]
    ) throws(Trouble) -> ListLine {
        let typed = text.trimmed
        guard let first = typed.first else { return .done }
        let rest = String(typed.dropFirst()).trimmed
        switch first {
        case "u" where rest.isEmpty, "U" where rest.isEmpty: return .edit(.undo)
        case "+": return .edit(try addition(rest, list, shelf))
        case "-": return .edit(.remove(place: try place(rest, in: list)))
        case "!":
            let place = try place(rest, in: list)
            return .edit(
                list.entries[place].isPinned ? .unpin(place: place) : .pin(place: place))
        default:
            let parts = typed.split(separator: ">", omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw unknown(typed) }
            return .edit(
                .move(
                    from: try place(String(parts[0]).trimmed, in: list),
                    to: try place(String(parts[1]).trimmed, in: list)))
        }
    }

    /// Digits as a number; nil for anything else.
    private static func number(_ text: String) -> Int? {
        text.allSatisfy { ("0"..."9").contains($0) } ? Int(text) : nil
    }

    private static func unknown(_ typed: String) -> Trouble {
        let shown = TextWidth.clipped(typed, to: 30)
        return Trouble(
            sentence: Bilingual(
                "“\(shown)” changes nothing. \(hint.english).",
                "« \(shown) » ne change rien. \(hint.french)."))
    }

    /// The place of a number in the list, from nought.
    private static func place(_ text: String, in list: EditedList) throws(Trouble) -> Int {
        let count = list.entries.count
        guard let number = number(text), (1...max(1, count)).contains(number), count > 0 else {
            let shown = TextWidth.clipped(text, to: 20)
            throw Trouble(
                sentence: Bilingual(
                    "The list has \(counted(count, "piece", "pieces")), and none has the number "
                        + "“\(shown)”.",
                    "La liste a \(counted(count, "morceau", "morceaux", .french)), et aucun n’a le "
                        + "numéro « \(shown) »."))
        }
        return number - 1
    }

    private static func addition(
        _ text: String, _ list: EditedList, _ shelf: [Int]
    ) throws(Trouble) -> ListEdit {
        if text.isEmpty {
            throw Trouble(
                sentence: Bilingual(
                    "Say what is added: its number or its title.",
                    "Dites ce qui s’ajoute : son numéro ou son titre."))
        }
        // A title may hold a > of its own.
        let isTitle = shelf.contains { title($0, list) == text.lowercased() }
        guard !isTitle, let arrow = text.lastIndex(of: ">") else {
            return .add(option: try option(text, list, shelf), at: nil)
        }
        let what = String(text[..<arrow]).trimmed
        let place = String(text[text.index(after: arrow)...]).trimmed
        let count = list.entries.count
        guard let number = number(place), (1...count + 1).contains(number) else {
            throw Trouble(
                sentence: Bilingual(
                    "It can be added at the places 1 to \(count + 1).",
                    "L’ajout se fait aux places 1 à \(count + 1)."))
        }
        return .add(option: try option(what, list, shelf), at: number - 1)
    }

    private static func title(_ option: Int, _ list: EditedList) -> String {
        list.track(option).title.lowercased()
    }

    /// The option of a number on the shelf, or of a title or a part of one that no other has.
    private static func option(
        _ text: String, _ list: EditedList, _ shelf: [Int]
    ) throws(Trouble) -> Int {
        if let number = number(text) {
            guard shelf.indices.contains(number - 1) else {
                throw Trouble(
                    sentence: Bilingual(
                        "There is no number \(text) to add: they go from 1 to \(shelf.count).",
                        "Rien à ajouter sous le numéro \(text) : ils vont de 1 à \(shelf.count)."))
            }
            return shelf[number - 1]
        }
        let wanted = text.lowercased()
        var found = shelf.filter { title($0, list) == wanted }
        if found.isEmpty, !wanted.isEmpty {
            found = shelf.filter { title($0, list).contains(wanted) }
        }
        if found.count == 1 { return found[0] }
        let shown = TextWidth.clipped(text, to: 30)
        if found.isEmpty {
            throw Trouble(
                sentence: Bilingual(
                    "No piece is called “\(shown)”.", "Aucun morceau ne s’appelle « \(shown) »."))
        }
        let numbers = found.prefix(5).compactMap { option in
            shelf.firstIndex(of: option).map {
                "\($0 + 1) \(TextWidth.clipped(list.track(option).title, to: 30))"
            }
        }.joined(separator: ", ")
        throw Trouble(
            sentence: Bilingual(
                "Several are called “\(shown)”: \(numbers). Take one by its number.",
                "Plusieurs s’appellent « \(shown) » : \(numbers). Prenez-en un par son numéro."))
    }
}
