/// Judges whether a machine is fit for a session, and says what to do where it isn't.
enum Doctor {
    /// How a finding is to be taken.
    enum Verdict: String, Hashable, Sendable, Codable {
        /// As it should be.
        case good
        /// A session runs, with a risk that is named.
        case warning
        /// No session can run.
        case bad
    }

    /// One thing looked at.
    struct Finding: Hashable, Sendable, Codable {
        /// A short name that never changes, for programs.
        var name: String
        /// The judgement.
        var verdict: Verdict
        /// What was found.
        var found: String
        /// What to do; nil where nothing is to be done.
        var advice: String?
    }

    /// The least free disk for a session's log, in bytes; below it no session starts.
    static let leastFreeBytes: UInt64 = 50_000_000
    /// Free disk below which the screen warns, in bytes.
    static let comfortableFreeBytes: UInt64 = 1_000_000_000
    /// The memory that a session wants to lock, in bytes.
    static let lockedBytes: UInt64 = 512_000_000
    /// The real-time priority that the output threads ask for.
    static let priority: UInt64 = 70

    /// Looks at everything, in the order in which it is printed.
    static func findings(_ probe: SystemProbe) -> [Finding] {
        [
            cards(probe), audioGroup(probe), priority(probe), memory(probe), runTime(probe),
            kernel(probe), governor(probe), sleep(probe), autosuspend(probe), disk(probe),
            privacy(probe),
        ].compactMap { $0 } + calibrations(probe) + backups(probe) + libraries(probe)
    }

    private static func cards(_ probe: SystemProbe) -> Finding {
        guard let cards = probe.cards, !cards.isEmpty else {
            return Finding(
                name: "cards", verdict: .warning,
                found: probe.cards == nil
                    ? "the kernel has no sound support (/proc/asound is missing)"
                    : "no sound card",
                advice: probe.isContainer
                    ? "Give the container its devices: --device /dev/snd."
                    : "Plug a card in. Without one only the silent output null: and devices of a "
                        + "sound server work.")
        }
        let list = cards.map { $0.split(separator: " ").joined(separator: " ") }
        return Finding(
            name: "cards", verdict: .good, found: list.joined(separator: "; "), advice: nil)
    }

    private static func audioGroup(_ probe: SystemProbe) -> Finding? {
        guard !probe.isSuperuser else { return nil }
        switch probe.isInAudioGroup {
        case true?:
            return Finding(
                name: "audioGroup", verdict: .good, found: "the account is in the group audio",
                advice: nil)
        case false?:
            return Finding(
                name: "audioGroup", verdict: .warning,
                found: "the account is not in the group audio",
                advice: "Run “sudo adduser $USER audio”, then log out and in again.")
        case nil:
            return Finding(
                name: "audioGroup", verdict: .warning, found: "there is no group audio",
                advice: "Run “sudo apt-get install alsa-utils”, then add the account to audio.")
        }
    }

    private static func limitsAdvice(_ line: String) -> String {
        "Write “@audio - \(line)” into /etc/security/limits.d/audio.conf, then log out and in "
            + "again."
    }

    private static func priority(_ probe: SystemProbe) -> Finding {
        let allowed = probe.realTimePriority.hard
        let isEnough = probe.isSuperuser || allowed.map { $0 >= priority } ?? true
        return Finding(
            name: "realTimePriority", verdict: isEnough ? .good : .warning,
            found: probe.isSuperuser
                ? "the superuser may use any real-time priority"
                : "real-time priority up to \(allowed.map(String.init) ?? "any")",
            advice: isEnough ? nil : limitsAdvice("rtprio 95"))
    }

    private static func memory(_ probe: SystemProbe) -> Finding {
        let allowed = probe.lockedMemory.hard
        let isEnough = probe.isSuperuser || allowed.map { $0 >= lockedBytes } ?? true
        return Finding(
            name: "lockedMemory", verdict: isEnough ? .good : .warning,
            found: "may lock \(allowed.map(size) ?? "any amount") of memory",
            advice: isEnough ? nil : limitsAdvice("memlock unlimited"))
    }

    private static func runTime(_ probe: SystemProbe) -> Finding {
        // The output threads sleep at every period, so 100 ms of running is far outside their use.
        let isEnough = probe.realTimeRun.soft.map { $0 >= 100_000 } ?? true
        return Finding(
            name: "realTimeRun", verdict: isEnough ? .good : .warning,
            found: probe.realTimeRun.soft.map {
                "a real-time thread may run \($0 / 1000) ms without a pause"
            } ?? "a real-time thread may run without a limit",
            advice: isEnough ? nil : limitsAdvice("rttime unlimited"))
    }

