internal import MusikCuration
internal import MusikModel

/// An offer in lines for reading.
struct OfferSheet {
    let offer: BuiltOffer
    let language: Language

    /// All lists, one after the other.
    var lines: [String] {
        var lines: [String] = []
        for number in offer.lists.indices { lines += self.lines(ofList: number) + [""] }
        if offer.isShort {
            lines.append(
                Bilingual(
                    "No further list is clearly different from these.",
                    "Aucune autre liste n’est nettement différente de celles-ci."
                ).text(language))
        }
        return lines
    }

    /// One list, its pieces and the reasons for it.
    func lines(ofList number: Int) -> [String] {
        let list = offer.lists[number]
        let pieces =
            offer.arm == .music
            ? counted(
                list.places.count, say("piece", "morceau"), say("pieces", "morceaux"), language)
            : counted(
                list.places.count, say("moment", "moment"), say("moments", "moments"), language)
        let (low, high) = (list.liking.interval.lowerBound, list.liking.interval.upperBound)
        var lines = [
            say("List", "Liste") + " \(number + 1)  \(SessionScreen.clock(offer.windowSeconds)), "
                + pieces + ", " + say("expected liking", "appréciation attendue")
                + " \(decimal(bounded(list.liking.mean), 0)) (\(decimal(bounded(low), 0))–"
                + "\(decimal(bounded(high), 0)))"
        ]
        for (place, piece) in list.places.enumerated() {
            let start = SessionScreen.clock(piece.startSeconds)
            lines.append(
                "  \(place + 1 < 10 ? " " : "")\(place + 1)  "
                    + String(repeating: " ", count: max(0, 6 - start.count)) + start + "  "
                    + TextWidth.padded(piece.title.text(language), to: 40)
                    + (piece.isNew ? "  " + say("new", "nouveau") : ""))
        }
        for sentence in list.why { lines.append("  " + sentence.text(language)) }
        for sentence in list.uncertain { lines.append("  ? " + sentence.text(language)) }
        if !list.reserve.isEmpty {
            lines.append(
                "  " + say("In reserve: ", "En réserve : ")
                    + list.reserve.prefix(4).joined(separator: ", ")
                    + (list.reserve.count > 4 ? ", …" : ""))
        }
        let gap = list.candidate.gap
        lines.append(
            "  "
                + (gap < 0.005
                    ? say(
                        "No list is worth more by the builder’s objective.",
                        "Aucune liste ne vaut plus selon l’objectif du calcul.")
                    : say(
                        "By the builder’s objective no list is worth more than "
                            + "\(decimal(gap, 2)) points above it.",
                        "Selon l’objectif du calcul, aucune liste ne la dépasse de plus de "
                            + "\(decimal(gap, 2, .french)) points.")))
        return lines
    }

    private func bounded(_ liking: Double) -> Double { min(100, max(0, liking)) }

    private func say(_ english: String, _ french: String) -> String {
        language.choice(of: (english: english, french: french))
    }
}
