internal import ArgumentParser

/// The option that every command with data has.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder in which data is kept.",
            discussion: "Otherwise MUSIK_DATA, or musik-play in the XDG data home.",
            valueName: "dir"),
        completion: .directory)
    var data: String?

    /// The folder that is meant.
    func folder(in surroundings: Surroundings) throws(Failure) -> DataFolder {
        guard !Served.isServed || data == nil else {
            throw Failure(
                .noPermission, "The service has one record, and opens no other.",
                remedy: "Leave --data out.")
        }
        return try DataFolder(
            option: data, environment: surroundings.environment,
            currentFolder: surroundings.currentFolder)
    }
}
