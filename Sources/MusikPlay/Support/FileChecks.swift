#if canImport(Glibc)
    internal import Glibc
#endif

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
