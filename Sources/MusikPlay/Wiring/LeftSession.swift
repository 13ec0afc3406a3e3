internal import ArgumentParser
internal import FoundationEssentials
internal import MusikKeeper
internal import MusikSoundFile

/// A session whose process has ended while its programme went on.
struct LeftSession {
    /// The path of the engine's socket.
    let address: String
    let engine: KeptEngine.Left
    let beginning: SessionHandover.Beginning
    let moment: SessionHandover.Moment
    /// The options that it was started with.
    let options: SessionOptions

    /// The session that was left on a data folder; nil where there is none. An engine that has not
    /// played yet is ended: nothing is lost with it.
    /// - Throws: 69 where the engine doesn't answer.
    init?(in folder: DataFolder) throws(Failure) {
        guard let address = EngineLock.address(in: folder) else { return nil }
        guard let outline = EngineCaller.ask(.status, at: address) else {
            throw Failure(
                .unavailable, "A player runs on \(folder.path), and doesn't answer.",
                remedy: "Try again; if it goes on, end the processes “musik-play keeper” and "
                    + "“musik-play engine”.")
        }
        do {
            let engine = try KeptEngine.left(outline) { order in
                (try? JSONDecoder().decode(EngineWiring.self, from: order.wiring))?.sound.fileCount
                    ?? 0
            }
            guard outline.isPlaying, let left = SessionHandover.read(engine.session),
                let command = try MusikPlay.parseAsRoot(left.beginning.arguments)
                    as? SessionCommand
            else {
                EngineCaller.end(at: address)
                return nil
            }
            self.address = address
            self.engine = engine
            beginning = left.beginning
            moment = left.moment
            options = command.options
        } catch {
            throw Failure(
                .unavailable, "The player that a session left can't be taken back: \(error)",
                remedy: "Silence it with “musik-play quiet”, or end it with “musik-play stop”.")
        }
    }

    /// Why no other session starts now.
    func refusal(_ folder: DataFolder) -> Failure {
        Failure(
            .unavailable,
            "The programme of a session that broke off still plays on \(folder.path).",
            remedy: "Take it back with “musik-play session --attach”; to silence it at once: "
                + "“musik-play quiet”.")
    }
}
