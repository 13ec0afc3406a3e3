// The door's thread waits in poll() only: nothing a client does, or fails to do, keeps another
// client's request waiting, and none can make it hold more than its share of memory.
internal import Glibc

/// Takes connections from browsers, lets whole and sound requests through to the server behind it,
/// and their answers back.
///
/// The server takes lines of any length and waits for a request as long as it takes; this does not.
/// Each connection carries one request. A request is read whole before the server hears of it: at
/// most 8 KiB of head, 16 KiB of body, within 5 s.
final class ConsoleDoor: Sendable {
    /// Connections at once, at most; one more is turned away.
    static let mostConnections = 128
    /// Connections in a second, at most.
    static let mostPerSecond = 200

    /// The port it listens at.
    let port: UInt16
    private let listener: Int32
    private let stopPipe: (read: Int32, write: Int32)
    private let thread: pthread_t

    /// Listens on 127.0.0.1.
    ///
    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - server: the path of the socket of the server behind it.
    /// - Throws: what the system refused.
    init(port: UInt16, server: String) throws(ConsoleError) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Self.flags, 0)
        guard listener >= 0 else { throw ConsoleError(call: "socket", code: errno) }
        func refuse(_ call: String) -> ConsoleError {
            let code = errno
            _ = close(listener)
            return ConsoleError(call: call, code: code)
        }
        var isReused: Int32 = 1
        _ = unsafe setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &isReused, 4)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (bound, named) = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                let bound = unsafe bind(listener, generic, size)
                return (bound, unsafe getsockname(listener, generic, &size))
            }
        }
        guard bound == 0, named == 0 else { throw refuse("bind") }
        guard listen(listener, 64) == 0 else { throw refuse("listen") }
        var pipes: [Int32] = [0, 0]
        guard unsafe pipe(&pipes) == 0 else { throw refuse("pipe") }
        for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let loop = unsafe Unmanaged.passRetained(
            DoorLoop(listener: listener, stop: pipes[0], server: server))
        var thread = pthread_t()
        let created = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<DoorLoop>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, unsafe loop.toOpaque())
        guard created == 0 else {
            unsafe loop.release()
            for end in pipes { _ = close(end) }
            _ = close(listener)
            throw ConsoleError(call: "pthread_create", code: created)
        }
        self.listener = listener
        self.thread = thread
        self.port = UInt16(bigEndian: address.sin_port)
        stopPipe = (pipes[0], pipes[1])
    }

    static let flags = Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)

    /// Lets nobody in any more, and everybody go; returns when the thread has ended.
    func stop() {
        _ = close(stopPipe.write)
        _ = pthread_join(thread, nil)
        _ = close(stopPipe.read)
        _ = close(listener)
    }
}

/// What the door's thread runs; used by that thread only.
private final class DoorLoop {
    private let listener: Int32
    private let stop: Int32
    private let server: String
    private var lines: [DoorLine] = []
    private var second = 0
    private var taken = 0

    init(listener: Int32, stop: Int32, server: String) {
        self.listener = listener
        self.stop = stop
        self.server = server
    }

    func run() {
        while true {
            var polled = [
                pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            ]
            for line in lines { polled += line.wanted }
            let now = Self.milliseconds
            let wait = lines.map { max(0, $0.deadline - now) }.min() ?? -1
            let count = unsafe poll(&polled, nfds_t(polled.count), Int32(clamping: wait))
            if count < 0 && errno != EINTR { break }
            guard polled[1].revents == 0 else { break }
            var place = 2
            for line in lines {
                line.move(
                    client: polled[place].revents, behind: polled[place + 1].revents,
                    at: Self.milliseconds, server)
                place += 2
            }
            lines.removeAll { $0.isOver }
            if polled[0].revents != 0 { take() }
        }
        for line in lines { line.end() }
    }

    private func take() {
        let now = Self.milliseconds
        if now / 1000 != second { (second, taken) = (now / 1000, 0) }
        // As many as wait; the others are served meanwhile.
        for _ in 0..<16 {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            taken += 1
            let line = DoorLine(descriptor, at: now)
            if lines.count >= ConsoleDoor.mostConnections {
                line.refuse(503, "Service Unavailable", at: now)
            } else if taken > ConsoleDoor.mostPerSecond {
                line.refuse(429, "Too Many Requests", at: now)
            }
            // Those turned away are few as well: one second's worth at most is kept to be told so.
            if lines.count < 2 * ConsoleDoor.mostConnections {
                lines.append(line)
            } else {
                line.end()
            }
        }
    }

    private static var milliseconds: Int {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}
