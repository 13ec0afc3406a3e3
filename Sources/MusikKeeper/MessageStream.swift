internal import FoundationEssentials
internal import Glibc

/// One end of a connection between two processes of this program: values in their order, each as JSON
/// with its length before it.
///
/// Neither sending nor receiving waits; a connection whose other end takes nothing any more is closed.
/// Used by one thread.
final class MessageStream {
    /// The connection, closed with this object.
    let descriptor: Int32
    /// Whether the other end is gone, or spoke nonsense.
    private(set) var isClosed = false
    private var incoming: [UInt8] = []
    private var outgoing: [UInt8] = []

    /// The longest message, and the most that waits to be taken, in bytes.
    static let most = 64 << 20

    /// Takes over a connected socket.
    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    deinit { _ = close(descriptor) }

    /// Whether something waits to be taken by the other end.
    var isSending: Bool { !outgoing.isEmpty && !isClosed }

    /// Sends a message, now or as soon as there is room.
    func send(_ message: some Encodable) {
        guard !isClosed else { return }
        guard let data = try? JSONEncoder().encode(message) else {
            preconditionFailure("every message is JSON")
        }
        unsafe withUnsafeBytes(of: UInt32(data.count).littleEndian) {
            outgoing.append(contentsOf: unsafe Array($0))
        }
        outgoing.append(contentsOf: data)
        flush()
        if outgoing.count > Self.most { isClosed = true }
    }

    /// Sends what waits, as far as there is room.
    func flush() {
        while !outgoing.isEmpty, !isClosed {
            let sent = unsafe outgoing.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent < 0 {
                if errno == EINTR { continue }
                if errno != EAGAIN { isClosed = true }
                return
            }
            outgoing.removeFirst(sent)
        }
    }

    /// The messages that have come since the last call.
    func receive<Message: Decodable>(_ type: Message.Type) -> [Message] {
        takeBytes()
        var messages: [Message] = []
        var start = 0
        while incoming.count - start >= 4 {
            let length = (0..<4).reduce(0) { $0 | Int(incoming[start + $1]) << (8 * $1) }
            guard length <= Self.most else {
                isClosed = true
                break
            }
            guard incoming.count - start - 4 >= length else { break }
            let body = Data(incoming[start + 4..<start + 4 + length])
            start += 4 + length
            guard let message = try? JSONDecoder().decode(type, from: body) else {
                isClosed = true
                break
            }
            messages.append(message)
        }
        incoming.removeFirst(start)
        return messages
    }

    private func takeBytes() {
        var part = [UInt8](repeating: 0, count: 65_536)
        while !isClosed {
            let got = unsafe part.withUnsafeMutableBytes {
                unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
            }
            if got < 0 {
                if errno == EINTR { continue }
                if errno != EAGAIN { isClosed = true }
                return
            }
            if got == 0 { isClosed = true }
            incoming.append(contentsOf: part[..<got])
            if got < part.count { return }
        }
    }

    /// Waits until something has come, for at most so long.
    func wait(milliseconds: Int32) {
        var polled = pollfd(
            fd: descriptor, events: Int16(POLLIN) | (isSending ? Int16(POLLOUT) : 0), revents: 0)
        _ = unsafe poll(&polled, 1, milliseconds)
        if isSending { flush() }
    }
}
