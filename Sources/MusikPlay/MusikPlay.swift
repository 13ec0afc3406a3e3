internal import ArgumentParser

@main
struct MusikPlay: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "musik-play")
}
