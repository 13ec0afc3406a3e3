internal import Glibc
internal import MusikEngine

/// Asks an engine that nobody leads.
public enum EngineCaller {
    /// Sends a wish, and waits for what became of it.
    ///
    /// - Parameters:
    ///   - address: the path of the engine's socket.
    ///   - seconds: how long an answer is waited for.
    /// - Returns: nil where nobody answers. Any thread but an audio thread.
    public static func ask(
        _ wish: EngineWish, at address: String, seconds: Double = 3
    ) -> EngineOutline? {
        let end = MonotonicClock.nanoseconds + UInt64(seconds * 1e9)
        while MonotonicClock.nanoseconds < end {
            guard let descriptor = EngineAddress.connect(address) else {
                usleep(20_000)
                continue
            }
            let stream = MessageStream(descriptor)
            stream.send(EngineRequest.wish(wish))
            while !stream.isClosed, MonotonicClock.nanoseconds < end {
                stream.wait(milliseconds: 20)
                for case .done(let outline) in stream.receive(EngineAnswer.self) { return outline }
            }
            // The engine was killed before it answered: a wish that toggles is not asked twice.
            if wish != .status { return nil }
        }
        return nil
    }

    /// Ends an engine that has never played, at once.
    public static func end(at address: String) {
        guard let descriptor = EngineAddress.connect(address) else { return }
        let stream = MessageStream(descriptor)
        stream.send(EngineRequest.end)
        for _ in 0..<200 where !stream.isClosed {
            stream.wait(milliseconds: 20)
            _ = stream.receive(EngineAnswer.self)
        }
    }
}
