internal import MusikModel
internal import MusikProgramme

extension Failure {
    /// What a refused plan means for a command.
    init(_ error: PlanError) {
        let remedy =
            switch error {
            case .tooShort(_, _, let helps), .windowWithinOpening(_, let helps):
                Self.text(of: helps)
            case .endTooNear: "Choose a later end."
            case .noTracks, .emptyTrack, .programmeOver, .unknownTrack: "Choose another playlist."
            }
        self.init(.data, error.problem(.english), remedy: remedy)
    }

    private static func text(of helps: [PlanError.Help]) -> String {
        let texts = helps.map { help in
            switch help {
            case .moreReserve: "add reserve pieces to the playlist"
            case .shorterWindow: "choose a shorter window"
            case .natural: "render with --natural for the playlist's own length"
            case .shorterOpening: "use a shorter opening exercise, or none (--opening none)"
            }
        }
        guard let first = texts.first else { return "Choose another playlist." }
        let all = ([first.prefix(1).uppercased() + first.dropFirst()] + texts.dropFirst())
        return all.joined(separator: ", or ") + "."
    }
}

extension PlanError {
    /// Why no plan could be made, as a sentence.
    func problem(_ language: Language) -> String {
        language.choice(of: inBothLanguages)
    }

    private var inBothLanguages: (english: String, french: String) {
        switch self {
        case .noTracks:
            ("The playlist has no piece.", "La liste ne contient aucun morceau.")
        case .emptyTrack(let title):
            ("“\(title)” has no audible sound.", "« \(title) » ne contient aucun son audible.")
        case .tooShort(let missing, let available, _):
            (
                "The playlist is too short: \(Self.minutes(available)) can be filled, and "
                    + "\(Self.minutes(missing)) are missing.",
                "La liste est trop courte : elle remplit \(Self.minutes(available)), il manque "
                    + "\(Self.minutes(missing))."
            )
        case .windowWithinOpening(let missing, _):
            (
                "The opening exercise alone is longer than the window, by "
                    + "\(Self.minutes(missing)).",
                "L’exercice d’ouverture dépasse à lui seul la durée prévue, de "
                    + "\(Self.minutes(missing))."
            )
        case .endTooNear(let seconds, let minimum):
            (
                "The end would be \(Int(seconds)) s away; at least \(Int(minimum)) s are needed.",
                "La fin serait dans \(Int(seconds)) s ; il faut au moins \(Int(minimum)) s."
            )
        case .programmeOver: ("The programme is over.", "Le programme est terminé.")
        case .unknownTrack(let title):
            (
                "“\(title)” is not part of the programme.",
                "« \(title) » ne fait pas partie du programme."
            )
        }
    }

    private static func minutes(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        return "\(whole / 60) min \(whole % 60) s"
    }
}
