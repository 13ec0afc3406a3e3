internal import Dispatch
internal import FoundationEssentials
internal import MusikConsole
internal import MusikKeeper
internal import MusikModel
internal import MusikRecord
private import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// Starts sessions that the console alone leads: each a process of its own, which outlives the console.
final class SessionStarter: Sendable {
    /// What a session is started with unless the page says otherwise.
    struct Usual: Sendable {
        /// The devices.
        var headphones: OutputName?
        /// The room's.
        var speakers: OutputName?
        /// The window.
        var window: TimeSpan
    }

    /// How long a process is watched for a mistake that it finds at once, in milliseconds.
    private static let watched = 1500

    let usual: Usual
    private let folder: DataFolder
    /// What the last one said that ended with an error; nil as long as none did.
    private let said = Mutex<String?>(nil)

    init(_ folder: DataFolder, usual: Usual) {
        self.folder = folder
        self.usual = usual
    }

    /// How the last session ended that was started here, where it ended with an error.
    var trouble: String? { said.withLock { $0 } }

    /// Starts a patient's session, or takes one back; returns why not, nil where it began.
    func start(_ wanted: ConsoleStart, _ language: Language) -> String? {
        do throws(Failure) {
            return start(try arguments(wanted, language))
        } catch {
            return error.sentences
        }
    }

    /// The command of what is wanted: no field can become an option of its own.
    private func arguments(
        _ wanted: ConsoleStart, _ language: Language
    ) throws(Failure) -> [String] {
        let common = ["--on-console", "--data=\(folder.path)", "--language=\(language.rawValue)"]
        if wanted.isTakenBack { return ["session", "--attach"] + common }
        guard let patient = StudyCode(wanted.patient), let person = ActorCode(wanted.person) else {
            throw Failure(
                .usage, "The record needs to know who you are.",
                remedy: "Your code is \(ActorCode.form).")
        }
        guard let minutes = Int(wanted.minutes), (1...240).contains(minutes) else {
            throw Failure(
                .usage, "“\(wanted.minutes)” is no window.",
                remedy: "A session's is 50 to 60 minutes.")
        }
        var words = ["session", patient.text, "--as=\(person)", "--window=\(minutes)m"] + common
        if !wanted.arm.isEmpty { words.append("--arm=\(wanted.arm)") }
        for (name, typed, usual) in [
            ("headphones", wanted.headphones, usual.headphones),
            ("speakers", wanted.speakers, usual.speakers),
        ] where !typed.isEmpty {
            // A page names devices; a file could be any of this account's.
            guard !typed.hasPrefix("file:") || typed == usual?.description else {
                throw Failure(
                    .usage, "A session from the page plays to devices, not into files.",
                    remedy: "“musik-play devices” shows which there are.")
            }
            words.append("--\(name)=\(typed)")
        }
        return words
    }

    private func start(_ arguments: [String]) -> String? {
        let path = folder.path + "/console-session.txt"
        let messages = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        let nowhere = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { for file in [messages, nowhere] where file >= 0 { _ = close(file) } }
        guard messages >= 0, nowhere >= 0 else {
            return "\(path) can’t be written: \(errorText(errno))."
        }
        said.withLock { $0 = nil }
        let process: pid_t
        do throws(SpawnRefused) {
            process = try OwnProgram.start(
                arguments: arguments, descriptors: [nowhere, nowhere, messages])
        } catch {
            return "The session’s process can’t be started: \(errorText(error.code))."
        }
        let ended = DispatchSemaphore(value: 0)
        DispatchQueue.global().async { [self] in
            var status: Int32 = 0
            while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
            if status != 0 { said.withLock { $0 = Self.lastWords(path) } }
            ended.signal()
        }
        for _ in 0..<(Self.watched / 50) {
            if ended.wait(timeout: .now() + .milliseconds(50)) == .success { return trouble }
            if let holder = SessionLock.holder(in: folder), holder.pid == process,
                !holder.socketPath.isEmpty
            {
                return nil
            }
        }
        return nil
    }

    /// What a process complained of last.
    private static func lastWords(_ path: String) -> String {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let lines = text.split(separator: "\n").map(String.init)
        let start = lines.lastIndex { $0.hasPrefix("musik-play: ") || $0.hasPrefix("Error: ") }
        let last = lines[(start ?? max(0, lines.count - 2))...].prefix(4)
        return last.map { line in
            for mark in ["musik-play: ", "Error: "] where line.hasPrefix(mark) {
                return String(line.dropFirst(mark.count))
            }
            return line
        }.joined(separator: "\n")
    }
}
