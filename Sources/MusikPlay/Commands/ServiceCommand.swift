internal import ArgumentParser

#if canImport(Glibc)
    internal import Glibc
#endif

/// `musik-play service`.
struct ServiceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service",
        abstract: "Keep a record under an account of its own, and do everybody's commands on it.",
        discussion: """
            In a trial nobody who signs in may be able to open the record, its backups or the key. \
            They belong to an account that nobody logs in with, and this runs under it. Whoever has \
            an account on the machine then uses musik-play as always: the command goes through the \
            service's socket, the kernel says whose it is, and roles and sign-in decide. A command \
            that names its data itself (--data, MUSIK_DATA) does not go through it.

            Files that are named to a command are opened with the rights of whoever named them. The \
            service itself opens a trial's medium and music for the library, in a folder that --open \
            names. What sets a site up is done under the account itself: init, the first person, \
            trial init, join and open, merging, rendering, and where backups go.

            Sessions go on when the service ends. Sound cards have to be open to its account (group \
            audio); sound servers of somebody's desktop are not.

            SET-UP, AS ROOT
              useradd --system --groups audio --create-home --home-dir /var/lib/musik-play \
            --shell /usr/sbin/nologin musik-play
              runuser -u musik-play -- musik-play init --data /var/lib/musik-play/record --site MTL1 \
            --as NB
              runuser -u musik-play -- musik-play people add NB --role coordinator --data \
            /var/lib/musik-play/record --as NB
              musik-play service --unit > /etc/systemd/system/musik-play.service
              systemctl enable --now musik-play
            """)

    @Option(help: ArgumentHelp("Where it listens.", valueName: "path"), completion: .file())
    var socket = ServiceProtocol.usualSocket
    @Option(
        help: ArgumentHelp(
            "A folder whose contents the service opens; again for each.", valueName: "dir"),
        completion: .directory)
    var open: [String] = []
    @Flag(help: "Print a unit for systemd, and do nothing else.")
    var unit = false
    @OptionGroup var data: DataOptions

    func run() throws {
        let surroundings = Surroundings.current()
        if unit {
            print(ServiceUnit(program: surroundings.executableFolder + "/musik-play").text)
            return
        }
        let folder = try data.folder(in: surroundings)
        try folder.create()
        guard folder.isPrivate else {
            throw Failure(
                .configuration, "Other accounts can open \(folder.path).",
                remedy: "Run “chmod 700 \(folder.path)”.")
        }
        for place in open where !place.hasPrefix("/") || place.contains(":") {
            throw Failure(
                .usage, "\(place) is no folder that the service can open.",
                remedy: "Name it from the root, without a colon.")
        }
        umask(0o077)
        let service = try RecordService(folder, at: socket, opening: open)
        print("\(folder.path) is served at \(socket).")
        _ = fflush(nil)
        service.run()
    }
}

/// The unit that lets systemd run the service.
struct ServiceUnit {
    /// The path of the program.
    let program: String

    /// The unit's file.
    var text: String {
        """
        [Unit]
        Description=musik-play: the record of infusion sessions
        After=sound.target

        [Service]
        User=musik-play
        SupplementaryGroups=audio
        UMask=0077
        StateDirectory=musik-play
        StateDirectoryMode=0700
        RuntimeDirectory=musik-play
        RuntimeDirectoryPreserve=yes
        ExecStart=\(program) service --data /var/lib/musik-play/record \
        --open /media --open /srv/musik-play
        Restart=always
        # Sessions go on when the service ends.
        KillMode=process
        LimitRTPRIO=95
        LimitMEMLOCK=infinity
        NoNewPrivileges=yes
        PrivateNetwork=yes
        ProtectSystem=full
        ProtectKernelTunables=yes

        [Install]
        WantedBy=multi-user.target
        """
    }
}
