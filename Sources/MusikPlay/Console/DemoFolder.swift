internal import FoundationEssentials
internal import MusikKeeper
internal import MusikRecord

#if canImport(Glibc)
    internal import Glibc
#endif

/// A filled example for the console: a rehearsal's folder that is thrown away, with a patient after one
/// session and two before theirs.
///
/// It is filled by the commands that fill a real one.
final class DemoFolder {
    /// Who acts in it.
    private static let actor = "DEMO"
    /// The session that was held: its answers, and the keys at seconds of its programme.
    private static let held = """
        {"answers": {"checkIn.note": "slept well", "music.mood": 62, "intentions.text": "to let go", \
        "gate.systolic": 128, "gate.diastolic": 82, "gate.heartRate": 64, "gate.saturation": 98, \
        "gate.isStable": true, "gate.isReady": true, "gate.consents": true, \
        "debrief.lettingGo": "towards the middle", "debrief.ease": 70, "preferences.liking": 74, \
        "preferences.resonance": 66, "preferences.openness": 80, \
        "preferences.wish": "slower at the end", "nextPlan.text": "a walk each day", \
        "discharge.isReady": true, "discharge.isStable": true, "discharge.isReminded": true}, \
        "keys": [{"at": 0, "keys": "\\r"}, {"at": 5, "keys": "i"}, {"at": 60, "keys": "b13284\\r"}, \
        {"at": 300, "keys": "a"}, {"at": 420, "keys": "b12680\\r"}, {"at": 540, "keys": "j"}]}
        """

    let folder: DataFolder

    /// Makes and fills a folder.
    ///
    /// - Parameter say: is told what is being done, since it takes some seconds.
    /// - Throws: what kept a command from doing its part.
    init(_ surroundings: Surroundings, say: (String) -> Void) throws(Failure) {
        let path = try RehearsalFolder.make(surroundings.environment)
        folder = try DataFolder(
            option: path, environment: surroundings.environment,
            currentFolder: surroundings.currentFolder)
        do throws(Failure) {
            try fill(say)
        } catch {
            remove()
            throw error
        }
    }

    deinit { remove() }

    private func remove() { try? FileManager.default.removeItem(atPath: folder.path) }

    private func fill(_ say: (String) -> Void) throws(Failure) {
        let today = RecordClock.system.wall().day
        let answers = folder.path + "/answers.json"
        guard FileManager.default.createFile(atPath: answers, contents: Data(Self.held.utf8)) else {
            throw Failure(
                .cannotCreate, "\(answers) can't be written.", remedy: "Make room on its disk.")
        }
        say("Making an example …")
        try run("init", "--site", "DEMO", "--rehearsal")
        for (patient, language, day) in [
            ("M01-001", "en", -3), ("M01-002", "fr", 0), ("M01-003", "en", 1),
        ] {
            try run("patient", "add", patient, "--language", language)
            try run("course", "start", patient, "--from", "\(today.adding(days: day))")
        }
        say("Holding the first session of it, some hundred times as fast …")
        try run(
            "session", "M01-001", "--answers", answers, "--window", "10m", "--no-landing",
            "--headphones", "null:?speed=200")
    }

    /// Runs a command of this program on the folder to its end.
    private func run(_ words: String...) throws(Failure) {
        let nowhere = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { _ = close(nowhere) }
        var status: Int32 = 0
        do {
            let process = try OwnProgram.start(
                arguments: words + ["--as", Self.actor, "--data", folder.path],
                descriptors: [nowhere, nowhere, STDERR_FILENO])
            while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
        } catch {
            throw Failure(
                .unavailable, "\(words[0]) can't be started: \(error)",
                remedy: "End other programs and try again.")
        }
        guard status == 0 else {
            throw Failure(
                .software, "The example can't be made: “\(words.joined(separator: " "))” failed.",
                remedy:
                    "What it said stands above; “musik-play doctor” shows what the machine lacks.")
        }
    }
}
