internal import FoundationEssentials
internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime
internal import MusikRecord
internal import MusikStore

/// What the log of a session says that its first output delivered.
///
/// The last plan holds all that sounded before it; with the commands and the turns of the bed at
/// the frames at which they took effect it gives every delivered frame again.
struct SessionRecord {
    /// The last plan, which keeps whatever had sounded.
    private(set) var programme: Programme
    /// The commands that took effect, in order.
    private(set) var script: [OfflineRenderer.ScriptedCommand] = []
    /// The turns of the bed that stood in for a late mix, in order.
    private(set) var turns: [OfflineRenderer.ScriptedTurn] = []
    /// The level at which the output started.
    private(set) var startLevel: Decibels = 0
    /// How many frames were delivered.
    private(set) var frames: FrameCount = 0
    /// How often the device was away or broke off: what it didn't play was delivered all the same.
    private(set) var interruptions = 0

    /// How often a bed stood in for the programme.
    var bedCount: Int {
        zip([false] + turns.map(\.turn.isOn), turns.map(\.turn.isOn)).count { !$0 && $1 }
    }

    private var isFinished = false
    private var hasEnded = false

    /// Reads the last session of a file of events.
    /// - Throws: 66 where the file can't be read, 65 where it can't prove what was delivered.
    init(path: String) throws(Failure) {
        try self.init(
            try NamedFile(path).read(as: "the record of a session", most: 1 << 30), path: path)
    }

    /// Reads a session from the record of a data folder.
    /// - Throws: 66 where there is no such session, 65 where it can't prove what was delivered, 77
    ///   for whoever may not read it.
    init(
        _ session: SessionCode, in data: DataFolder, _ surroundings: Surroundings
    ) throws(Failure) {
        let store = try data.recordForReading(surroundings)
        let events = try recording { () throws(StoreError) in try store.events(of: session) }
        guard !events.isEmpty else {
            throw Failure(
                .noInput, "The record knows nothing of a session \(session).",
                remedy: "“musik-play patient show \(session.patient)” shows what there is.")
        }
        try self.init(session, events: events)
    }

    /// Reads the sound of a session from its events.
    /// - Throws: 65 where it can't prove what was delivered.
    init(_ session: SessionCode, events: [RecordedEvent]) throws(Failure) {
        var lines: [Data] = []
        for case .soundLine(let sound) in events.map(\.event.body) {
            guard let line = try? JSONEncoder().encode(sound.line) else {
                preconditionFailure("what was read is written again")
            }
            lines.append(line)
        }
        try self.init(Data(lines.joined(separator: [10])), path: "\(session)")
    }

    /// Reads the last session of events.
    /// - Throws: 65 where they can't prove what was delivered.
    init(_ data: Data, path: String) throws(Failure) {
        func refuse(_ problem: String, _ remedy: String) -> Failure {
            Failure(.data, "\(path) \(problem).", remedy: remedy)
        }
        let lines = data.split(separator: 10).map {
            try? JSONDecoder().decode(SessionEventLine.self, from: Data($0))
        }
        // Sessions are appended to one another; each begins with its first plan.
        let begins = { (line: SessionEventLine?) in line?.reason == "start" }
        guard let first = lines.lastIndex(where: begins), let programme = lines[first]?.programme
        else {
            throw refuse(
                "holds no plan of a session",
                "Give the file that a session wrote with --events.")
        }
        self.programme = programme
        for (place, line) in lines[first...].enumerated() {
            guard let line else {
                throw refuse(
                    "is damaged at line \(first + place + 1)",
                    "Take it from the disk it was written to, or from a copy of it.")
            }
            if let fault = take(line) {
                throw refuse(
                    "can't be rendered exactly: \(fault)",
                    "Judge what was heard from its lines themselves.")
            }
        }
        guard hasEnded else {
            throw refuse(
                "stops before its session ended",
                "If that session runs still, wait for its end; if it broke off, so did its record.")
        }
        guard script.contains(where: { $0.command.kind == .play }), frames > 0 else {
            throw refuse("tells of a session that played nothing", "Choose another.")
        }
    }

    /// Takes up a line; what makes a rendering impossible, where it does.
    private mutating func take(_ line: SessionEventLine) -> String? {
        let delivered = FrameCount(line.deliveredFrame)
        switch line.event {
        case "planned": if let programme = line.programme { self.programme = programme }
        case "linesLost": return counted(line.lines ?? 0, "line is", "lines are") + " missing"
        case "framesMissing": return "the mix lacked frames of a piece"
        case "ended":
            hasEnded = true
            // Stopped while it was paused: nothing more was delivered.
            if !isFinished { frames = delivered }
        default: break
        }
        guard line.output == 0 else { return nil }
        switch line.event {
        case "startLevel": startLevel = Decibels(line.value ?? 0)
        case "eventsLost": return "events of the output are missing"
        case "starved": return "the output starved at frame \(line.deliveredFrame)"
        case "jumped": return "the output jumped at frame \(line.deliveredFrame)"
        case "applied":
            guard let command = FeedCommand(line) else { return "it names an unknown command" }
            script.append(.init(frame: delivered, command: command))
        case "bed":
            let turn = BedTurn(
                isOn: line.command == "on", gain: Float(line.value ?? 0),
                fade: Int32(clamping: line.frames ?? 0))
            turns.append(.init(frame: delivered, turn: turn))
        case "rewound":
            // Taken back unheard: what took effect after it is void and comes again. What did so at
            // the very frame went into the block before, and stays.
            script.removeAll { $0.frame > delivered }
            turns.removeAll { $0.frame > delivered }
            if frames >= delivered { isFinished = false }
        case "finished":
            isFinished = true
            frames = delivered
        case "device": if FeedCommand.interruptions.contains(line.command) { interruptions += 1 }
        default: break
        }
        return nil
    }
}

extension FeedCommand {
    /// The device's events after which not all that was delivered was heard.
    fileprivate static let interruptions: Set<String?> = [
        "underrun", "lostTime", "lost", "resumed",
    ]

    /// The command of an `applied` line; nil for a name that none has.
    fileprivate init?(_ line: SessionEventLine) {
        let kinds = (0...UInt8.max).lazy.compactMap(Kind.init)
        guard let kind = kinds.first(where: { "\($0)" == line.command }) else { return nil }
        self.init(kind, value: Float(line.value ?? 0))
    }
}
