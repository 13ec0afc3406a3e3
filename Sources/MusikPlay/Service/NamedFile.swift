internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// A file that somebody named to a command.
///
/// It is opened with that person's rights, also where the service does the work: then by the command
/// that the person started.
struct NamedFile {
    /// The path as it was typed.
    let path: String

    /// Names a file.
    init(_ path: String) { self.path = path }

    /// Reads all of it.
    ///
    /// - Parameters:
    ///   - purpose: what it is for, as it stands in a sentence.
    ///   - most: the most bytes it may have.
    ///   - isSecret: whether nobody but its owner may be able to read it.
    /// - Throws: 66, 77 or 74 where it can't be read, 65 where it is too large, 77 where others can
    ///   read a secret.
    func read(as purpose: String, most: Int, isSecret: Bool = false) throws(Failure) -> Data {
        let file: Int32
        if let lender = Served.lender {
            file = try lender.open(path, as: purpose)
        } else {
            file = try openReadable(path, as: purpose)
        }
        defer { _ = close(file) }
        var information = stat()
        guard unsafe fstat(file, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            throw Failure(
                .noInput, "\(path), \(purpose), is no regular file.", remedy: "Name a file.")
        }
        if isSecret, information.st_mode & 0o077 != 0 {
            throw Failure(
                .noPermission, "\(path) can be read by others than you.",
                remedy: "Run “chmod 600 \(path)”, and think of another one.")
        }
        let bytes = try readAll(file, of: path, most: most + 1)
        guard bytes.count <= most else {
            throw Failure(
                .data, "\(path), \(purpose), has more than \(most) bytes.",
                remedy: "Name another file.")
        }
        return Data(bytes)
    }

    /// Makes sure that it can be read, before anything is done.
    /// - Throws: 66, 77 or 74 where it can't.
    func requireReadable(as purpose: String) throws(Failure) {
        let file =
            if let lender = Served.lender { try lender.open(path, as: purpose) } else {
                try openReadable(path, as: purpose)
            }
        _ = close(file)
    }

    /// Makes sure that the file can be written, before anything is made for it.
    /// - Throws: 73 for a file that is there already, unless it may be replaced, or can't be made.
    func requireWritable(replacing: Bool) throws(Failure) {
        if let lender = Served.lender {
            return try lender.ask(.check(path: path, replacing: replacing))
        }
        try requireCreatable(path, replacing: replacing)
    }

    /// Writes the file whole or not at all.
    ///
    /// - Parameter mode: who may read it.
    /// - Throws: 74 where that can't be made sure of.
    func write(_ bytes: [UInt8], mode: mode_t = 0o600) throws(Failure) {
        if let lender = Served.lender { return try lender.write(bytes, to: path, mode: mode) }
        try writeDurably(bytes, to: path, mode: mode)
    }

    /// Makes a new folder of this name that only its owner can open.
    /// - Throws: 73 where it is there already or can't be made.
    func makeFolder() throws(Failure) {
        if let lender = Served.lender { return try lender.ask(.makeFolder(path: path)) }
        try makePrivateFolder(path)
    }
}
