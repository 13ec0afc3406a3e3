public import ArgumentParser
internal import MusikModel
public import MusikRecord
internal import MusikStore

extension OutputCalibration.Purpose: ExpressibleByArgument {}

extension SettingsCommand {
    /// `musik-play settings calibrate`.
    struct Calibrate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep how loud an output is at the ear, and how loud it may be.",
            discussion: """
                Play the noise with “musik-play devices noise DEVICE”, everything as in a session, and \
                read a sound level meter, A-weighted, mean of at least ten seconds: at the ear inside \
                the headphones, or where the patient's head lies. From then on no level of that output \
                lets any second of a programme pass the ceiling, and reports state the sound dose.

                EXAMPLE
                  musik-play settings calibrate "hw:CARD=PCH?volume=-12" --output headphones --reading 68.5 \
                --ceiling 80 --reason "commissioning" --as NB
                """)

        @Argument(
            help: "The device as a session names it, with the volume of its card.",
            transform: OutputName.init(parsing:))
        var device: OutputName
        @Option(help: "What it is for: headphones or speakers.")
        var output: OutputCalibration.Purpose
        @Option(
            help: ArgumentHelp(
                "The meter's reading of the noise: 30 to 130.", valueName: "dBA"))
        var reading: Double?
        @Option(
            help: ArgumentHelp(
                "The highest sound level over any second: 40 to 100.", valueName: "dBA"))
        var ceiling: Double?
        @Flag(help: "Forget what was measured of it: nothing limits it any more.")
        var forget = false
        @Option(help: "Why it changes.", transform: givenReason)
        var reason: String
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func validate() throws {
            if forget != (reading == nil && ceiling == nil) || (reading == nil) != (ceiling == nil)
            {
                throw ValidationError("Give both --reading and --ceiling, or --forget.")
            }
        }

        func run() throws {
            let (store, author) = try options.store(for: author, as: .coordinator)
            let place = try CalibratedDevice(device)
            let before = try recording { () throws(StoreError) in try store.settings() }
            var settings = before
            var all = (settings.calibrations ?? []).filter {
                $0.purpose != output || $0.device != place.device
            }
            if let reading, let ceiling {
                guard !place.isCard || place.volume != nil else {
                    throw Failure(
                        .usage, "A card is measured with a volume that stays.",
                        remedy: "Name it, in dB, as in “\(place.device)?volume=-12”, here and in "
                            + "sessions.")
                }
                let sound = SoundCalibration(
                    hearing: output.hearing,
                    fullScale: reading - CalibrationNoise.level.value, ceiling: ceiling)
                all.append(
                    OutputCalibration(
                        purpose: output, device: place.device, volume: place.volume, sound: sound,
                        by: author.actor, at: store.now.wall))
            }
            settings.calibrations = all.isEmpty ? nil : all
            try settings.replace(
                before, in: store, by: author, reason: reason,
                help: "“musik-play settings calibrate --help” says how it is measured.")
        }
    }
}

extension OutputCalibration {
    /// What was measured, on one line.
    var line: String {
        "\(purpose.rawValue) \(device)"
            + (volume.map { " at a volume of \(decimal($0, 1)) dB" } ?? "")
            + ": \(decimal(sound.fullScale, 1)) dBA at full scale, at most "
            + "\(decimal(sound.ceiling, 1)) dBA; \(by), \(at.day)"
    }
}
