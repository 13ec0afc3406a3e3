internal import ArgumentParser
internal import MusikRecord
internal import MusikStore

/// `musik-play settings`.
struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "See and change how this site works.",
        subcommands: [Show.self, Set.self, Calibrate.self], defaultSubcommand: Show.self)

    /// `musik-play settings show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the settings.")

        @Flag(help: "Print a JSON object.")
        var json = false
        @OptionGroup var options: RecordOptions

        func run() throws {
            let store = try options.storeForStaff()
            let settings = try recording { () throws(StoreError) in try store.settings() }
            if json {
                print(try jsonText(settings))
                return
            }
            RecordMark.print(for: store)
            for line in settings.lines { print(line) }
        }
    }

    /// `musik-play settings set`.
    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change settings; each change is an event of the record.",
            discussion: """
                Only what is named changes. A session keeps the settings with which it began.

                EXAMPLES
                  musik-play settings set --readings 0,10,20,30,40 --reason "new monitor" --as NB
                  musik-play settings set --debrief music=endOfInfusion --reason "both alike" --as NB
                """)

        @Flag(
            inversion: .prefixedNo, help: "Patients' names may be kept, as notes beside the record."
        )
        var names: Bool?
        @Flag(
            inversion: .prefixedNo,
            help: "A patient's wish may lead to the other arm's programme; otherwise to quiet.")
        var otherProgramme: Bool?
        @Option(
            help: ArgumentHelp("The planned length of an infusion.", valueName: "time"),
            transform: TimeSpan.init(parsing:))
        var infusion: TimeSpan?
        @Option(
            help: ArgumentHelp(
                "The infusion's minutes at which blood pressure is asked for, with commas.",
                valueName: "minutes"),
            transform: minutes)
        var readings: [Double]?
        @Option(
            help: ArgumentHelp(
                "From one reading to the next after the infusion.", valueName: "time"),
            transform: TimeSpan.init(parsing:))
        var readingInterval: TimeSpan?
        @Option(
            help: ArgumentHelp(
                "From one check-in to the next in the arms without music.", valueName: "time"),
            transform: TimeSpan.init(parsing:))
        var checkIns: TimeSpan?
        @Option(
            help: ArgumentHelp(
                "When the debrief begins in an arm: endOfInfusion or endOfProgramme.",
                valueName: "arm=rule"),
            transform: debriefRule)
        var debrief: [DebriefSetting] = []
        @Option(help: "Why it changes.", transform: givenReason)
        var reason: String
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let (store, author) = try options.store(for: author, as: .coordinator)
            let before = try recording { () throws(StoreError) in try store.settings() }
            let settings = changed(before)
            try settings.replace(
                before, in: store, by: author, reason: reason,
                help: "“musik-play settings set --help” shows what can be set.")
        }

        private func changed(_ settings: SiteSettings) -> SiteSettings {
            var settings = settings
            if let names { settings.allowsNames = names }
            if let otherProgramme { settings.allowsOtherProgramme = otherProgramme }
            if let infusion { settings.infusionMinutes = infusion.seconds / 60 }
            if let readings { settings.readings = readings }
            if let readingInterval { settings.readingInterval = readingInterval.seconds / 60 }
            if let checkIns { settings.checkInInterval = checkIns.seconds / 60 }
            for change in debrief { settings.debrief[change.arm.rawValue] = change.rule }
            return settings
        }
    }
}

/// When the debrief begins in one arm.
struct DebriefSetting: Hashable, Sendable {
    var arm: SupportArm
    var rule: DebriefRule
}

/// Reads `music=endOfInfusion`.
private func debriefRule(_ text: String) throws -> DebriefSetting {
    let halves = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard halves.count == 2, let arm = SupportArm(rawValue: halves[0]),
        let rule = DebriefRule(rawValue: halves[1])
    else {
        throw ValidationError(
            "“\(text)” is no rule; write for example music=endOfProgramme or cues=endOfInfusion.")
    }
    return DebriefSetting(arm: arm, rule: rule)
}

/// Reads minutes with commas between them.
private func minutes(_ text: String) throws -> [Double] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let values = parts.map { Double($0) }
    guard values.allSatisfy({ $0?.isFinite == true }) else {
        throw ValidationError("“\(text)” are no minutes; write for example 0,10,20,30,40.")
    }
    return values.compactMap { $0 }
}

extension SiteSettings {
    /// The settings, one a line.
    var lines: [String] {
        func span(_ minutes: Double) -> String {
            TimeSpan(milliseconds: Int((minutes * 60_000).rounded())).description
        }
        let rules = SupportArm.allCases.map { "\($0.rawValue)=\(debriefRule($0).rawValue)" }
        return [
            "names of patients     "
                + (allowsNames ? "allowed, as notes beside the record" : "refused"),
            "other programme       "
                + (allowsOtherProgramme ? "where the patient wishes it" : "never: quiet instead"),
            "infusion              \(span(infusionMinutes))",
            "blood pressure        at \(readings.map(span).joined(separator: ", ")), then every "
                + span(readingInterval),
            "check-ins             every \(span(checkInInterval)), without music",
            "debrief               \(rules.joined(separator: ", "))",
        ] + (calibrations ?? []).map { "measured              \($0.line)" }
    }
}

extension SiteSettings {
    /// Puts these settings on record in the place of others, and prints them.
    ///
    /// - Parameter help: what to do where they can't be.
    /// - Throws: 64 where they can't be; what keeps them from being written.
    func replace(
        _ before: SiteSettings, in store: RecordStore, by author: RecordAuthor, reason: String,
        help: String
    ) throws(Failure) {
        if let problem { throw Failure(.usage, "That can't be: \(problem).", remedy: help) }
        if self == before {
            print("Nothing changes: that is how it is.")
            return
        }
        _ = try recording { () throws(StoreError) in
            try store.append(
                [RecordDraft(.settingsChanged(self), reason: Note(reason))], by: author)
        }
        RecordMark.print(for: store)
        for line in lines { print(line) }
    }
}
