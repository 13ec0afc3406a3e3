private import CMusikKernels
public import Glibc

/// Starts this program anew, as a process of its own.
public enum OwnProgram {
    /// The program as it was when this process was started, also where its file was replaced since.
    public static let path = "/proc/self/exe"

    /// Starts a process in a terminal session of its own, with all signals as usual.
    ///
    /// - Parameters:
    ///   - descriptors: what it gets as its first descriptors, in their order; nothing else is open.
    ///   - environment: its variables; nil for those of this process.
    /// - Returns: its number, to be waited for.
    /// - Throws: an errno. Any thread but an audio thread.
    public static func start(
        _ program: String = path, arguments: [String], descriptors: [Int32],
        environment: [String: String]? = nil
    ) throws(SpawnRefused) -> pid_t {
        // Out of the way of the numbers that they get.
        let high = descriptors.map { fcntl($0, F_DUPFD_CLOEXEC, Int32(descriptors.count + 32)) }
        defer { for file in high where file >= 0 { _ = close(file) } }
        guard high.allSatisfy({ $0 >= 0 }) else { throw SpawnRefused(code: errno) }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
        for (target, file) in high.enumerated() {
            unsafe posix_spawn_file_actions_adddup2(&actions, file, Int32(target))
        }
        // A library's sockets aren't all closed by themselves: held open, they would keep the other
        // end waiting, and a port taken.
        _ = unsafe musik_close_from(&actions, Int32(descriptors.count))
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { _ = unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        // POSIX_SPAWN_SETSID, which Swift's Glibc doesn't show: no signal of this process's terminal
        // reaches the other.
        let ownSession: Int16 = 0x80
        unsafe posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | ownSession)
        let words = unsafe (["musik-play"] + arguments).map { unsafe strdup($0) } + [nil]
        let settings =
            unsafe (environment ?? [:]).map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (words + settings).forEach { unsafe free($0) } }
        var process: pid_t = 0
        let code =
            if environment == nil {
                unsafe posix_spawn(&process, program, &actions, &attributes, words, environ)
            } else {
                unsafe posix_spawn(&process, program, &actions, &attributes, words, settings)
            }
        guard code == 0 else { throw SpawnRefused(code: code) }
        return process
    }
}

/// The system started no process.
public struct SpawnRefused: Error, Hashable, Sendable {
    /// An errno.
    public let code: Int32

    /// A refusal.
    public init(code: Int32) { self.code = code }
}
