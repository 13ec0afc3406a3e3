internal import MusikModel
internal import MusikRecord

extension ReportWriter {
    /// What was heard to choose by, and what was compared; or what was heard again afterwards.
    func excerpts(isAgain: Bool) -> [(ReportEntry, what: String, how: String)] {
        let infusion = report.all(StepTaken.self).first { $0.payload.step == .infusion }?.entry
        let titles = Dictionary(report.all(ExcerptHeard.self).map { ($1.digest, $1.title) }) {
            $1
        }
        return report.entries.compactMap { entry in
            guard isAgain == (infusion.map { $0.number < entry.number } ?? false) else {
                return nil
            }
            switch entry.event.body {
            case .excerptHeard(let heard):
                let what =
                    isAgain
                    ? say("heard again", "réécouté") : say("excerpt heard", "extrait écouté")
                return (entry, what, words(heard))
            case .excerptsCompared(let compared):
                return (
                    entry, say("this or that", "l’un ou l’autre"),
                    words(compared, titles)
                )
            default: return nil
            }
        }
    }

    private func words(_ heard: ExcerptHeard) -> String {
        let (place, length) = (SessionScreen.clock(heard.start), number(heard.seconds, 0))
        return heard.title
            + say(", from \(place), for \(length) s", ", dès \(place), pendant \(length) s")
    }

    private func words(
        _ compared: ExcerptsCompared, _ titles: [ContentDigest: String]
    ) -> String {
        let (first, second) = (
            titles[compared.first] ?? compared.first.hex.prefix(8) + "…",
            titles[compared.second] ?? compared.second.hex.prefix(8) + "…"
        )
        let both = say("\(first) or \(second)", "\(first) ou \(second)") + say(": ", " : ")
        return switch compared.choice {
        case .first: both + first
        case .second: both + second
        case .neither: both + say("neither", "aucun des deux")
        case .undecided: both + say("undecided", "sans avis")
        }
    }
}
