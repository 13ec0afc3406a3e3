internal import FoundationEssentials
internal import MusikConsole
internal import MusikModel

/// The session and the record of a data folder as the console reaches them: the session through its
/// socket, as another terminal does, the record by the calls of the commands.
final class ControlledSession: ConsoleSubject {
    private let folder: DataFolder
    private let client: ControlClient
    private let desk: ConsoleRecord
    private let starter: SessionStarter

    /// - Parameter usual: what sessions are started with that are started from the page.
    init(_ folder: DataFolder, usual: SessionStarter.Usual) {
        self.folder = folder
        client = ControlClient(folder: folder)
        desk = ConsoleRecord(folder, usual: usual)
        starter = SessionStarter(folder, usual: usual)
    }

    // MARK: The record

    var hasPeople: Bool { desk.hasPeople }

    func refusal(of person: String?, _ right: ConsoleRight) -> String? {
        desk.refusal(of: person, right)
    }

    func signIn(_ person: String, _ passphrase: String) -> String? {
        desk.signIn(person, passphrase)
    }

    func signOut(_ person: String) { desk.signOut(person) }

    func patient(_ code: String, _ language: Language) -> ConsolePatient? {
        desk.patient(code, language)
    }

    func report(_ session: String, _ language: Language) -> String? {
        desk.report(session, language)
    }

    func sign(_ session: String, by person: String, _ passphrase: String) -> String? {
        desk.sign(session, by: person, passphrase)
    }

    func library(_ search: ConsoleSearch, _ language: Language) -> ConsoleSheet {
        sheet(language) { sheets throws(Failure) in try sheets.library(search) }
    }

    func track(_ id: String, _ language: Language) -> ConsoleSheet? {
        let sheet = try? ConsoleSheets(folder: folder, language: language).track(id)
        return sheet ?? nil
    }

    func trial(_ language: Language) -> ConsoleSheet {
        sheet(language) { sheets throws(Failure) in try sheets.trial() }
    }

    func record(_ language: Language) -> ConsoleSheet {
        sheet(language) { sheets throws(Failure) in try sheets.record() }
    }

    /// A page, or why it can't be made.
    private func sheet(
        _ language: Language, _ make: (ConsoleSheets) throws(Failure) -> ConsoleSheet
    ) -> ConsoleSheet {
        do throws(Failure) {
            return try make(ConsoleSheets(folder: folder, language: language))
        } catch {
            return ConsoleSheet(title: error.problem, note: error.remedy)
        }
    }

    func start(_ start: ConsoleStart, _ language: Language) -> String? {
        starter.start(start, language)
    }

    // MARK: The session

    func look(_ language: Language) -> ConsoleSight {
        let text: String
        do {
            text = try client.ask(.look(SessionView(language)))
        } catch {
            return unseen(language)
        }
        if let picture = decoded(ConsolePicture.self, text) { return .session(picture) }
        if let interview = decoded(ConsoleInterview.self, text) { return .interview(interview) }
        if let left = decoded(Left.self, text) {
            return .left(isQuiet: left.quiet, isTalkingOver: left.talkOver)
        }
        return unseen(language)
    }

    /// What to say of a session that shows no picture.
    private func unseen(_ language: Language) -> ConsoleSight {
        guard let holder = SessionLock.holder(in: folder) else {
            var day = desk.day(language)
            day.trouble = starter.trouble
            return .nothing(day)
        }
        // It listens once its devices are open.
        guard !holder.socketPath.isEmpty else { return .preparing }
        do {
            _ = try client.ask(.look(.status))
            return .preparing
        } catch {
            return .silent(error.description)
        }
    }

    func ask(_ wish: ConsoleWish, _ language: Language) -> String? {
        if case .entry(let entry, let line) = wish, let mistake = PatientCare.mistake(line, entry) {
            return mistake.text(language)
        }
        do {
            _ = try client.ask(try command(for: wish))
            return nil
        } catch {
            return error.description
        }
    }

    /// What the socket understands: a session takes every wish, an engine without one only those that
    /// change what is.
    private func command(for wish: ConsoleWish) throws(Failure) -> ControlCommand {
        guard SessionLock.holder(in: folder) == nil else { return .wish(wish) }
        let text = try client.ask(.look(.status))
        guard let left = decoded(Left.self, text) else { return .wish(wish) }
        switch wish {
        case .quiet(let isOn) where isOn != left.quiet: return .quiet
        case .talkOver(let isOn) where isOn != left.talkOver: return .talk
        case .deed(.stop), .deed(.stopAtOnce): return .stop
        case .quiet, .talkOver: return .look(.status)
        default:
            throw Failure(
                .unavailable, "The session’s own process has gone.",
                remedy: "Take it back with “musik-play session --attach”.")
        }
    }

    /// What an engine says whose session has gone.
    private struct Left: Decodable {
        var quiet: Bool
        var talkOver: Bool
    }

    private func decoded<Value: Decodable>(_ type: Value.Type, _ text: String) -> Value? {
        try? JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
