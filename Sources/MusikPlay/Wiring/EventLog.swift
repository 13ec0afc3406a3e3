internal import FoundationEssentials
internal import MusikSession

#if canImport(Glibc)
    internal import Glibc
#endif

/// Writes a session's events, one JSON object a line, as they happen.
struct EventLog: ~Copyable {
    private let descriptor: Int32
    private let encoder: JSONEncoder
    /// The errno of the first line that could not be written; 0 while all could.
    private(set) var failure: Int32 = 0

    /// Opens the log; a file is appended to.
    /// - Throws: 73 or 77 where the file can't be made.
    init(_ target: EventTarget) throws(Failure) {
        encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        switch target {
        case .standardOutput: descriptor = dup(STDOUT_FILENO)
        case .file(let path):
            descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                let code = errno
                throw Failure(
                    Sysexit(creating: code), "\(path) can't be opened: \(errorText(code)).",
                    remedy: "Choose another file for --events.")
            }
        }
    }

    deinit { _ = close(descriptor) }

    /// Writes one event.
    mutating func write(_ event: SessionEvent) {
        guard let data = try? encoder.encode(SessionEventLine(event)) else { return }
        var bytes = (Array(data) + [10])[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno != EINTR {
                if failure == 0 { failure = errno }
                return
            }
        }
    }
}