    private static func kernel(_ probe: SystemProbe) -> Finding {
        let preempts = probe.isRealTimeKernel || probe.kernel.contains("PREEMPT")
        return Finding(
            name: "kernel", verdict: preempts ? .good : .warning,
            found: probe.kernel + (probe.isRealTimeKernel ? " (real-time)" : ""),
            advice: preempts
                ? nil
                : "This kernel doesn't preempt itself; if the sound breaks under load, use "
                    + "Debian's own kernel with “preempt=full” on its command line.")
    }

    private static func governor(_ probe: SystemProbe) -> Finding? {
        guard let governor = probe.governor else { return nil }
        let saves = governor == "powersave" || governor == "conservative"
        return Finding(
            name: "governor", verdict: saves ? .warning : .good,
            found: "processor governor \(governor)",
            advice: saves ? "Plug the mains in and choose the performance profile." : nil)
    }

    private static func sleep(_ probe: SystemProbe) -> Finding {
        Finding(
            name: "sleep", verdict: probe.canStayAwake ? .good : .warning,
            found: probe.canStayAwake
                ? "the machine is kept awake during a session"
                : "nothing keeps the machine awake during a session",
            advice: probe.canStayAwake || probe.isContainer
                ? nil
                : "Install systemd's logind, or switch sleep and the lid's switch off in the "
                    + "machine's settings.")
    }

    private static func autosuspend(_ probe: SystemProbe) -> Finding? {
        guard probe.cards?.isEmpty == false else { return nil }
        let cards = probe.drowsyCards.joined(separator: ", ")
        return Finding(
            name: "usbAutosuspend", verdict: cards.isEmpty ? .good : .warning,
            found: cards.isEmpty
                ? "no sound card is put to sleep" : "the kernel may put \(cards) to sleep",
            advice: cards.isEmpty
                ? nil
                : "Add “usbcore.autosuspend=-1” to the kernel's command line, or write “on” into "
                    + "the device's power/control.")
    }

    private static func disk(_ probe: SystemProbe) -> Finding {
        guard let free = probe.freeBytes else {
            return Finding(
                name: "disk", verdict: .bad, found: "\(probe.dataFolder) can't be reached",
                advice: "Name another folder with --data DIR.")
        }
        let verdict: Verdict =
            free < leastFreeBytes ? .bad : free < comfortableFreeBytes ? .warning : .good
        return Finding(
            name: "disk", verdict: verdict, found: "\(size(free)) free for \(probe.dataFolder)",
            advice: verdict == .good
                ? nil : "Make room, or name a folder on another disk with --data DIR.")
    }

    private static func privacy(_ probe: SystemProbe) -> Finding? {
        guard let isPrivate = probe.isDataPrivate else { return nil }
        return Finding(
            name: "privacy", verdict: isPrivate ? .good : .warning,
            found: isPrivate
                ? "no other account can open \(probe.dataFolder)"
                : "other accounts can open \(probe.dataFolder)",
            advice: isPrivate
                ? nil : "Run “chmod 700 \(probe.dataFolder)”; a trial is refused until then.")
    }

    /// What was measured of outputs; nothing where there is no record to keep it.
    private static func calibrations(_ probe: SystemProbe) -> [Finding] {
        guard case .found(let known)? = probe.record else { return [] }
        if known.calibrations.isEmpty {
            return [
                Finding(
                    name: "soundLevels", verdict: .good,
                    found: "no output was measured: nothing limits levels but 0 dB (settings "
                        + "calibrate)",
                    advice: nil)
            ]
        }
        return known.calibrations.map {
            Finding(name: "soundLevels", verdict: .good, found: $0.line, advice: nil)
        }
    }

    private static func libraries(_ probe: SystemProbe) -> [Finding] {
        probe.libraries.sorted { $0.key < $1.key }.map { name, version in
            Finding(name: "library." + name, verdict: .good, found: version, advice: nil)
        }
    }

    /// A number of bytes for reading.
    static func size(_ bytes: UInt64) -> String {
        switch bytes {
        case 10_000_000_000...: "\(bytes / 1_000_000_000) GB"
        case 1_000_000...: "\(bytes / 1_000_000) MB"
        default: "\(bytes / 1000) kB"
        }
    }
}
