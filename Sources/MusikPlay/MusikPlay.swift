internal import ArgumentParser

#if canImport(Glibc)
    internal import Glibc
#endif

/// The command line.
@main
struct MusikPlay: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "musik-play",
        abstract: "The music of an infusion session.",
        discussion: """
            Plays a planned programme of music, or of mindfulness cues and quiet, that ends on the \
            planned second, on headphones and speakers at once.

            While a session runs, quiet, talk, stop and status work from any terminal of the \
            account. To silence everything at once: musik-play quiet

            EXIT CODES
              0 done; 64 wrong usage; 65 wrong content; 66 missing input; 69 device or session \
            not available; 70 a mistake in musik-play; 73 output can't be created; 74 reading or \
            writing failed; 77 no permission; 78 wrong set-up.

            COMPLETIONS
              musik-play --generate-completion-script bash (or zsh, fish)
            """,
        version: "musik-play 0.1.0",
        subcommands: [
            SessionCommand.self, RenderCommand.self, PlaylistCommand.self, CuesCommand.self,
            DevicesCommand.self, InitCommand.self, PatientCommand.self, CourseCommand.self,
            DebriefCommand.self, CardCommand.self, ReportCommand.self, RecordsCommand.self,
            LibraryCommand.self, BackupCommand.self, SettingsCommand.self, DoctorCommand.self,
            EnrolCommand.self, ConsentCommand.self, RandomizeCommand.self, RateCommand.self,
            BlindingCommand.self,
            TrialCommand.self, PeopleCommand.self, SignInCommand.self, SignOutCommand.self,
            ServiceCommand.self, ServeCommand.self, QuietCommand.self, TalkCommand.self,
            StopCommand.self, StatusCommand.self,
        ])

    /// Runs the command of the arguments and ends the process with a code of sysexits.h.
    static func main() {
        do {
            try Served.begin()
            let arguments = Array(CommandLine.arguments.dropFirst())
            if !Served.isServed, let code = EngineProcess.run(arguments) { Glibc.exit(code) }
            let environment = Surroundings.current().environment
            if let service = ServiceClient(arguments, environment) {
                try service.run(arguments, environment)
            }
            var command = try parseAsRoot()
            if Served.isServed { try ServedAdmission.check(command, .current()) }
            try command.run()
        } catch let failure as Failure {
            complain(failure.description)
            Glibc.exit(failure.exit.rawValue)
        } catch {
            exit(withError: error)
        }
    }
}
