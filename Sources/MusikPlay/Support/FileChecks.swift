#if canImport(Glibc)
    internal import Glibc
#endif

/// Opens a regular file for reading; the caller closes it.
/// - Throws: 66, 77 or 74, naming the file and what it is for.
func openReadable(_ path: String, as purpose: String) throws(Failure) -> Int32 {
    try requireReadable(path, as: purpose)
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
        let code = errno
        throw Failure(
            Sysexit(reading: code), "\(path), \(purpose), can't be read: \(errorText(code)).",
            remedy: "Check the path and who may read it.")
    }
    return file
}

/// Reads what an open file or socket has, up to so many bytes.
/// - Throws: 74 where that fails.
func readAll(_ file: Int32, of path: String, most: Int) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < most {
        let count = unsafe part.withUnsafeMutableBytes {
            unsafe read(file, $0.baseAddress, min($0.count, most - bytes.count))
        }
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else {
            throw Failure(
                .inputOutput, "\(path) can't be read: \(errorText(errno)).",
                remedy: "Check the disk.")
        }
        if count == 0 { break }
        bytes += part[..<count]
    }
    return bytes
}

/// Makes sure that a regular file can be read.
/// - Throws: 66, 77 or 74, naming the file and what it is for.
func requireReadable(_ path: String, as purpose: String) throws(Failure) {
    var information = stat()
    guard unsafe stat(path, &information) == 0, unsafe access(path, R_OK) == 0 else {
        let code = errno
        throw Failure(
            Sysexit(reading: code), "\(path), \(purpose), can't be read: \(errorText(code)).",
            remedy: "Check the path and who may read it.")
    }
    guard information.st_mode & S_IFMT == S_IFREG else {
        throw Failure(
            .noInput, "\(path), \(purpose), is no regular file.", remedy: "Name a file.")
    }
}

/// Whether accounts other than this one and the superuser are kept out of a file or folder: by its
/// own mode and owner, or by those of a folder above it.
///
/// The group of the superuser counts as nobody: where removable media are mounted, a list of accounts
/// shows as that group's rights.
func isClosedToOthers(_ path: String) -> Bool {
    guard let resolved = unsafe realpath(path, nil) else { return false }
    defer { unsafe free(resolved) }
    var place = unsafe String(cString: resolved)
    while place != "/" && !place.isEmpty {
        var information = stat()
        guard unsafe stat(place, &information) == 0 else { return false }
        let others: mode_t = information.st_gid == 0 ? 0o007 : 0o077
        let isOurs = [0, geteuid()].contains(information.st_uid)
        if isOurs, information.st_mode & others == 0 { return true }
        place = String(place[..<(place.lastIndex(of: "/") ?? place.startIndex)])
    }
    return false
}

/// Makes sure that a file of this name can be created, and replaced only where that is wanted.
/// - Throws: 73 or 77, naming the file.
func requireCreatable(_ path: String, replacing: Bool) throws(Failure) {
    if !replacing, unsafe access(path, F_OK) == 0 {
        throw Failure(
            .cannotCreate, "\(path) is there already.",
            remedy: "Choose another name, or replace the file with --force.")
    }
    try requireCreatable(path)
}

/// Makes a new folder that only its owner can open.
/// - Throws: 73 or 77 where it is there already or can't be made.
func makePrivateFolder(_ path: String) throws(Failure) {
    guard unsafe mkdir(path, 0o700) == 0 else {
        throw Failure(
            Sysexit(creating: errno), "\(path) can't be made: \(errorText(errno)).",
            remedy: "Name a folder that isn't there yet.")
    }
}

/// Makes sure that a file of this name can be created, without creating it.
/// - Throws: 73 or 77, naming the file.
func requireCreatable(_ path: String) throws(Failure) {
    var information = stat()
    if unsafe stat(path, &information) == 0 {
        guard information.st_mode & S_IFMT == S_IFREG, unsafe access(path, W_OK) == 0 else {
            throw Failure(
                .cannotCreate, "\(path) is there and can't be overwritten.",
                remedy: "Choose another name.")
        }
        return
    }
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : path[..<$0] } ?? "."
    guard unsafe access(String(folder), W_OK | X_OK) == 0 else {
        let code = errno
        throw Failure(
            Sysexit(creating: code), "\(path) can't be created: \(folder): \(errorText(code)).",
            remedy: "Create the folder, or choose another.")
    }
}

/// Writes a file that is there whole or not at all, whenever the power fails.
/// - Throws: 74 where that can't be made sure of.
func writeDurably(
    _ bytes: [UInt8], to path: String, mode: mode_t
) throws(Failure) {
    let part = path + ".part"
    _ = unsafe unlink(part)
    let file = unsafe open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    var code = errno
    var isWritten = file >= 0
    if isWritten {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(file, $0.baseAddress! + written, $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            written += count
        }
        isWritten = written == bytes.count && fsync(file) == 0
        code = errno
        _ = close(file)
    }
    if isWritten {
        isWritten = unsafe rename(part, path) == 0
        code = errno
    }
    guard isWritten else {
        _ = unsafe unlink(part)
        throw Failure(
            .inputOutput, "\(path) can't be written: \(errorText(code)).",
            remedy: "Make sure that there is room, and that it can be written.")
    }
    let folder =
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
        ?? "."
    let directory = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if directory >= 0 { _ = close(directory) } }
    // Some media can't do this, and keep names at once.
    guard directory >= 0, fsync(directory) == 0 || errno == EINVAL else {
        throw Failure(
            .inputOutput, "\(folder) can't be written: \(errorText(errno)).",
            remedy: "Make sure that it can be written.")
    }
}
