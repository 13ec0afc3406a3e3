internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// Asks a command for the files that the person named, in the process that does the work. Any thread.
final class FileLender: Sendable {
    /// Seconds that a command may take to answer.
    private static let patience = 60
    private let socket: Mutex<ServiceSocket>

    init() {
        let lender = ServiceSocket(ServiceProtocol.lender)
        lender.wait(atMost: Self.patience)
        socket = Mutex(lender)
    }

    /// Asks for something that is done or not.
    /// - Throws: why it wasn't.
    func ask(_ request: ServiceProtocol.FileRequest) throws(Failure) {
        for file in try exchange(request) { _ = close(file) }
    }

    /// A regular file, open for reading; the caller closes it.
    /// - Throws: 66, 77 or 74 where it can't be read.
    func open(_ path: String, as purpose: String) throws(Failure) -> Int32 {
        let files = try exchange(.read(path: path, purpose: purpose))
        for file in files.dropFirst() { _ = close(file) }
        guard let file = files.first else { throw Self.gone }
        return file
    }

    /// Writes a file whole or not at all.
    /// - Throws: 73 or 74 where that failed.
    func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(Failure) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Self.gone }
        let (ours, theirs) = (ends[0], ends[1])
        let end = ServiceSocket(ours)
        end.wait(atMost: Self.patience)
        for file in try exchange(
            .write(path: path, size: bytes.count, mode: UInt32(mode)), lending: theirs,
            meanwhile: { Self.pour(bytes, into: end.descriptor) })
        { _ = close(file) }
    }

    /// Sends all bytes, and that there are no more; the command may refuse before it has read all.
    private static func pour(_ bytes: [UInt8], into end: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe send(
                    end, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            sent += count
        }
        _ = shutdown(end, Int32(SHUT_WR))
    }

    /// - Parameters:
    ///   - file: goes with the request, and is closed then.
    ///   - work: is done before the answer is waited for.
    private func exchange(
        _ request: ServiceProtocol.FileRequest, lending file: Int32? = nil,
        meanwhile work: () -> Void = {}
    ) throws(Failure) -> [Int32] {
        let answer = socket.withLock { socket in
            Result { () throws(ServiceSocket.Fault) in
                defer {
                    if let file { _ = close(file) }
                }
                try socket.send(request, files: file.map { [$0] } ?? [])
            }.flatMap { _ in
                work()
                return Result { () throws(ServiceSocket.Fault) in
                    try socket.receive(ServiceProtocol.FileReply.self)
                }
            }
        }
        guard case .success(let reply) = answer else { throw Self.gone }
        if let failure = reply.message.failure {
            for file in reply.files { _ = close(file) }
            throw failure
        }
        return reply.files
    }

    private static var gone: Failure {
        Failure(
            .inputOutput, "The command that named the file has ended.",
            remedy: "Start it again, and leave it open until it is done.")
    }
}
