internal import ArgumentParser

#if canImport(Glibc)
    internal import Glibc
#endif

/// The exit codes of sysexits.h that musik-play uses.
enum Sysexit: Int32, CaseIterable, Codable, Sendable {
    /// The command was used wrongly.
    case usage = 64
    /// The input's content is wrong.
    case data = 65
    /// An input file doesn't exist or can't be read.
    case noInput = 66
    /// Something needed is not there or busy: a device, a running session.
    case unavailable = 69
    /// A mistake in musik-play itself.
    case software = 70
    /// An output file can't be created.
    case cannotCreate = 73
    /// Reading or writing failed.
    case inputOutput = 74
    /// The account may not do this.
    case noPermission = 77
    /// The set-up of the machine or of a folder is wrong.
    case configuration = 78

    /// The code that fits an errno of opening or reading a file.
    init(reading code: Int32) {
        switch code {
        case ENOENT, ENOTDIR: self = .noInput
        case EACCES, EPERM: self = .noPermission
        default: self = .inputOutput
        }
    }

    /// The code that fits an errno of creating a file.
    init(creating code: Int32) {
        switch code {
        case EACCES, EPERM, EROFS: self = .noPermission
        default: self = .cannotCreate
        }
    }
}

/// Why a command ends without having done its work, in words for the person who typed it.
struct Failure: Error, Hashable, Codable, Sendable, CustomStringConvertible {
    /// The exit code.
    var exit: Sysexit
    /// What is wrong, as a sentence.
    var problem: String
    /// What to do next, as a sentence.
    var remedy: String

    /// Describes a failure and the way out of it.
    init(_ exit: Sysexit, _ problem: String, remedy: String) {
        self.exit = exit
        self.problem = problem
        self.remedy = remedy
    }

    /// Both sentences, as they stand on a page or in a line.
    var sentences: String { "\(problem) \(remedy)" }

    /// Both sentences, as they are printed.
    var description: String { "musik-play: \(problem)\n\(remedy)" }
}

/// The text of an errno.
func errorText(_ code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
}

/// Writes a line to standard error, unless it takes nothing for two seconds: a terminal that hangs
/// must not hold the end of a session.
func complain(_ text: String) {
    var polled = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    guard unsafe poll(&polled, 1, 2000) != 0 else { return }
    var line = text + "\n"
    line.withUTF8 { bytes in
        // Nobody is left to tell when standard error itself fails.
        _ = unsafe write(STDERR_FILENO, bytes.baseAddress, bytes.count)
    }
}
