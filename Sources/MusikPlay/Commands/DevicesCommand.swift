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
        subcommands: [List.self, Test.self], defaultSubcommand: List.self)

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
            let folder = try data.folder(in: .current())
            try folder.create()
            // Held while the tones sound, so that no session starts into them.
            let lock = try SessionLock.take(folder)
            let output = try SessionOutputs.output(name)
            let programme = ToneLibrary.programme
            let engine = Engine(
                programme: programme, library: ToneLibrary(),
                outputs: [(output, OutputFeed.Options(isReference: true))])
            do {
                try engine.start()
            } catch let error as ALSAError {
                throw Failure(error)
            }
            defer { engine.stop() }
            engine.send(FeedCommand(.play))
            try wait(for: engine, until: programme.end)
            print("\(output.name): the tones were played, left first.")
            withExtendedLifetime(lock) {}
        }

        private func wait(for engine: Engine, until end: FrameCount) throws(Failure) {
            var said: ToneLibrary.Side?
            // The tones' length, the longest buffer, and time for a slow server.
            for _ in 0..<500 {
                let position = engine.position()
                let heard = position.heardFrame ?? position.deliveredFrame
                let side: ToneLibrary.Side = heard < FrameCount(end.value / 2) ? .left : .right
                if position.isPlaying && side != said {
                    complain(side.rawValue)
                    said = side
                }
                if heard >= end { return }
                _ = poll(nil, 0, 20)
            }
            throw Failure(
                .unavailable, "\(name) opened and then stood still.",
                remedy: "Check the plug and the sound server; “musik-play doctor” helps.")
        }
    }
}
