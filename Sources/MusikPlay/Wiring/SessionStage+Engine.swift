internal import FoundationEssentials
internal import MusikEngine
internal import MusikKeeper
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime
internal import MusikSession
internal import MusikSoundFile

// The engine as a process of its own.
extension SessionStage {
    /// Starts an engine's process for a programme, with its outputs open.
    func launch(
        _ programme: Programme, _ library: LoadedLibrary, _ outputs: SessionOutputs,
        _ levels: [Decibels]?, _ limits: LevelLimits, _ playsBed: Bool
    ) throws(Failure) -> KeptEngine {
        guard let handover = library.handover else {
            preconditionFailure("the preflight of what is heard is in shared memory")
        }
        let address = try ControlServer.path(
            for: data, environment: surroundings.environment, suffix: "-engine")
        let lock = try EngineLock(data, address: address)
        do {
            let wiring = EngineWiring(
                outputs: outputs.places.map(\.name.description), sound: handover.index)
            return try KeptEngine.launch(
                EngineOrder(
                    programme: programme,
                    levels: outputs.places.indices.map { Float(levels?[$0].amplitude ?? 1) },
                    highestLevels: limits.highestLevels(for: programme).map {
                        Float($0.amplitude)
                    }, playsBed: playsBed, wiring: try JSONEncoder().encode(wiring)),
                sounds: handover.files, address: address, lock: lock.descriptor,
                messages: data.path + "/messages.txt",
                // The service's marks are this process's own.
                environment: surroundings.environment.filter {
                    ![ServiceProtocol.servedVariable, ServiceProtocol.foldersVariable]
                        .contains($0.key)
                })
        } catch {
            throw Self.failure(starting: error)
        }
    }

    /// Takes back the programme of a session whose process has ended.
    func takeBack(_ left: LeftSession) throws(Failure) -> Open {
        do {
            let kept = try KeptEngine.takeBack(
                left.engine, address: left.address, seen: left.moment.seen)
            let wiring = try JSONDecoder().decode(
                EngineWiring.self, from: left.engine.order.wiring)
            let library = try LoadedLibrary(wiring.sound, files: left.engine.sounds)
            var request = left.beginning.request
            var other = left.beginning.other
            let meter = library.correlationMeter(at: request.rate, store: nil)
            request.correlation = meter
            other?.correlation = meter
            let outputs = try SessionOutputs(options)
            complain(Phrase.takenBack.text(language))
            return Open(
                plan: left.moment.state.plan, request: request, otherRequest: other,
                title: left.beginning.title, notices: [.takenBack], preflight: nil, other: nil,
                outputs: outputs, levels: nil, limits: try limits(outputs, library),
                engine: kept.link, kept: kept,
                state: left.moment.state.joined(
                    isQuiet: left.engine.outline.isQuiet,
                    isTalkingOver: left.engine.outline.isTalkingOver,
                    ending: left.engine.ending))
        } catch {
            throw Self.failure(starting: error)
        }
    }

    /// What is left to the process that may take this session back.
    func leaving(_ kept: KeptEngine, _ open: Open) -> SessionHandover {
        let beginning = SessionHandover.Beginning(
            arguments: Array(CommandLine.arguments.dropFirst()), title: open.title,
            request: open.request, other: open.otherRequest)
        return SessionHandover(
            kept, open.state == nil ? beginning : nil, seen: kept.link.taken)
    }

    private static func failure(starting error: any Error) -> Failure {
        switch error {
        case let unopened as EngineLink.Unopened:
            (try? JSONDecoder().decode(Failure.self, from: unopened.reason))
                ?? failure(opening: unopened)
        case is EngineLink.Silent:
            Failure(
                .software, "The player's own process doesn't answer.",
                remedy: "Try again; “musik-play doctor” shows what the machine lacks.")
        case let refused as MemoryFile.Refused:
            Failure(
                .unavailable, "\(refused.call) failed: \(errorText(refused.code)).",
                remedy: "End other programs: there is too little memory.")
        case let refused as SpawnRefused:
            Failure(
                .unavailable,
                "The player's own process can't be started: "
                    + "\(errorText(refused.code)).",
                remedy: "End other programs and try again.")
        default: failure(opening: error)
        }
    }
}
