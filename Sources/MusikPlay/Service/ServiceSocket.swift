internal import FoundationEssentials
internal import MusikKeeper

#if canImport(Glibc)
    internal import Glibc
#endif

/// One end of a connection that keeps messages whole and carries open files with them.
///
/// Calls wait; any thread but an audio thread.
struct ServiceSocket: ~Copyable {
    /// Why a message didn't come or go.
    enum Fault: Error, Hashable {
        /// The other end is closed.
        case closed
        /// A call failed: an errno.
        case failed(Int32)
        /// A message that isn't of the kind that was expected.
        case nonsense
    }

    /// The longest message, in bytes.
    static let longestMessage = 65_536
    /// The most open files with one message.
    static let mostFiles = 4

    /// The end, closed with this value.
    let descriptor: Int32

    /// Takes over one end of a connection.
    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { _ = close(descriptor) }

    /// Two ends that are connected to each other.
    static func pair() throws(Fault) -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .failed(errno) }
        return (ends[0], ends[1])
    }

    /// Gives up where a message takes longer than some seconds; 0 waits for ever.
    func wait(atMost seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = unsafe setsockopt(
                descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// The number of the account at the other end, as the kernel noted it when the connection was
    /// made; nil where this is no connection.
    var peerAccount: Int? { LocalSocket.peerAccount(of: descriptor) }

    /// Sends a message, with open files that the other end gets its own descriptors of.
    borrowing func send(_ message: some Encodable, files: [Int32] = []) throws(Fault) {
        guard let data = try? JSONEncoder().encode(message), data.count <= Self.longestMessage,
            files.count <= Self.mostFiles
        else { throw .nonsense }
        var bytes = [UInt8](data)
        var ancillary = ControlMessage(files)
        let sent = unsafe Self.message(&bytes, &ancillary) { header in
            if files.isEmpty { unsafe header.msg_controllen = 0 }
            return unsafe sendmsg(descriptor, &header, Int32(MSG_NOSIGNAL))
        }
        if sent < 0 { throw errno == EPIPE || errno == ECONNRESET ? .closed : .failed(errno) }
    }

    /// Makes a call with the header of a message, again where a signal came in between.
    private static func message(
        _ bytes: inout [UInt8], _ ancillary: inout ControlMessage, _ call: (inout msghdr) -> Int
    ) -> Int {
        unsafe bytes.withUnsafeMutableBytes { bytes in
            var part = unsafe iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)
            return unsafe withUnsafeMutablePointer(to: &part) { part in
                unsafe ancillary.words.withUnsafeMutableBytes { control in
                    while true {
                        var header = unsafe msghdr()
                        unsafe header.msg_iov = part
                        unsafe header.msg_iovlen = 1
                        unsafe header.msg_control = control.baseAddress
                        unsafe header.msg_controllen = control.count
                        let result = unsafe call(&header)
                        if result >= 0 || errno != EINTR { return result }
                    }
                }
            }
        }
    }

    /// Waits for a message; whoever calls closes the files that came with it.
    borrowing func receive<Message: Decodable>(
        _ type: Message.Type
    ) throws(Fault) -> (message: Message, files: [Int32]) {
        var bytes = [UInt8](repeating: 0, count: Self.longestMessage)
        var ancillary = ControlMessage([Int32](repeating: -1, count: Self.mostFiles))
        var controlBytes = 0
        let count = unsafe Self.message(&bytes, &ancillary) { header in
            let count = unsafe recvmsg(descriptor, &header, Int32(MSG_CMSG_CLOEXEC))
            controlBytes = unsafe header.msg_controllen
            return count
        }
        if count < 0 { throw errno == ECONNRESET ? .closed : .failed(errno) }
        let files = ancillary.files(in: controlBytes)
        guard count > 0 else {
            for file in files { _ = close(file) }
            throw .closed
        }
        guard let message = try? JSONDecoder().decode(type, from: Data(bytes[..<count])) else {
            for file in files { _ = close(file) }
            throw .nonsense
        }
        return (message, files)
    }
}

/// The part of a message that carries open files: the macros of `cmsg(3)`, which Swift doesn't show.
private struct ControlMessage {
    /// The bytes, aligned as the kernel wants them.
    var words: [UInt64]
    private static let header = MemoryLayout<Int>.size + 2 * MemoryLayout<Int32>.size

    /// A message with some files.
    init(_ files: [Int32]) {
        let length = Self.header + files.count * MemoryLayout<Int32>.size
        words = [UInt64](repeating: 0, count: (length + 7) / 8)
        unsafe words.withUnsafeMutableBytes { bytes in
            unsafe bytes.storeBytes(of: length, as: Int.self)
            unsafe bytes.storeBytes(
                of: SOL_SOCKET, toByteOffset: MemoryLayout<Int>.size, as: Int32.self)
            unsafe bytes.storeBytes(
                of: Int32(SCM_RIGHTS), toByteOffset: MemoryLayout<Int>.size + 4,
                as: Int32.self)
            for (index, file) in files.enumerated() {
                unsafe bytes.storeBytes(
                    of: file, toByteOffset: Self.header + 4 * index, as: Int32.self)
            }
        }
    }

    /// The files of a message of so many bytes that the kernel has written.
    func files(in count: Int) -> [Int32] {
        guard count >= Self.header else { return [] }
        return unsafe words.withUnsafeBytes { bytes in
            let length = unsafe bytes.load(as: Int.self)
            let kind = unsafe bytes.load(
                fromByteOffset: MemoryLayout<Int>.size + 4, as: Int32.self)
            guard kind == Int32(SCM_RIGHTS), length <= count, length <= bytes.count else {
                return []
            }
            return stride(from: Self.header, to: length, by: 4).map {
                unsafe bytes.load(fromByteOffset: $0, as: Int32.self)
            }
        }
    }
}
