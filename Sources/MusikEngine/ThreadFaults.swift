/// The page faults of one of this process's threads.
struct ThreadFaults: Hashable, Sendable {
    /// Those that took no disk.
    var minor: Int
    /// Those that waited for one.
    var major: Int

    /// A number of each.
    init(minor: Int = 0, major: Int = 0) {
        self.minor = minor
        self.major = major
    }

    /// Reads a thread's faults since it began, by the kernel's number; nil where it has ended. Not
    /// on an audio thread.
    static func read(_ thread: Int32) -> ThreadFaults? {
        ProcFile.text("/proc/self/task/\(thread)/stat").flatMap(ThreadFaults.init(stat:))
    }

    /// Takes them from a line of `proc(5)`'s `stat`; nil where it is none. The thread's name, the
    /// second field, may hold spaces and brackets.
    init?(stat line: String) {
        guard let close = line.lastIndex(of: ")") else { return nil }
        let fields = line[line.index(after: close)...].split(separator: " ")
        // From the third field on: minflt is the 10th, majflt the 12th.
        guard fields.count > 9, let minor = Int(fields[7]), let major = Int(fields[9]) else {
            return nil
        }
        self.minor = minor
        self.major = major
    }
}

/// The page faults of some threads since a moment.
///
/// A thread that takes another's place counts from when it is first seen: what it touched at its
/// own start delayed no sound.
struct FaultLedger {
    private struct Entry {
        var thread: Int32
        var base: ThreadFaults
        /// Those of the threads before it, and its own as they were read last.
        var carried = ThreadFaults()
        var own = ThreadFaults()
    }
    private var entries: [Entry] = []

    /// Counts from here on.
    mutating func begin(_ threads: [Int32]) {
        entries = threads.map { Entry(thread: $0, base: ThreadFaults.read($0) ?? ThreadFaults()) }
    }

    /// The faults of the thread at a place of those it began with, which may be another by now; none
    /// before `begin`.
    mutating func faults(of thread: Int32, at place: Int) -> ThreadFaults {
        guard entries.indices.contains(place) else { return ThreadFaults() }
        if entries[place].thread != thread {
            let entry = entries[place]
            entries[place] = Entry(
                thread: thread, base: ThreadFaults.read(thread) ?? ThreadFaults(),
                carried: entry.carried + entry.own)
        } else if let now = ThreadFaults.read(thread) {
            entries[place].own = now - entries[place].base
        }
        return entries[place].carried + entries[place].own
    }
}

extension ThreadFaults {
    fileprivate static func + (one: Self, other: Self) -> Self {
        ThreadFaults(minor: one.minor + other.minor, major: one.major + other.major)
    }

    fileprivate static func - (one: Self, other: Self) -> Self {
        ThreadFaults(minor: one.minor - other.minor, major: one.major - other.major)
    }
}
