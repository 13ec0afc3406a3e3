internal import FoundationEssentials
internal import MusikALSA
internal import MusikEngine
internal import MusikKeeper
internal import MusikModel
internal import MusikSoundFile

/// What an engine's process is told of its outputs and sound files.
struct EngineWiring: Codable {
    /// The outputs as they would be typed, in order.
    var outputs: [String]
    /// What is in the files of sound that came with the process.
    var sound: SharedIndex
}

/// This program as an engine's process, or as its keeper.
enum EngineProcess {
    /// Runs as either where the first argument says so, to the end; returns the code to exit with, nil
    /// where this is a command.
    static func run(_ arguments: [String]) -> Int32? {
        let code: Int32? =
            switch arguments.first {
            case Keeper.argument: Keeper.run(Array(arguments.dropFirst()))
            case EngineHost.argument: EngineHost.run(Array(arguments.dropFirst()), wiring)
            default: nil
            }
        if code == Sysexit.usage.rawValue {
            let failure = Failure(
                .usage, "“musik-play \(arguments[0])” is started by a session, and by nobody else.",
                remedy: "“musik-play session --help” says how a session is started.")
            complain(failure.description)
        }
        return code
    }

    private static var wiring: EngineHost.Wiring {
        EngineHost.Wiring(
            equip: equip,
            tell: { error in
                ToldError(
                    english: SoundFileText.reason(error, .english),
                    french: SoundFileText.reason(error, .french))
            },
            encode: { error in
                (try? JSONEncoder().encode(SessionStage.failure(opening: error))) ?? Data()
            })
    }

    private static func equip(_ order: EngineOrder, _ files: [Int32]) throws -> EngineEquipment {
        // Before the first worker thread, so that all of them are within what is locked.
        let rights = RealTimeRights.acquire()
        let wiring = try JSONDecoder().decode(EngineWiring.self, from: order.wiring)
        return EngineEquipment(
            library: try LoadedLibrary(wiring.sound, files: files),
            outputs: try wiring.outputs.map { try SessionOutputs.output(OutputName(parsing: $0)) },
            threadPrologue: { rights.raiseThreadAhead() })
    }
}
