internal import MusikProgramme

extension Failure {
    /// What a refused plan means for a command.
    init(_ error: PlanError) {
        let problem: String
        var remedy = "Choose another playlist."
        switch error {
        case .noTracks: problem = "The playlist has no piece."
        case .emptyTrack(let title): problem = "“\(title)” has no audible sound."
        case .tooShort(let missing, let available, let helps):
            problem =
                "The playlist is too short: \(Self.minutes(available)) can be filled, and "
                + "\(Self.minutes(missing)) are missing."
            remedy = Self.text(of: helps)
        case .windowWithinOpening(let missing, let helps):
            problem =
                "The opening exercise alone is longer than the window, by \(Self.minutes(missing))."
            remedy = Self.text(of: helps)
        case .endTooNear(let seconds, let minimum):
            problem =
                "The end would be \(Int(seconds)) s away; at least \(Int(minimum)) s are needed."
            remedy = "Choose a later end."
        case .programmeOver: problem = "The programme is over."
        case .unknownTrack(let title): problem = "“\(title)” is not part of the programme."
        }
        self.init(.data, problem, remedy: remedy)
    }

    private static func minutes(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        return "\(whole / 60) min \(whole % 60) s"
    }

    private static func text(of helps: [PlanError.Help]) -> String {
        let texts = helps.map { help in
            switch help {
            case .moreReserve: "add reserve pieces to the playlist"
            case .shorterWindow: "choose a shorter window"
            case .natural: "render with --natural for the playlist's own length"
            case .shorterOpening: "use a shorter opening exercise, or none"
            }
        }
        guard let first = texts.first else { return "Choose another playlist." }
        let all = ([first.prefix(1).uppercased() + first.dropFirst()] + texts.dropFirst())
        return all.joined(separator: ", or ") + "."
    }
}
