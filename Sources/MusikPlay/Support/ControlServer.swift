// The control thread waits in poll() only: nothing a client does, or fails to do, can keep
// another client's “quiet” waiting.
internal import MusikKeeper

#if canImport(Glibc)
    internal import Glibc
#endif

/// Listens for the commands of other terminals of the same account.
final class ControlServer: Sendable {
    /// How a command is answered: done, with a text, or refused, with the reason.
    enum Answer: Hashable, Sendable {
        case done(String)
        case refused(String)
    }

    /// How many terminals may be connected at once; one more is turned away.
    static let maximumClients = 16
    /// How long a connected terminal may stay silent, in milliseconds.
    static let patience = 2000

    /// The socket's path.
    let path: String
    private let listener: Int32
    private let stopPipe: (read: Int32, write: Int32)
    private let thread: pthread_t
    private let inode: ino_t

    /// Where a session on a data folder listens.
    ///
    /// In the account's runtime folder where there is one of its own, else in the data folder.
    /// - Parameter suffix: tells the socket of the engine's process from the session's own.
    /// - Throws: 78 where the path is too long for a socket.
    static func path(
        for folder: DataFolder, environment: [String: String], suffix: String = ""
    ) throws(Failure) -> String {
        var path = folder.path + "/control\(suffix).sock"
        var information = stat()
        if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/"),
            unsafe stat(runtime, &information) == 0, information.st_uid == geteuid(),
            information.st_mode & 0o077 == 0
        {
            // FNV-1a: a name of fixed length for each data folder, so that two can run at once.
            let hash = folder.path.utf8.reduce(into: 0xCBF2_9CE4_8422_2325 as UInt64) {
                $0 = ($0 ^ UInt64($1)) &* 0x100_0000_01B3
            }
            path = runtime + "/musik-play-" + String(hash, radix: 36) + suffix + ".sock"
        }
        guard path.utf8.count <= LocalSocket.longestPath else {
            throw Failure(
                .configuration,
                "\(path) is longer than the \(LocalSocket.longestPath) bytes of a socket's path.",
                remedy: "Use a data folder with a shorter path: --data DIR.")
        }
        return path
    }

    /// Starts to listen; a socket that a crashed session left behind is replaced.
    ///
    /// The session's lock is held by the caller, so that no living session can own the old socket.
    /// - Parameter handle: called on the control thread; must return at once.
    /// - Throws: 69, 73 or 77 where the socket can't be made.
    init(
        path: String, handle: @escaping @Sendable (ControlCommand) -> Answer
    ) throws(Failure) {
        let listener = try ControlProtocol.makeSocket()
        func refuse(_ call: String, _ code: Int32 = errno) -> Failure {
            _ = close(listener)
            return Failure(
                Sysexit(creating: code), "\(call) failed for \(path): \(errorText(code)).",
                remedy: "Check who owns its folder, or use another --data folder.")
        }
        _ = unsafe unlink(path)
        // Linux gives the file the mode of the socket, so that nobody else may ever connect.
        _ = fchmod(listener, 0o600)
        let bound = unsafe LocalSocket.withAddress(path) { unsafe bind(listener, $0, $1) }
        guard bound == 0 else { throw refuse("bind") }
        guard listen(listener, 16) == 0 else { throw refuse("listen") }
        var pipes: [Int32] = [0, 0]
        guard unsafe pipe(&pipes) == 0 else { throw refuse("pipe") }
        for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var information = stat()
        _ = unsafe stat(path, &information)

        let loop = unsafe Unmanaged.passRetained(
            ControlLoop(listener: listener, stop: pipes[0], handle: handle))
        var thread = pthread_t()
        let created = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<ControlLoop>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, unsafe loop.toOpaque())
        guard created == 0 else {
            unsafe loop.release()
            for end in pipes { _ = close(end) }
            throw refuse("pthread_create", created)
        }
        self.path = path
        self.listener = listener
        self.thread = thread
        stopPipe = (pipes[0], pipes[1])
        inode = information.st_ino
    }

    /// Stops listening and removes the socket; returns when the thread has ended.
    func stop() {
        _ = close(stopPipe.write)
        _ = pthread_join(thread, nil)
        _ = close(stopPipe.read)
        _ = close(listener)
        // Another session may have replaced it meanwhile.
        var information = stat()
        if unsafe stat(path, &information) == 0, information.st_ino == inode {
            _ = unsafe unlink(path)
        }
    }
}

/// What the control thread runs; used by that thread only.
private final class ControlLoop {
    private struct Client {
        var descriptor: Int32
        var deadline: Int
    }

    private let listener: Int32
    private let stop: Int32
    private let handle: @Sendable (ControlCommand) -> ControlServer.Answer
    private var clients: [Client] = []

    init(
        listener: Int32, stop: Int32,
        handle: @escaping @Sendable (ControlCommand) -> ControlServer.Answer
    ) {
        self.listener = listener
        self.stop = stop
        self.handle = handle
    }

    func run() {
        while true {
            var waiting = [listener, stop] + clients.map(\.descriptor)
            var polled = waiting.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            let wait = clients.map { max(0, $0.deadline - now()) }.min() ?? -1
            let count = unsafe poll(&polled, nfds_t(polled.count), Int32(wait))
            if count < 0 && errno != EINTR { break }
            guard polled[1].revents == 0 else { break }
            waiting = polled.dropFirst(2).filter { $0.revents != 0 }.map(\.fd)
            for descriptor in waiting { answer(descriptor) }
            let late = clients.filter { $0.deadline <= now() }.map(\.descriptor)
            for descriptor in late { drop(descriptor) }
            if polled[0].revents != 0 { take() }
        }
        for client in clients { _ = close(client.descriptor) }
    }

    private func take() {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { return }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let isOurs = LocalSocket.isOwn(descriptor)
        guard isOurs, clients.count < ControlServer.maximumClients else {
            reply(
                .refused(isOurs ? "too many terminals ask at once" : "this is another's session"),
                to: descriptor)
            _ = close(descriptor)
            return
        }
        clients.append(Client(descriptor: descriptor, deadline: now() + ControlServer.patience))
    }

    private func answer(_ descriptor: Int32) {
        var bytes = [UInt8](repeating: 0, count: ControlProtocol.maximumRequest + 1)
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
        }
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
        if count > ControlProtocol.maximumRequest {
            reply(.refused("the message is too long"), to: descriptor)
        } else if count > 0 {
            let word = String(decoding: bytes[..<count], as: UTF8.self)
            reply(
                ControlCommand(word).map(handle) ?? .refused("no such command"),
                to: descriptor)
        }
        drop(descriptor)
    }

    private func reply(_ answer: ControlServer.Answer, to descriptor: Int32) {
        let (sign, text) =
            switch answer {
            case .done(let text): (ControlProtocol.success, text)
            case .refused(let text): (ControlProtocol.failure, text)
            }
        let bytes = [sign] + Array(text.utf8).prefix(ControlProtocol.maximumAnswer - 1)
        let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        // A terminal that went away misses its answer; its command has been carried out.
        _ = unsafe bytes.withUnsafeBytes {
            unsafe send(descriptor, $0.baseAddress, $0.count, flags)
        }
    }

    private func drop(_ descriptor: Int32) {
        clients.removeAll { $0.descriptor == descriptor }
        _ = close(descriptor)
    }

    private func now() -> Int {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}
