internal import ArgumentParser
internal import MusikMeasures
internal import MusikModel
internal import MusikRecord
internal import MusikStore

extension RecordsCommand {
    /// `musik-play records correct`.
    struct Correct: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Correct an entry that was mistyped.",
            discussion: """
                The entry stays, and another of its kind takes its place, with your code and the \
                reason. A field that is left out stays as it is; FIELD= empties one. Answers of a \
                questionnaire are scored anew. What nobody typed, such as the sound and the steps, \
                can't be corrected. An entry's number is in “records list” and in reports; a field \
                that doesn't exist is answered with those that do.

                EXAMPLES
                  musik-play records correct 41 --set systolic=120 --reason mistyped --as NB
                  musik-play records correct 57 --set ease=70 --set "lettingGo=by the sea" \
                --reason "the wrong page" --as NB
                  musik-play records correct 60 --set answers.3=2 --reason mistyped --as NB
                  musik-play records correct 44 --set severity=mild --set outcome=resolved \
                --reason "seen by the physician" --as NB
                """)

        @Argument(help: "The entry's number.")
        var number: Int
        @Option(
            name: .customLong("set"), parsing: .singleValue,
            help: ArgumentHelp("A field and what it should be.", valueName: "field=value"),
            transform: change)
        var changes: [FieldChange]
        @Option(help: "Why it is corrected.")
        var reason: String
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func validate() throws {
            if changes.isEmpty { throw ValidationError("--set says what it should be.") }
            if reason.trimmed.isEmpty { throw ValidationError("A correction has a --reason.") }
        }

        func run() throws {
            let surroundings = Surroundings.current()
            let (store, author) = try options.store(for: author, as: .clinician)
            let known = try recording { () throws(StoreError) in try store.event(number) }
            guard let known else {
                throw Failure(
                    .usage, "There is no such entry in \(store.path).",
                    remedy: "“musik-play records list” shows all.")
            }
            if let patient = known.concern.subject { try store.requireUnlocked(patient) }
            if case .answered(let answered) = known.body, let visit = answered.visit {
                throw Failure(
                    .noPermission, "A rating is corrected by its rater alone.",
                    remedy: "That is “musik-play rate \(known.concern.subject?.text ?? "PATIENT") "
                        + "--visit \(visit) --correct WHY”.")
            }
            let correction = try EntryCorrection(
                of: known.body, setting: changes,
                instruments: .site(options.data.folder(in: surroundings)))
            var concern = known.concern
            concern.corrects = number
            let main = RecordDraft(
                correction.body, concern: concern, reason: Note(reason.trimmed))
            concern.corrects = nil
            let flags = correction.flags.map { raised in
                RecordDraft(
                    .flagChanged(
                        FlagChanged(
                            instrument: raised.instrument.id, item: raised.flag.item,
                            isAcknowledged: false)), concern: concern)
            }
            let written = try recording { () throws(StoreError) in
                try store.append([main] + flags, by: author)
            }
            RecordMark.print(for: store)
            let kind = correction.body.kind.rawValue
            let by = written.first { $0.event.concern.corrects == number }?.number ?? 0
            print("Entry \(number) (\(kind)) is corrected by entry \(by).")
            for (flag, instrument) in correction.flags {
                let plan = flag.plan.text(preferring: surroundings.language)
                print(
                    "!!! \(instrument.name), item \(flag.item): \(flag.id)\n!!! "
                        + (plan ?? "The site has set no plan: follow its own procedure now."))
            }
        }
    }
}

/// Reads what `--set` takes.
private func change(_ text: String) throws -> FieldChange {
    guard let change = FieldChange(parsing: text) else {
        throw ValidationError("“\(text)” is no FIELD=VALUE.")
    }
    return change
}
