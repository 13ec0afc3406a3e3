private import Glibc

/// The pages that this program and its libraries are mapped from.
public enum ProgramPages {
    /// MADV_POPULATE_READ and MADV_POPULATE_WRITE of Linux 5.14, which Swift's Glibc module doesn't
    /// show. An older kernel refuses them, and then pages come as they are first used.
    private static let read: Int32 = 22
    private static let write: Int32 = 23

    /// Brings all of them into memory and into this process, so that code which runs for the first
    /// time in the middle of a session waits for no page and no disk: where memory is locked they
    /// stay. Takes some milliseconds, in which other threads that ask for memory wait: before any
    /// sound. Not on an audio thread.
    public static func touch() {
        var end = 0
        for line in (ProcFile.text("/proc/self/maps") ?? "").split(separator: "\n") {
            let fields = line.split(separator: " ", maxSplits: 5)
            guard fields.count >= 5 else { continue }
            let ends = fields[0].split(separator: "-").compactMap { Int($0, radix: 16) }
            guard ends.count == 2, fields[1].hasPrefix("r"), fields[1].hasSuffix("p") else {
                continue
            }
            let isWritten = fields[1].dropFirst().hasPrefix("w")
            let isFile = fields.count == 6 && fields[5].drop { $0 == " " }.hasPrefix("/")
            // Variables that begin as zeros lie behind those of the file, in no file.
            let isZeros = fields.count == 5 && isWritten && ends[0] == end
            guard isFile || isZeros else { continue }
            end = isWritten ? ends[1] : 0
            let place = unsafe UnsafeMutableRawPointer(bitPattern: ends[0])
            _ = unsafe madvise(place, ends[1] - ends[0], isWritten ? write : read)
        }
    }
}
