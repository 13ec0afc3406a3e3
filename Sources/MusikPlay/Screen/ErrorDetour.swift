#if canImport(Glibc)
    internal import Glibc
#endif

/// Leads standard error into a file while a screen is shown, because libraries write to it what
/// would tear the screen.
///
/// One at a time; made and ended by the thread that owns the screen.
final class ErrorDetour {
    /// The file that takes what is written.
    let path: String
    private var original: Int32

    /// Begins the detour; nil where the file can't be made, and standard error stays as it is.
    init?(to path: String) {
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW
        let file = unsafe open(path, flags, 0o600)
        guard file >= 0 else { return nil }
        defer { _ = close(file) }
        let original = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
        guard original >= 0 else { return nil }
        guard dup2(file, STDERR_FILENO) >= 0 else {
            _ = close(original)
            return nil
        }
        self.path = path
        self.original = original
    }

    deinit { end() }

    /// Gives standard error back. Returns whether anything was written meanwhile; an empty file is
    /// removed.
    @discardableResult
    func end() -> Bool {
        guard original >= 0 else { return false }
        _ = dup2(original, STDERR_FILENO)
        _ = close(original)
        original = -1
        var information = stat()
        let isEmpty = unsafe stat(path, &information) == 0 && information.st_size == 0
        if isEmpty { _ = unsafe unlink(path) }
        return !isEmpty
    }
}
