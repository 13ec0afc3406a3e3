#if canImport(Glibc)
    internal import Glibc
#endif

/// Locks of open files. The kernel gives one back when the process that has it ends, however it ends.
enum FileLock {
    // F_OFD_GETLK and F_OFD_SETLK, which Swift's Glibc doesn't show: locks of an open file, which
    // closing another one of the same name doesn't give back.
    private static let getLock: Int32 = 36
    private static let setLock: Int32 = 37
    private static var exclusive: flock {
        flock(
            l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
    }

    /// Takes the lock of an open file; false with errno.
    static func take(_ file: Int32) -> Bool {
        var wish = exclusive
        for attempt in 0..<20 {
            if unsafe fcntl(file, setLock, &wish) == 0 { return true }
            guard errno == EAGAIN || errno == EACCES, attempt < 19 else { break }
            // A program just being started holds a copy until its exec, for a moment only.
            _ = poll(nil, 0, 10)
            errno = EAGAIN
        }
        return false
    }

    /// Whether another open file has the lock.
    static func isTaken(_ file: Int32) -> Bool {
        var wish = exclusive
        return unsafe fcntl(file, getLock, &wish) == 0 && Int32(wish.l_type) != F_UNLCK
    }
}
