internal import FoundationEssentials

/// What goes between a command, the service that runs it with the rights of the data's account, and
/// the process that the service starts for it.
///
/// A command hands the service its arguments and its terminal. The process that does the work asks
/// the command itself for the files that the person named: they are opened with that person's rights,
/// never with those of the service.
enum ServiceProtocol {
    /// Where the service listens unless told otherwise.
    static let usualSocket = "/run/musik-play/socket"
    /// The variable that names another socket; empty for none.
    static let socketVariable = "MUSIK_SERVICE"
    /// The variable that tells a process that the service has started it.
    static let servedVariable = "MUSIK_SERVED"
    /// The variable with the folders that the service opens by its own rights, with colons between.
    static let foldersVariable = "MUSIK_SERVED_FOLDERS"
    /// The connection between command and service, in the process that does the work: the kernel
    /// knows from it whose command it is.
    static let connection: Int32 = 3
    /// Where the process that does the work asks for files.
    static let lender: Int32 = 4
    /// What of a command's environment goes with it, or doesn't come from the service's own.
    static func passes(_ variable: String) -> Bool {
        ["LANG", "LANGUAGE", "TERM", "COLUMNS", "LINES", "NO_COLOR", "MUSIK_AS"].contains(variable)
            || variable.hasPrefix("LC_")
    }

    /// Whether a value goes with it: no path may, from which a library would load something.
    static func passes(value: String) -> Bool {
        value.utf8.count <= 64
            && value.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || "_.@:-".utf8.contains($0)
            } && !value.hasPrefix(".")
    }

    /// A command; its standard streams and the lender's end come with it.
    struct Request: Codable, Hashable {
        var arguments: [String]
        var environment: [String: String]
    }

    /// A signal that the command got and that is meant for the process that does the work.
    struct Signal: Codable, Hashable {
        var number: Int32
    }

    /// How it ended.
    enum Reply: Codable, Hashable {
        /// The exit code of the process that did the work.
        case ended(code: Int32)
        /// The signal that ended it.
        case killed(signal: Int32)
        /// The service doesn't run it.
        case refused(Failure)
    }

    /// What is asked of a command about a file that the person named.
    enum FileRequest: Codable, Hashable {
        /// An open regular file.
        case read(path: String, purpose: String)
        /// Whether a file can be written, and replaced where it is there.
        case check(path: String, replacing: Bool)
        /// A file of so many bytes, which come from the end that is sent with the request.
        case write(path: String, size: Int, mode: UInt32)
        /// A new folder.
        case makeFolder(path: String)

        /// The path that is named.
        var path: String {
            switch self {
            case .read(let path, _), .check(let path, _), .write(let path, _, _),
                .makeFolder(let path):
                path
            }
        }
    }

    /// The answer: nil where it was done; an open file comes with it.
    struct FileReply: Codable, Hashable {
        var failure: Failure?
    }
}
