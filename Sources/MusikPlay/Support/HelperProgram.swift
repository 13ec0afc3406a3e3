internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// A program of the system that does a part of the work, such as WeasyPrint or age.
///
/// It is fed and read through sockets, so that nothing of what it works on lies in a file. Calls
/// wait for it; any thread but an audio thread.
struct HelperProgram: Sendable {
    /// Why its work can't be used.
    enum Fault: Error, Hashable {
        /// It can't be started: an errno.
        case notStarted(Int32)
        /// It took longer than its patience, and was ended.
        case slow
        /// Whoever takes its output wants no more of it; it was ended.
        case stopped
        /// It failed: its status, and the end of what it complained about.
        case refused(status: Int32, said: String)
    }

    /// What it reads from its standard input.
    enum Input {
        /// These bytes.
        case bytes(Data)
        /// A file that is open for reading, from where it stands.
        case file(Int32)
    }

    /// Its name, looked for on PATH.
    var name: String
    /// Seconds that it may take.
    var patience: Double

    /// Runs it to its end.
    ///
    /// - Parameter take: is handed its output in pieces; false ends the program.
    func run(
        _ arguments: [String], input: Input, take: (UnsafeRawBufferPointer) -> Bool
    ) throws(Fault) {
        let deadline = ContinuousClock.now + .seconds(patience)
        var exchange = try Exchange(input)
        let process = try start(arguments, exchange)
        exchange.closeTheirs()
        var fault: Fault?
        do throws(Fault) {
            try unsafe exchange.run(until: deadline, take: take)
        } catch {
            fault = error
        }
        let status = Self.wait(for: process, until: fault == nil ? deadline : nil)
        if let fault { throw fault }
        guard let status else { throw .slow }
        guard status == 0 else { throw .refused(status: status, said: exchange.complaint) }
    }

    private func start(
        _ arguments: [String], _ exchange: borrowing Exchange
    ) throws(Fault) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
        for (target, end) in exchange.theirs.enumerated() {
            unsafe posix_spawn_file_actions_adddup2(&actions, end, Int32(target))
        }
        // Our own threads block signals, which the program would inherit.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { _ = unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let words = unsafe ([name] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var process: pid_t = 0
        let code = unsafe posix_spawnp(&process, name, &actions, &attributes, words, environ)
        guard code == 0 else { throw .notStarted(code) }
        return process
    }

    /// The status of a program that has ended by a time, which else is ended; nil for one that was.
    private static func wait(
        for process: pid_t, until deadline: ContinuousClock.Instant?
    ) -> Int32? {
        var status: Int32 = 0
        while let deadline {
            let ended = unsafe waitpid(process, &status, WNOHANG)
            if ended == process { return status }
            if ended < 0, errno != EINTR { return -1 }
            if ContinuousClock.now > deadline { break }
            usleep(10_000)
        }
        kill(process, SIGKILL)
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
        return nil
    }
}

/// The sockets to a program's standard input, output and errors.
private struct Exchange: ~Copyable {
    /// The program's ends, in the order of its descriptors.
    private(set) var theirs: [Int32]
    /// What it complained about, as far as that is kept.
    var complaint: String { String(decoding: said.suffix(400), as: UTF8.self).trimmed }

    private var feed: Int32 = -1
    private var output: Int32 = -1
    private var errors: Int32 = -1
    private let bytes: Data
    private var fed = 0
    private var said: [UInt8] = []
    private let lent: Int32

    init(_ input: HelperProgram.Input) throws(HelperProgram.Fault) {
        theirs = []
        switch input {
        case .bytes(let data):
            bytes = data
            lent = -1
            feed = try Self.connect(&theirs)
        case .file(let descriptor):
            bytes = Data()
            lent = descriptor
            theirs.append(descriptor)
        }
        output = try Self.connect(&theirs)
        errors = try Self.connect(&theirs)
    }

    deinit {
        for end in theirs where end != lent { _ = close(end) }
        for end in [feed, output, errors] where end >= 0 { _ = close(end) }
    }

    private static func connect(_ theirs: inout [Int32]) throws(HelperProgram.Fault) -> Int32 {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .notStarted(errno) }
        theirs.append(ends[1])
        return ends[0]
    }

    /// Closes the program's ends, which it has by then.
    mutating func closeTheirs() {
        for end in theirs where end != lent { _ = close(end) }
        theirs = []
    }

    /// Feeds and reads until the program has closed its output and its errors.
    mutating func run(
        until deadline: ContinuousClock.Instant, take: (UnsafeRawBufferPointer) -> Bool
    ) throws(HelperProgram.Fault) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while output >= 0 || errors >= 0 {
            // poll passes over what is closed, because that is negative.
            var polled = [
                pollfd(fd: feed, events: Int16(POLLOUT), revents: 0),
                pollfd(fd: output, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
            ]
            let left = deadline - ContinuousClock.now
            guard left > .zero else { throw .slow }
            let milliseconds = min(60_000, left.components.seconds * 1000 + 1000)
            _ = unsafe poll(&polled, 3, Int32(milliseconds))
            if polled[0].revents != 0 { give() }
            if polled[1].revents != 0 {
                let isWanted = unsafe buffer.withUnsafeMutableBytes { buffer in
                    let count = unsafe Self.receive(&output, buffer)
                    return unsafe count == 0 || take(.init(rebasing: buffer[..<count]))
                }
                guard isWanted else { throw .stopped }
            }
            if polled[2].revents != 0 {
                let count = unsafe buffer.withUnsafeMutableBytes {
                    unsafe Self.receive(&errors, $0)
                }
                said = (said + buffer[..<count]).suffix(4096)
            }
        }
    }

    private mutating func give() {
        // A program that reads no further says so by its status.
        let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        let sent = unsafe bytes.withUnsafeBytes { bytes in
            unsafe send(feed, bytes.baseAddress.map { unsafe $0 + fed }, bytes.count - fed, flags)
        }
        if sent < 0, errno == EAGAIN || errno == EINTR { return }
        fed += max(0, sent)
        if sent < 0 || fed == bytes.count {
            _ = close(feed)
            feed = -1
        }
    }

    /// How many bytes came; 0 and a closed end once there are no more.
    private static func receive(_ end: inout Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int
    {
        let count = unsafe recv(end, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN || errno == EINTR { return 0 }
        guard count > 0 else {
            _ = close(end)
            end = -1
            return 0
        }
        return count
    }
}
