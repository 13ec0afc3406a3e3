internal import FoundationEssentials
internal import MusikConsole
internal import MusikModel
private import Synchronization

/// The session of a data folder as the console reaches it: through its socket, as another terminal.
///
/// What may be looked at is what `musik-play status` shows, to whoever started the console: as soon as
/// that person may no longer learn an arm, nothing of it is shown any more, and silence, speech and
/// the end can still be asked for.
final class ControlledSession: ConsoleSubject {
    private let folder: DataFolder
    private let surroundings: Surroundings
    private let client: ControlClient
    private let refusal = Mutex<(reason: String?, looked: ContinuousClock.Instant?)>((nil, nil))

    /// Who may look is looked up again after so long, because somebody may sign in or out.
    private static let freshness = Duration.seconds(2)

    init(_ folder: DataFolder, _ surroundings: Surroundings) {
        self.folder = folder
        self.surroundings = surroundings
        client = ControlClient(folder: folder)
    }

    func look(_ language: Language) -> ConsoleSight {
        if let reason = reason() { return .refused(reason) }
        let text: String
        do {
            text = try client.ask(.look(SessionView(language)))
        } catch {
            return unseen()
        }
        if let picture = decoded(ConsolePicture.self, text) { return .session(picture) }
        if let left = decoded(Left.self, text) {
            return .left(isQuiet: left.quiet, isTalkingOver: left.talkOver)
        }
        return unseen()
    }

    /// What to say of a session that shows no picture.
    private func unseen() -> ConsoleSight {
        guard let holder = SessionLock.holder(in: folder) else { return .nothing }
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

    /// Why nothing may be shown; nil where it may.
    private func reason() -> String? {
        let now = ContinuousClock.now
        let (known, looked) = refusal.withLock { $0 }
        if let looked, now - looked < Self.freshness { return known }
        var reason: String?
        do {
            try folder.admitReader(surroundings)
        } catch {
            reason = error.description
        }
        refusal.withLock { [reason] in $0 = (reason, now) }
        return reason
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
