internal import ArgumentParser
internal import MusikALSA
internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime

#if canImport(Glibc)
    internal import Glibc
#endif

/// `musik-play devices`.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "List the sound devices, or hear which is which.",
        discussion: """
            EXAMPLES
              musik-play devices
              musik-play devices test hw:CARD=PCH
            """,
        subcommands: [List.self, Test.self, Noise.self], defaultSubcommand: List.self)

    /// `musik-play devices list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the names that --headphones and --speakers take.",
            discussion: """
                Names that begin with hw: are cards themselves and the safest choice; pulse, \
                pipewire and jack are served by other programs. null: is silence at the right \
                pace, file:PATH.wav a file.
                """)

        @Flag(help: "Print a JSON array.")
        var json = false
        @OptionGroup var data: DataOptions

        func run() throws {
            let devices: [ALSADevice]
            do throws(ALSAError) {
                devices = try ALSADeviceList.playback()
            } catch {
                throw Failure(error)
            }
            if json {
                print(try jsonText(devices))
                return
            }
            let width = min(40, devices.map { TextWidth.columns(of: $0.name) }.max() ?? 0)
            for device in devices {
                print(
                    TextWidth.padded(device.name, to: max(width, device.name.count)) + "  "
                        + device.summary)
            }
            if !devices.contains(where: { $0.name.hasPrefix("hw:") }) {
                complain("There is no sound card; “musik-play doctor” says what to do about it.")
            }
            if case .found(let known)? = RecordProbe(try data.folder(in: .current())) {
                for measured in known.calibrations { print("measured: \(measured.line)") }
            }
        }
    }

    /// `musik-play devices test`.
    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Play a soft tone on the left, then on the right.",
            discussion: """
                At -30 dBFS, for three seconds; refused while a session runs.

                EXAMPLE
                  musik-play devices test hw:CARD=PCH
                """)

        @Argument(
            help: "A device as “musik-play devices” names it.",
            transform: OutputName.init(parsing:))
        var name: OutputName
        @OptionGroup var data: DataOptions

        func run() throws {
            let programme = ToneLibrary.programme
            let half = FrameCount(programme.end.value / 2)
            var said: ToneLibrary.Side?
            let played = try name.play(programme, ToneLibrary(), data) { heard in
                let side: ToneLibrary.Side = heard < half ? .left : .right
                if side != said {
                    complain(side.rawValue)
                    said = side
                }
            }
            print("\(played): the tones were played, left first.")
        }
    }

    /// `musik-play devices noise`.
    struct Noise: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Play the noise that a device's sound level is measured with.",
            discussion: """
                Pink noise on both channels, A-weighted -30 dB of full scale on each; refused while a \
                session runs. Begin with the device turned down: it is as loud as music. See “musik-play \
                settings calibrate --help”.

                EXAMPLE
                  musik-play devices noise "hw:CARD=PCH?volume=-12" --time 30s
                """)

        @Argument(
            help: "A device as “musik-play devices” names it.",
            transform: OutputName.init(parsing:))
        var name: OutputName
        @Option(
            help: ArgumentHelp("How long it plays, 1s to 10m.", valueName: "time"),
            transform: TimeSpan.init(parsing:))
        var time = TimeSpan(milliseconds: 30_000)
        @OptionGroup var data: DataOptions

        func validate() throws {
            guard (1.0...600).contains(time.seconds) else {
                throw ValidationError("The noise plays for 1s to 10m.")
            }
        }

        func run() throws {
            let programme = CalibrationNoise.programme(seconds: time.seconds)
            let played = try name.play(programme, CalibrationNoise(), data) { _ in }
            print("\(played): the noise was played, A-weighted -30 dB on each channel.")
        }
    }
}

extension OutputName {
    /// Plays what this program makes itself, to its end; returns the output's name.
    ///
    /// - Parameter heard: told how far it is, again and again.
    /// - Throws: 69 while a programme plays, and where the device can't be opened or stands still.
    fileprivate func play(
        _ programme: Programme, _ library: some AudioLibrary, _ data: DataOptions,
        heard: (FrameCount) -> Void
    ) throws -> String {
        let folder = try data.folder(in: .current())
        try folder.create()
        // Held while it sounds, so that no session starts into it.
        let lock = try SessionLock.take(folder)
        try EngineLock.requireNone(in: folder)
        let output = try SessionOutputs.output(self)
        let engine = Engine(
            programme: programme, library: library,
            outputs: [(output, OutputFeed.Options(isReference: true))])
        do {
            try engine.start()
        } catch let error as ALSAError {
            throw Failure(error)
        }
        defer { engine.stop() }
        engine.send(FeedCommand(.play))
        try engine.wait(for: self, until: programme.end, heard: heard)
        withExtendedLifetime(lock) {}
        return output.name
    }
}

extension Engine {
    /// Waits until its outputs have played up to a frame.
    ///
    /// - Parameter heard: told how far it is, again and again.
    /// - Throws: 69 where the device stands still.
    fileprivate func wait(
        for name: OutputName, until end: FrameCount, heard tell: (FrameCount) -> Void
    ) throws(Failure) {
        // The length, the longest buffer, and time for a slow server.
        let turns = Int(end.seconds(at: .standard) * 50) + 325
        for _ in 0..<turns {
            let position = position()
            let heard = position.heardFrame ?? position.deliveredFrame
            if position.isPlaying { tell(heard) }
            if heard >= end { return }
            _ = poll(nil, 0, 20)
        }
        throw Failure(
            .unavailable, "\(name) opened and then stood still.",
            remedy: "Check the plug and the sound server; “musik-play doctor” helps.")
    }
}
