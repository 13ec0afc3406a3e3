public import ArgumentParser
public import MusikRecord
internal import MusikSeal
internal import MusikStore
internal import MusikTrial

extension Exported.Arms: ExpressibleByArgument {}

extension RecordsCommand {
    /// `musik-play records export`.
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a trial's analysis table, for statistics and for REDCap.",
            discussion: """
                The new folder holds the table (a row for each participant and session), REDCap's \
                data dictionary and import of the same values, and a list of all digests.

                --arms none leaves the arm out, and all that follows from it; coded has a letter in \
                the arm's place; named has everything. The last two are refused before the data are \
                locked, except to the safety board, and whenever the data are not the ones that \
                were locked. Every export is an event.

                EXAMPLES
                  musik-play records export table --as ST
                  musik-play records export table --merged all-sites --arms named --as ST
                """)

        @Argument(
            help: ArgumentHelp("The new folder.", valueName: "folder"), completion: .directory)
        var folder: String
        @OptionGroup var chosen: TrialDataOptions
        @Option(help: "What it tells of the arms: none, coded or named.")
        var arms = Exported.Arms.none
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let surroundings = Surroundings.current()
            let store = try options.storeForAll(in: surroundings)
            let closure = try TrialClosure(store)
            let isOpen = arms == .none || closure.isLocked
            let author = try author.author(
                as: isOpen ? .statistician : .safetyBoard,
                or: [.statistician, .coordinator, .safetyBoard], in: store, surroundings)
            guard isOpen || author.role == .safetyBoard else {
                throw Failure(
                    .noPermission,
                    "The data are not locked: until then, arms are for the safety board alone.",
                    remedy: "“musik-play trial check” shows what is in the way of their lock.")
            }
            let (data, table) = try chosen.read(store)
            if arms != .none && author.role != .safetyBoard {
                try requireLocked(table, by: closure)
            }
            let letters = try letters(data, closure)
            let export = try TrialExport(
                table, of: data, arms: arms, letters: letters ?? [:],
                lock: try closure.isLocked && closure.lock?.body.table == table.digest()
                    ? closure.lock?.entry : nil)
            RecordMark.print(for: store)
            // The event first: nothing leaves the record unrecorded.
            try recording { () throws(StoreError) in
                _ = try store.append(
                    .exported(
                        Exported(
                            trial: data.name, arms: arms, table: export.table,
                            parts: data.sites.map(\.part), letters: letters)),
                    by: author)
            }
            try export.write(to: folder)
            print(
                "\(counted(table.rows.count, "row", "rows")) in \(folder)/\(TrialExport.tableFile)"
                    + (table.leftOut == 0
                        ? ""
                        : "; \(counted(table.leftOut, "participant", "participants")) left out, "
                            + "who wanted it so"))
            for file in export.files { print("  \(file.name)") }
        }

        /// Makes sure that the data are the ones that were locked.
        /// - Throws: 77 where they are not.
        private func requireLocked(
            _ table: AnalysisTable, by closure: TrialClosure
        ) throws(Failure) {
            guard let lock = closure.lock, try table.digest() == lock.body.table else {
                throw Failure(
                    .noPermission, "These are not the data that were locked.",
                    remedy: "Export what was locked, with --merged where it was merged; or unlock, "
                        + "and lock these.")
            }
        }

        /// The letters that stand for the arms, drawn where that was not done yet; nil where none
        /// are needed.
        private func letters(
            _ data: TrialData, _ closure: TrialClosure
        ) throws(Failure) -> [String: String]? {
            if arms != .coded || closure.letters != nil { return closure.letters }
            let drawn = data.design.arms.map { ($0.name, SecureChance.bytes(16)) }
                .sorted { $0.1.lexicographicallyPrecedes($1.1) }
            return Dictionary(
                uniqueKeysWithValues: zip(drawn, "ABCDEF").map { ($0.0, String($1)) })
        }
    }
}
