internal import MusikKeeper

#if canImport(Glibc)
    internal import Glibc
#endif

/// Asks the session that runs on a data folder.
struct ControlClient: Sendable {
    /// How long a session may take to answer, in seconds.
    static let patience = 3

    /// The data folder of the session.
    var folder: DataFolder

    /// Sends a command and returns the session's answer.
    /// - Throws: 69 where no session runs or it doesn't answer, 74 where it answers nonsense.
    func ask(_ command: ControlCommand) throws(Failure) -> String {
        guard let holder = SessionLock.holder(in: folder) else {
            if let address = EngineLock.address(in: folder) {
                return try askEngine(command, at: address)
            }
            throw Failure(
                .unavailable, "No session is running on \(folder.path).",
                remedy: "If it runs with another --data folder or MUSIK_DATA, name that one.")
        }
        let path = holder.socketPath
        guard !path.isEmpty, path.utf8.count <= LocalSocket.longestPath else {
            throw Failure(
                .unavailable,
                "The session (process \(holder.pid)) is before or after its programme.",
                remedy: "It goes on at its own terminal.")
        }
        let descriptor = try ControlProtocol.makeSocket()
        defer { _ = close(descriptor) }
        var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = unsafe setsockopt(
                descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        func silent(_ call: String) -> Failure {
            Failure(
                .unavailable,
                "The session (process \(holder.pid)) doesn't answer: \(call): \(errorText(errno)).",
                remedy: "Use the keys of its own terminal; to end it at once: kill \(holder.pid).")
        }
        let connected = unsafe LocalSocket.withAddress(path) {
            unsafe connect(descriptor, $0, $1)
        }
        guard connected == 0 else { throw silent("connect") }
        let request = Array(command.word.utf8)
        let sent = unsafe request.withUnsafeBytes {
            unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard sent == request.count else { throw silent("send") }
        var bytes = [UInt8](repeating: 0, count: ControlProtocol.maximumAnswer)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
        }
        guard count > 0 else { throw silent("recv") }
        let text = String(decoding: bytes[1..<count], as: UTF8.self)
        guard bytes[0] == ControlProtocol.success else {
            throw Failure(
                .unavailable, "The session refuses “\(command.word)”: \(text).",
                remedy: "Use the keys of its own terminal.")
        }
        return text
    }

    /// Asks the engine that a session's process has left.
    private func askEngine(_ command: ControlCommand, at address: String) throws(Failure) -> String
    {
        let wish: EngineWish =
            switch command {
            case .quiet: .quiet
            case .talk: .talk
            case .stop: .stop
            case .look, .wish: .status
            }
        guard let outline = EngineCaller.ask(wish, at: address, seconds: Double(Self.patience))
        else {
            throw Failure(
                .unavailable, "The player, which a session has left, doesn't answer.",
                remedy: "Take it back with “musik-play session --attach”.")
        }
        guard case .look = command else { return "" }
        do {
            return try jsonText(LeftStatus(outline))
        } catch {
            throw Failure(.software, "\(error)", remedy: "Report this with what you typed.")
        }
    }
}

/// What `musik-play status` prints of a programme that plays without its session.
private struct LeftStatus: Encodable {
    let phase = "left"
    let elapsedSeconds: Double
    let totalSeconds: Double
    let paused: Bool
    let quiet: Bool
    let talkOver: Bool
    let enginePid: Int32

    init(_ outline: EngineOutline) {
        elapsedSeconds = (outline.elapsedSeconds * 10).rounded() / 10
        totalSeconds = (outline.totalSeconds * 10).rounded() / 10
        paused = outline.isPaused
        quiet = outline.isQuiet
        talkOver = outline.isTalkingOver
        enginePid = outline.process
    }
}
