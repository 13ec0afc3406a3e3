internal import ArgumentParser
internal import MusikModel
internal import MusikProgramme

/// How a programme is made, for a session and for a file alike.
struct ProgrammeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How long neighbours overlap; 0 trims nothing.", valueName: "shortest..longest"),
        transform: OverlapChoice.init(parsing:))
    var overlap: OverlapChoice = .standard

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The loudness of every piece in LUFS; off leaves all as it is (render only).",
            discussion: "With off the peak guard is off as well.", valueName: "level"),
        transform: LoudnessChoice.init(parsing:))
    var loudness: LoudnessChoice = .standard

    @Option(
        help: ArgumentHelp(
            "The shape of the intensity: flat, domino, clements or a file.", valueName: "arc"),
        completion: .list(["flat", "domino", "clements"]), transform: ArcChoice.init(parsing:))
    var arc: ArcChoice = .flat

    /// Whether nothing was asked for.
    var isUsual: Bool { overlap == .standard && loudness == .standard && arc == .flat }

    /// Puts what is asked for into a request.
    /// - Throws: 66 where the arc can't be read, 65 where it holds no curve.
    func apply(to request: inout PlanRequest) throws(Failure) {
        request.loudness = loudness.target
        request.overlap = overlap.planned
        request.arc = try arc.planned()
    }

    /// Checks what only the disk can tell.
    /// - Throws: 66 for a missing arc.
    func checkFiles() throws(Failure) {
        if case .file(let path) = arc { try NamedFile(path).requireReadable(as: "the arc") }
    }
}
