internal import MusikCuration
internal import MusikModel

/// A list that is changed by hand, as it is shown: lines of at most 80 columns.
enum ListSheet {
    /// The columns of a line.
    static let width = 80

    /// The list numbered, `!` for what is pinned, and how it fits its window.
    ///
    /// - Parameter new: the options of a kind that is new for this patient.
    static func lines(
        of list: EditedList, new: Set<Int>, _ language: Language
    ) -> [String] {
        list.entries.enumerated().map { place, entry in
            line(
                place + 1, list.track(entry.option), isPinned: entry.isPinned,
                isNew: new.contains(entry.option), language)
        } + [total(of: list).text(language)]
    }

    /// What can be added, by the numbers that `+` takes.
    static func shelf(
        _ options: [Int], of list: EditedList, new: Set<Int>, _ language: Language
    ) -> [String] {
        options.enumerated().map { place, option in
            line(
                place + 1, list.track(option), isPinned: false, isNew: new.contains(option),
                language)
        }
    }

    private static func line(
        _ number: Int, _ track: CurationTrack, isPinned: Bool, isNew: Bool, _ language: Language
    ) -> String {
        let digits = String(number)
        let margin = String(repeating: " ", count: max(0, 3 - digits.count))
        let mark = Bilingual("new for this patient", "nouveau pour ce patient")
        let length = SessionScreen.clock(track.seconds.rounded())
        let gap = String(repeating: " ", count: max(2, 8 - length.count))
        return TextWidth.justified(
            "\(margin)\(digits) \(isPinned ? "!" : " ") \(track.title)",
            (isNew ? mark.text(language) : "") + gap + length, width: width)
    }

    /// How long it is, and how that fits.
    private static func total(of list: EditedList) -> Bilingual {
        let window = SessionScreen.clock(list.windowSeconds.rounded())
        let all = SessionScreen.clock(list.seconds.rounded())
        let count = list.entries.count
        let head = Bilingual(
            "\(counted(count, "piece", "pieces")), \(all): ",
            "\(counted(count, "morceau", "morceaux", .french)), \(all) : ")
        // At least a second: what is said must be worth doing something about.
        func clock(_ seconds: Double) -> String {
            SessionScreen.clock(max(1, seconds.rounded(.up)))
        }
        switch list.fit {
        case .exact(let overlap) where count > 1:
            return Bilingual(
                head.english + "fills \(window) exactly, with overlaps of "
                    + "\(decimal(overlap, 1, .english)) s",
                head.french + "remplit \(window) exactement, chevauchements de "
                    + "\(decimal(overlap, 1, .french)) s")
        case .exact:
            return Bilingual(
                head.english + "fills \(window) exactly",
                head.french + "remplit \(window) exactement")
        case .tooShort(let seconds):
            return Bilingual(
                head.english + "too short for \(window) by \(clock(seconds))",
                head.french + "trop court pour \(window), de \(clock(seconds))")
        case .tooLong(let seconds):
            return Bilingual(
                head.english + "too long for \(window) by \(clock(seconds))",
                head.french + "trop long pour \(window), de \(clock(seconds))")
        }
    }
}
