internal import ArgumentParser

/// Sends a command to the running session and prints what it answers.
private func ask(_ command: ControlCommand, _ data: DataOptions) throws {
    let answer = try ControlClient(folder: data.folder(in: .current())).ask(command)
    if !answer.isEmpty { print(answer) }
}

/// `musik-play quiet`.
struct QuietCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quiet",
        abstract: "Silence every output of the running session at once; again brings it back.",
        discussion: "Asks nobody who they are. EXAMPLE: musik-play quiet")
    @OptionGroup var data: DataOptions
    func run() throws { try ask(.quiet, data) }
}

/// `musik-play talk`.
struct TalkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "talk",
        abstract: "Bring the running session down by 20 dB to speak; again brings it back.",
        discussion: "The programme runs on meanwhile. EXAMPLE: musik-play talk")
    @OptionGroup var data: DataOptions
    func run() throws { try ask(.talk, data) }
}

/// `musik-play stop`.
struct StopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "End the running session, without asking again.",
        discussion: "To silence it for a while only, use quiet. EXAMPLE: musik-play stop")
    @OptionGroup var data: DataOptions
    func run() throws { try ask(.stop, data) }
}

/// `musik-play status`.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Print what the running session is doing, as one JSON object.",
        discussion: "Exits with 69 where no session runs, and with 77 for whoever may not know an "
            + "arm. EXAMPLE: musik-play status | jq .phase")
    @OptionGroup var data: DataOptions
    func run() throws {
        let surroundings = Surroundings.current()
        try data.folder(in: surroundings).admitReader(surroundings)
        try ask(.look(.status), data)
    }
}
