internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// The command's side: opens the files that the person named, and no others.
struct FileLending {
    /// The command's arguments.
    let arguments: [String]

    /// Answers one request.
    /// - Returns: false where nobody asks any more.
    func answer(_ socket: borrowing ServiceSocket) -> Bool {
        let request: (message: ServiceProtocol.FileRequest, files: [Int32])
        do {
            request = try socket.receive(ServiceProtocol.FileRequest.self)
        } catch {
            return false
        }
        defer { for file in request.files { _ = close(file) } }
        var lent: [Int32] = []
        defer { for file in lent { _ = close(file) } }
        var reply = ServiceProtocol.FileReply()
        do {
            if let file = try serve(request.message, request.files.first) { lent = [file] }
        } catch {
            reply.failure = error
        }
        do {
            try socket.send(reply, files: lent)
        } catch {
            return false
        }
        return true
    }

    private func serve(
        _ request: ServiceProtocol.FileRequest, _ end: Int32?
    ) throws(Failure) -> Int32? {
        guard isNamed(request.path) else {
            throw Failure(
                .noPermission, "The service asked for \(request.path), which nobody named.",
                remedy: "Report this to whoever set up the machine.")
        }
        switch request {
        case .read(let path, let purpose): return try openReadable(path, as: purpose)
        case .check(let path, let replacing): try requireCreatable(path, replacing: replacing)
        case .makeFolder(let path): try makePrivateFolder(path)
        case .write(let path, let size, let mode):
            let bytes = try readAll(end ?? -1, of: path, most: size)
            guard bytes.count == size else {
                throw Failure(
                    .inputOutput, "\(path) was not written: it didn't come whole.",
                    remedy: "Try again.")
            }
            try writeDurably(bytes, to: path, mode: mode_t(mode & 0o600))
        }
        return nil
    }

    /// Whether a path is one of the arguments, or a file in a folder that is one.
    private func isNamed(_ path: String) -> Bool {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) }
        let name = path.split(separator: "/").last
        return arguments.contains { argument in
            for named in [argument, String(argument.drop { $0 != "=" }.dropFirst())] {
                if named.isEmpty { continue }
                if named == path { return true }
                if name != "..", named == folder { return true }
            }
            return false
        }
    }
}
