internal import MusikEngine
internal import MusikKeeper

#if canImport(Glibc)
    internal import Glibc
#endif

/// A process that the service has started to do the work of somebody's command.
enum Served {
    /// Whether this process is one.
    static let isServed = unsafe getenv(ServiceProtocol.servedVariable) != nil

    /// The command that lends the files which the person named; nil where this process does its own
    /// work.
    static let lender: FileLender? = isServed ? FileLender() : nil

    /// The account of the person whose command it is, as the kernel noted it; -1 where no service
    /// started this.
    static let account = LocalSocket.peerAccount(of: ServiceProtocol.connection) ?? -1

    /// Takes note of whose command it is, and of its end.
    /// - Throws: 78 where somebody else than the service said that this process is served.
    static func begin() throws(Failure) {
        guard isServed else { return }
        guard account >= 0 else {
            throw Failure(
                .configuration,
                "\(ServiceProtocol.servedVariable) is set, and no service started this.",
                remedy: "Unset it.")
        }
        // Only the service keeps it, so that its end shows at the command.
        _ = close(ServiceProtocol.connection)
        _ = fcntl(ServiceProtocol.lender, F_SETFD, FD_CLOEXEC)
        do {
            try NamedThread.detach("musik-command") { watchCommand() }
        } catch {
            throw Failure(
                .unavailable, "The system gives no thread: \(errorText(error.code)).",
                remedy: "Try again.")
        }
    }

    /// Waits for the command's end: from then on its terminal is its account's again, and counts as
    /// closed here.
    private static func watchCommand() {
        var polled = pollfd(fd: ServiceProtocol.lender, events: 0, revents: 0)
        while unsafe poll(&polled, 1, -1) <= 0 || Int32(polled.revents) & Int32(POLLHUP) == 0 {}
        let nothing = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where nothing >= 0 {
            _ = dup2(nothing, stream)
        }
        kill(getpid(), SIGHUP)
    }

    /// The path of a file or folder that is opened with this process's own rights: for a served one
    /// it has to be there, and in one of the folders that the service was set up for, links resolved.
    ///
    /// - Throws: 77 where it isn't.
    static func opened(_ path: String) throws(Failure) -> String {
        guard isServed else { return path }
        let listed = unsafe getenv(ServiceProtocol.foldersVariable).map {
            unsafe String(cString: $0).split(separator: ":").map(String.init)
        }
        let allowed = (listed ?? []).compactMap(resolved)
        if let full = resolved(path),
            allowed.contains(where: { full == $0 || full.hasPrefix($0 + "/") })
        {
            return full
        }
        throw Failure(
            .noPermission, "The service doesn't open \(path).",
            remedy: listed.map {
                "It opens what is in \($0.joined(separator: ", ")), named from the root."
            } ?? "It was set up to open no folder: see “musik-play service --help”.")
    }

    /// Makes sure that a playlist is named, or lies where the program keeps some: what is in it is
    /// opened with this process's rights.
    /// - Throws: 77 for any other path.
    static func requireOwn(_ playlist: String, in folders: [String]) throws(Failure) {
        guard isServed, playlist.contains("/") else { return }
        let isOwn = folders.contains { playlist.hasPrefix($0 + "/") }
        guard !isOwn || playlist.split(separator: "/").contains("..") else { return }
        throw Failure(
            .noPermission, "The service doesn't open \(playlist).",
            remedy: "Take a list that was built for the patient, or the name of one.")
    }

    /// Makes sure that nothing is written under a name that somebody chose.
    /// - Throws: 77 in a process that is served.
    static func requireNoFile(_ path: String) throws(Failure) {
        guard isServed else { return }
        throw Failure(
            .noPermission, "The service doesn't write \(path).",
            remedy: "What a session delivered is in the record: “musik-play report”.")
    }

    /// Makes sure that a device is named, and not described: some of ALSA's plugins write files, or
    /// start programs.
    /// - Throws: 77 where it isn't.
    static func requirePlain(_ device: String) throws(Failure) {
        guard isServed else { return }
        let name = device.prefix { $0 != ":" && $0 != "?" }
        let rest = device.dropFirst(name.count)
        let letters = { (text: Substring, more: String) in
            text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || more.utf8.contains($0)
            }
        }
        let takesCard = [
            "hw", "plughw", "default", "sysdefault", "front", "iec958", "hdmi", "dmix",
        ].contains(name)
        if letters(name, "_-"), !["tee", "file"].contains(name),
            letters(rest, takesCard ? "_-=,.:?&" : "?=&_"), rest.first != ":" || takesCard
        {
            return
        }
        throw Failure(
            .noPermission, "The service opens no device that is described like “\(device)”.",
            remedy: "Take a name that “musik-play devices” lists.")
    }

    private static func resolved(_ path: String) -> String? {
        guard path.hasPrefix("/"), let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
