internal import ArgumentParser
internal import MusikModel
internal import MusikPlaylist
internal import MusikSoundFile

/// `musik-play playlist`.
struct PlaylistCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "playlist",
        abstract: "Build playlists, look at them, check them, convert them.",
        discussion: """
            A playlist is a JSPF, XSPF or M3U8 file, its locations relative to it, or the name of \
            one in a Playlists folder.
            """,
        subcommands: [Build.self, Check.self, Show.self, Convert.self])

    /// The playlist that a command is about.
    struct Input: ParsableArguments {
        @Argument(
            help: "A playlist file, or a name from Playlists.",
            completion: .file(extensions: ["jspf", "xspf", "m3u8"]))
        var playlist: String

        @OptionGroup var data: DataOptions

        /// Finds and reads it.
        func read() throws(Failure) -> LocatedPlaylist {
            let surroundings = Surroundings.current()
            return try LocatedPlaylist(
                playlist, data: data.folder(in: surroundings), surroundings: surroundings)
        }
    }

    /// `musik-play playlist check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find out whether every file of a playlist can be played.",
            discussion: """
                Decodes every file whole and names each that can't be played, the reason and what \
                to do; exits with 65 if there is one. What was measured is kept in the data \
                folder, so that a session with the same files is ready sooner.

                EXAMPLES
                  musik-play playlist check calm-shore
                  musik-play playlist check /media/usb/evening.m3u8
                """)

        @OptionGroup var input: Input

        func run() throws {
            let playlist = try input.read()
            let folder = try input.data.folder(in: .current())
            let findings = PlaylistCheck.findings(
                of: playlist, store: AnalysisStore(folder: folder.path + "/analysis"))
            for finding in findings { print(finding.description) }
            let count = playlist.document.entries.count
            guard findings.isEmpty else {
                throw Failure(
                    .data,
                    "\(playlist.path): \(counted(findings.count, "thing keeps", "things keep")) its "
                        + "\(counted(count, "entry", "entries")) from use as they are.",
                    remedy: "Correct what is named above, then check again.")
            }
            print("\(playlist.path): \(counted(count, "entry is", "entries are")) good.")
        }
    }

    /// `musik-play playlist show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what a playlist holds.",
            discussion: """
                Lengths are those the file claims; they are never planned with.

                EXAMPLE
                  musik-play playlist show calm-shore
                """)

        @OptionGroup var input: Input
        @Option(help: "The language of titles; otherwise the account's own.")
        var language: Language?

        func run() throws {
            let playlist = try input.read()
            let language = language ?? Surroundings.current().language
            for line in PlaylistListing.lines(of: playlist.document, language: language) {
                print(line)
            }
        }
    }

    /// `musik-play playlist convert`.
    struct Convert: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a playlist in another format.",
            discussion: """
                The output's ending - .jspf, .xspf or .m3u8 - decides the format. Locations are \
                rewritten so that they lead to the same files from the new place.

                EXAMPLES
                  musik-play playlist convert evening.m3u8 evening.jspf
                  musik-play playlist convert calm-shore /media/usb/calm.xspf --force
                """)

        @OptionGroup var input: Input
        @Argument(
            help: "The file to write.", completion: .file(extensions: ["jspf", "xspf", "m3u8"]))
        var output: String
        @Flag(help: "Replace the file if it is there already.")
        var force = false

        func validate() throws {
            guard PlaylistFormat(path: output) != nil else {
                throw ValidationError("The output's name must end in .jspf, .xspf or .m3u8.")
            }
        }

        func run() throws {
            let playlist = try input.read()
            let document = try playlist.relocated(to: output)
            do throws(PlaylistError) {
                try PlaylistFile.write(document, to: output, overwriting: force)
            } catch {
                var failure = Failure(error)
                if !force && failure.exit == .cannotCreate {
                    failure.remedy = "Choose another name, or replace the file with --force."
                }
                throw failure
            }
            print(output)
        }
    }
}
