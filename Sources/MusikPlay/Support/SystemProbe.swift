internal import MusikKeeper

#if canImport(Glibc)
    internal import Glibc
#endif

/// What a machine and an account offer to a session, as facts.
struct SystemProbe: Hashable, Sendable {
    /// A limit of the account for this process; nil for none.
    struct Limit: Hashable, Sendable {
        var soft: UInt64?
        var hard: UInt64?
    }

    /// The sound cards' lines of `/proc/asound/cards`; nil where ALSA itself is missing.
    var cards: [String]?
    /// The highest real-time priority.
    var realTimePriority: Limit
    /// The bytes that may be locked in memory.
    var lockedMemory: Limit
    /// The microseconds that a real-time thread may run without a pause.
    var realTimeRun: Limit
    /// Whether the account is the superuser.
    var isSuperuser: Bool
    /// Whether the account belongs to the group `audio`; nil where there is no such group.
    var isInAudioGroup: Bool?
    /// The kernel's release and version.
    var kernel: String
    /// Whether the kernel preempts at any point (PREEMPT_RT).
    var isRealTimeKernel: Bool
    /// Whether this process is in a container.
    var isContainer: Bool
    /// Free bytes on the disk of the data folder; nil where that can't be found.
    var freeBytes: UInt64?
    /// The folder that was asked about.
    var dataFolder: String
    /// Whether no other account can open the data folder; nil where there is none yet.
    var isDataPrivate: Bool?
    /// The processor's power governor, where there is one.
    var governor: String?
    /// Whether the machine can be kept awake during a session.
    var canStayAwake = true
    /// USB sound cards that the kernel may put to sleep.
    var drowsyCards: [String] = []
    /// Whether the program that encrypts backups is on PATH.
    var hasAge: Bool
    /// What the record in the data folder says; nil where there is none.
    var record: RecordProbe?
    /// Libraries and their versions.
    var libraries: [String: String]

    /// Reads the facts of this machine and process; the record is for somebody else to open.
    init(dataFolder: String, libraries: [String: String]) {
        cards = Self.lines("/proc/asound/cards")?.filter { $0.contains("]:") }
        realTimePriority = Self.limit(__RLIMIT_RTPRIO)
        lockedMemory = Self.limit(__RLIMIT_MEMLOCK)
        realTimeRun = Self.limit(__RLIMIT_RTTIME)
        isSuperuser = geteuid() == 0
        isInAudioGroup = Self.audioGroup()
        var name = utsname()
        _ = unsafe uname(&name)
        kernel = Self.text(&name.release) + " " + Self.text(&name.version)
        isRealTimeKernel =
            Self.lines("/sys/kernel/realtime")?.first == "1" || kernel.contains("PREEMPT_RT")
        isContainer =
            unsafe access("/.dockerenv", F_OK) == 0
            || access("/run/.containerenv", F_OK) == 0
        freeBytes = Self.freeBytes(dataFolder)
        self.dataFolder = dataFolder
        isDataPrivate = Self.isPrivate(dataFolder)
        governor = Self.lines("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")?.first
        canStayAwake = SleepInhibitor.isAvailable
        drowsyCards = Self.drowsyCards()
        hasAge = Self.isOnPath(AgeProgram.name)
        self.libraries = libraries
    }

    private static func isOnPath(_ program: String) -> Bool {
        guard let path = unsafe getenv("PATH") else { return false }
        return unsafe String(cString: path).split(separator: ":").contains {
            unsafe access($0 + "/" + program, X_OK) == 0
        }
    }

    private static func limit(_ kind: __rlimit_resource) -> Limit {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(kind.rawValue), &limit) == 0 else {
            return Limit(soft: 0, hard: 0)
        }
        func bounded(_ value: rlim_t) -> UInt64? { value == rlim_t.max ? nil : UInt64(value) }
        return Limit(soft: bounded(limit.rlim_cur), hard: bounded(limit.rlim_max))
    }

    private static func audioGroup() -> Bool? {
        guard let group = unsafe getgrnam("audio") else { return nil }
        let audio = unsafe group.pointee.gr_gid
        var groups = [gid_t](repeating: 0, count: 256)
        let count = unsafe getgroups(Int32(groups.count), &groups)
        return audio == getegid() || groups.prefix(max(0, Int(count))).contains(audio)
    }

    /// Whether a folder is its owner's alone; nil where there is none.
    static func isPrivate(_ folder: String) -> Bool? {
        var information = stat()
        guard unsafe stat(folder, &information) == 0 else { return nil }
        return information.st_mode & 0o077 == 0
    }

    /// The cards on USB whose device may be suspended when nothing is played (power/control “auto”).
    private static func drowsyCards() -> [String] {
        (0..<32).compactMap { number in
            let card = "/sys/class/sound/card\(number)"
            guard let device = unsafe realpath(card + "/device", nil) else { return nil }
            defer { unsafe free(device) }
            let parent = unsafe String(cString: device) + "/.."
            guard unsafe access(parent + "/idVendor", F_OK) == 0,
                lines(parent + "/power/control")?.first == "auto"
            else { return nil }
            return lines(card + "/id")?.first ?? "card \(number)"
        }
    }

    private static func freeBytes(_ folder: String) -> UInt64? {
        var path = folder
        var information = statvfs()
        // The folder may not exist yet: its disk is that of the nearest folder above.
        while unsafe statvfs(path, &information) != 0 {
            guard errno == ENOENT, let slash = path.lastIndex(of: "/"), path != "/" else {
                return nil
            }
            path = slash == path.startIndex ? "/" : String(path[..<slash])
        }
        return UInt64(information.f_bavail) * UInt64(information.f_frsize)
    }

    private static func lines(_ path: String) -> [String]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { _ = close(file) }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe read(file, buffer.baseAddress, buffer.count)
        }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }

    private static func text<Field>(_ field: inout Field) -> String {
        unsafe withUnsafeBytes(of: &field) { bytes in
            String(decoding: unsafe Array(bytes).prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
