internal import Glibc

/// One connection at the door: its request, then its answer. Used by the door's thread only.
final class DoorLine {
    /// Milliseconds for a whole request, and for each piece of an answer to be taken.
    static let patience = (request: 5000, answer: 10_000)
    /// The most of an answer that waits for a slow reader, in bytes.
    static let mostWaiting = 65_536

    private enum Phase { case request, answer, over }

    private let client: Int32
    private var behind: Int32 = -1
    private var phase = Phase.request
    private var request = DoorRequest()
    private var toServer: ArraySlice<UInt8> = []
    private var toClient: ArraySlice<UInt8> = []
    /// Whether no more of the answer comes.
    private var isWhole = false
    /// When it is given up, in milliseconds; `Int.max` while there is nothing to wait for.
    private(set) var deadline: Int

    init(_ client: Int32, at now: Int) {
        self.client = client
        deadline = now + Self.patience.request
    }

    var isOver: Bool { phase == .over }

    /// What `poll` is to look for: at the client, and at the server behind.
    var wanted: [pollfd] {
        var client = Int16(POLLIN), server: Int16 = 0
        if !toClient.isEmpty { client |= Int16(POLLOUT) }
        if !toServer.isEmpty { server |= Int16(POLLOUT) }
        if toClient.count < Self.mostWaiting { server |= Int16(POLLIN) }
        return [
            pollfd(fd: self.client, events: client, revents: 0),
            // Negative ones are passed over.
            pollfd(fd: isWhole ? -1 : behind, events: server, revents: 0),
        ]
    }

    /// Goes on as far as it can.
    func move(client ready: Int16, behind other: Int16, at now: Int, _ server: String) {
        if ready & Int16(POLLERR | POLLNVAL) != 0 { return end() }
        if ready & Int16(POLLIN | POLLHUP) != 0 { hear(at: now, server) }
        if phase == .over { return }
        if other & Int16(POLLOUT) != 0 { toServer = send(toServer, to: behind, at: now) }
        if other & Int16(POLLIN | POLLHUP | POLLERR) != 0 { takeAnswer(at: now) }
        if ready & Int16(POLLOUT) != 0 || !toClient.isEmpty {
            toClient = send(toClient, to: client, at: now)
        }
        if phase == .over { return }
        if isWhole, toClient.isEmpty { return end() }
        guard now >= deadline else { return }
        phase == .request ? refuse(408, "Request Timeout", at: now) : end()
    }

    /// Tells the client why it goes no further.
    func refuse(_ status: Int, _ words: String, at now: Int) {
        phase = .answer
        isWhole = true
        toClient = ArraySlice(
            "HTTP/1.1 \(status) \(words)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
        deadline = now + Self.patience.answer
    }

    /// Closes both ends.
    func end() {
        guard phase != .over else { return }
        phase = .over
        _ = close(client)
        if behind >= 0 { _ = close(behind) }
    }

    // MARK: Both ways

    private func hear(at now: Int, _ server: String) {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe recv(client, &bytes, bytes.count, 0)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
        guard count > 0 else { return end() }
        // What comes after its request belongs to no other: one connection carries one.
        guard phase == .request else { return }
        switch request.take(bytes[..<count]) {
        case .open: return
        case .refused(let status, let words): refuse(status, words, at: now)
        case .whole(let whole):
            guard connect(to: server) else {
                return refuse(503, "Service Unavailable", at: now)
            }
            phase = .answer
            toServer = whole[...]
            toServer = send(toServer, to: behind, at: now)
            // The server answers in its time; events have none.
            deadline = .max
        }
    }

    private func connect(to path: String) -> Bool {
        behind = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | ConsoleDoor.flags, 0)
        guard behind >= 0 else { return false }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: path.utf8)
        }
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe Glibc.connect(behind, generic, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return code == 0
    }

    private func takeAnswer(at now: Int) {
        guard !isWhole else { return }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = unsafe recv(behind, &bytes, bytes.count, 0)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
        guard count > 0 else {
            isWhole = true
            deadline = now + Self.patience.answer
            return
        }
        if toClient.isEmpty { deadline = now + Self.patience.answer }
        toClient += bytes[..<count]
    }

    /// Sends as much as is taken; returns the rest.
    private func send(
        _ bytes: ArraySlice<UInt8>, to end: Int32, at now: Int
    ) -> ArraySlice<UInt8> {
        guard !bytes.isEmpty else { return bytes }
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(end, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count < 0 {
            if errno != EAGAIN && errno != EINTR { self.end() }
            return bytes
        }
        let rest = bytes.dropFirst(count)
        if end == client { deadline = rest.isEmpty && !isWhole ? .max : now + Self.patience.answer }
        return rest
    }
}
