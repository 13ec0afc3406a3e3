internal import MusikEngine
internal import MusikKeeper
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// Does the work of everybody's commands on one data folder, which no account but its own can open.
///
/// Each command gets a process of its own, which goes on when the service ends. Whose command it is,
/// the kernel says.
final class RecordService: Sendable {
    /// How many commands may be at work at once.
    static let mostCommands = 128
    /// How many of one account's, so that none keeps others out.
    static let mostOfAccount = 16

    private let data: DataFolder
    private let folders: [String]
    private let listener: Int32
    private let path: String
    private let busy = Mutex<[Int: Int]>([:])
    /// Held while a connection is not yet closed to programs, and while one is started.
    private let spawning = Mutex<Void>(())

    /// Starts to listen; a socket that a service left behind is replaced.
    ///
    /// - Parameter folders: what it opens by its own rights besides the data.
    /// - Throws: 69, 73 or 77 where the socket can't be made.
    init(_ data: DataFolder, at path: String, opening folders: [String]) throws(Failure) {
        self.data = data
        self.folders = folders
        self.path = path
        guard path.utf8.count <= LocalSocket.longestPath else {
            throw Failure(
                .configuration, "\(path) is too long for a socket's path.",
                remedy: "Name a shorter one with --socket.")
        }
        guard unsafe access(ServedProcess.program, X_OK) == 0 else {
            throw Failure(
                .configuration, "\(ServedProcess.program) can't be run by this account.",
                remedy: "Install musik-play where every account can run it.")
        }
        listener = try ControlProtocol.makeSocket()
        let answers = unsafe LocalSocket.withAddress(path) {
            let trial = socket(
                AF_UNIX, Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            defer { _ = close(trial) }
            return unsafe connect(trial, $0, $1) == 0
        }
        if answers {
            throw Failure(
                .unavailable, "A service listens at \(path) already.",
                remedy: "End it first, or name another socket with --socket.")
        }
        var information = stat()
        if unsafe lstat(path, &information) == 0 {
            guard information.st_mode & S_IFMT == S_IFSOCK else {
                throw Failure(
                    .cannotCreate, "\(path) is there, and is no socket.",
                    remedy: "Name another with --socket.")
            }
            _ = unsafe unlink(path)
        }
        let bound = unsafe LocalSocket.withAddress(path) { unsafe bind(listener, $0, $1) }
        // Everybody may connect: what somebody may do is decided by who they are.
        guard bound == 0, unsafe chmod(path, 0o666) == 0, listen(listener, 64) == 0 else {
            throw Failure(
                Sysexit(creating: errno), "No socket can be made at \(path): \(errorText(errno)).",
                remedy: "Make its folder, owned by this account, or name another with --socket.")
        }
    }

    deinit { _ = close(listener) }

    /// Serves until the process ends.
    func run() -> Never {
        while true {
            var polled = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&polled, 1, -1) > 0 else { continue }
            let connection = spawning.withLock { _ in
                let connection = accept(listener, nil, nil)
                if connection >= 0 { _ = fcntl(connection, F_SETFD, FD_CLOEXEC) }
                return connection
            }
            guard connection >= 0 else {
                // Out of descriptors: those that are in use come back.
                if errno != EINTR { _ = poll(nil, 0, 100) }
                continue
            }
            do {
                try NamedThread.detach("musik-command") { [self] in
                    serve(ServiceSocket(connection))
                }
            } catch {
                _ = close(connection)
            }
        }
    }

    private func serve(_ socket: consuming ServiceSocket) {
        guard let account = socket.peerAccount else { return }
        guard begin(account) else {
            try? socket.send(
                ServiceProtocol.Reply.refused(
                    Failure(
                        .unavailable, "Too many commands are at work.",
                        remedy: "Wait until one of them is done.")))
            return
        }
        defer { end(account) }
        do {
            try socket.send(try answer(socket))
        } catch {
            // Nobody is there to be told; the command's end was waited for.
        }
    }

    private func begin(_ account: Int) -> Bool {
        busy.withLock { busy in
            guard busy.values.reduce(0, +) < Self.mostCommands,
                busy[account, default: 0] < Self.mostOfAccount
            else { return false }
            busy[account, default: 0] += 1
            return true
        }
    }

    private func end(_ account: Int) {
        busy.withLock { busy in
            busy[account, default: 1] -= 1
            if busy[account] == 0 { busy[account] = nil }
        }
    }

    /// Runs one command to its end.
    private func answer(
        _ socket: borrowing ServiceSocket
    ) throws(ServiceSocket.Fault) -> ServiceProtocol.Reply {
        socket.wait(atMost: 5)
        let request = try socket.receive(ServiceProtocol.Request.self)
        var files = request.files
        defer { for file in files { _ = close(file) } }
        guard files.count == 4 else { throw .nonsense }
        let process: pid_t
        let streams = files[0..<3] + [socket.descriptor, files[3]]
        do throws(Failure) {
            process = try spawning.withLock { _ throws(Failure) in
                try ServedProcess.start(
                    request.message, streams: Array(streams),
                    environment: [
                        "MUSIK_DATA": data.path, ServiceProtocol.servedVariable: "1",
                        ServiceProtocol.foldersVariable: folders.joined(separator: ":"),
                    ])
            }
        } catch {
            return .refused(error)
        }
        // The process has its own; the terminal must not seem open because of ours.
        for file in files { _ = close(file) }
        files = []
        return ServedProcess(process).attend(socket)
    }
}
