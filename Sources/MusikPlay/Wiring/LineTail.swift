internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// The end of a log's file: whether its last line is whole, and what is missing after it.
struct LineTail {
    /// Lines that could not be written since the last one that was.
    private var missing = 0
    /// Whether the last line was written in part only.
    private var isTorn = false

    /// Writes a line, and before it how many are missing; waits as long as the file lets it.
    ///
    /// Returns an errno, 0 for success. A torn line is ended, so that it spoils no other.
    mutating func write(
        _ line: SessionEventLine, with encoder: JSONEncoder, to descriptor: Int32
    ) -> Int32 {
        var bytes: [UInt8] = isTorn ? [10] : []
        do {
            if missing > 0 {
                let note = SessionEventLine(linesLost: missing, before: line)
                bytes += try encoder.encode(note) + [10]
            }
            bytes += try encoder.encode(line) + [10]
        } catch {
            // A figure that JSON can't hold; the next line says that one is missing.
            missing += 1
            return EINVAL
        }
        let (code, isBegun) = Self.put(bytes[...], to: descriptor)
        if code == 0 {
            (missing, isTorn) = (0, false)
        } else {
            missing += 1
            isTorn = isTorn || isBegun
        }
        return code
    }

    /// Writes bytes; an errno, and whether some were written before it.
    private static func put(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> (Int32, Bool) {
        var rest = bytes
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count > 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: break
            case EAGAIN:
                var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&polled, 1, 1000)
            case let code: return (code, rest.count < bytes.count)
            }
        }
        return (0, false)
    }
}
