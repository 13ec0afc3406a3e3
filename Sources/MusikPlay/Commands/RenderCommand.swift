internal import ArgumentParser
internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime
internal import MusikSoundFile

/// `musik-play render`.
struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Write a programme to a file, as a session would play it.",
        discussion: """
            The same playlist, options and files always give the same bytes.

            EXAMPLES
              musik-play render --playlist calm-shore --window 55m --out evening.flac
              musik-play render --playlist mine.m3u8 --natural --overlap 0 --loudness off \
            --dither none --out joined.wav
            """)

    @OptionGroup var options: RenderOptions

    func run() throws {
        try options.checkFiles()
        let surroundings = Surroundings.current()
        let data = try options.data.folder(in: surroundings)
        let playlist = try LocatedPlaylist(
            options.playlist, data: data, surroundings: surroundings)
        var recordings = CueRecordings(data: data, surroundings: surroundings)
        let opening = try exercise(
            in: playlist.document, &recordings, usual: surroundings.language)
        let progress = ProgressLine("checking files")
        let material = try ProgrammeMaterial(
            playlist, recordings: recordings, opening: opening, withBed: false,
            store: AnalysisStore(folder: data.path + "/analysis"),
            progress: { progress.show($0, of: $1) })
        progress.clear()
        for problem in material.problems { complain(Failure(problem.error).description) }
        guard material.problems.isEmpty else {
            throw Failure(
                .data,
                "\(counted(material.problems.count, "file", "files")) of \(playlist.path) can't be "
                    + "played.",
                remedy: "Do what is said above, or take them out of the playlist.")
        }
        let plan = try makePlan(material, playlist.document)
        let summary = try write(plan, material)
        if options.json { print(try jsonText(summary)) } else { tell(plan, summary) }
    }

    private func exercise(
        in document: PlaylistDocument, _ recordings: inout CueRecordings, usual: Language
    ) throws(Failure) -> CueRecordings.Recording? {
        // A playlist in its own length is rendered as it is.
        let standard = options.natural ? nil : document.opening
        let name = options.opening.map { $0.exercise(in: document) } ?? standard
        guard let name else { return nil }
        return try recordings.exercise(name, document.language ?? usual)
    }

    private func makePlan(
        _ material: ProgrammeMaterial, _ document: PlaylistDocument
    ) throws(Failure) -> Plan {
        let rate = options.sampleRate
        let window: PlanRequest.Window =
            options.window.map { .frames(FrameCount(seconds: $0.seconds, at: rate)) } ?? .natural
        var request = PlanRequest(material, document: document, window: window, rate: rate)
        request.profile = .render
        request.loudness = options.loudness.target
        request.overlap = options.overlap.planned
        request.arc = try options.arc.planned()
        do throws(PlanError) {
            return try Planner.plan(request)
        } catch {
            throw Failure(error)
        }
    }

    private func write(_ plan: Plan, _ material: ProgrammeMaterial) throws -> RenderSummary {
        let encoding: SoundFileWriter.Encoding =
            switch options.bits {
            case .integer16: .int16
            case .integer24: .int24
            case .float32: .float32
            }
        var renderer = OfflineRenderer()
        renderer.format = encoding.format
        renderer.options.dither = options.effectiveDither == .tpdf
        if options.loudness == .off { renderer.options.ceiling = nil }
        var writer = try SoundFileWriter(
            path: options.out.path, container: options.out.container == .wav ? .wave : .flac,
            encoding: encoding, rate: plan.programme.rate, digesting: options.json)
        var meter = options.json ? try OutputMeter(rate: plan.programme.rate) : nil
        var peak: Float = 0
        let progress = ProgressLine("rendering")
        let total = Int(plan.programme.end.value)
        do {
            try renderer.render(plan.programme, library: material.library) { stretch in
                let frames = unsafe stretch.samples.count / 2
                guard frames > 0 else { return }
                try unsafe writer.write(
                    stretch.bytes.baseAddress!, frames: frames, as: encoding.format)
                if options.loudness == .off { peak = max(peak, stretch.samplePeak) }
                if meter != nil {
                    try unsafe meter?.add(stretch.samples.baseAddress!, frames: frames)
                }
                progress.show(Int(writer.frames.value), of: total)
            }
        } catch let error as SoundFileError {
            progress.clear()
            throw Failure(error)
        }
        progress.clear()
        let written: SoundFileWriter.Summary
        do throws(SoundFileError) {
            written = try writer.finish()
        } catch {
            throw Failure(error)
        }
        if peak > 1 && encoding != .float32 {
            complain(
                "musik-play: the loudest sample is \(decimal(Decibels(amplitude: Double(peak)).value, 2)) dB "
                    + "above full scale and was cut; render with --bits 32f, or with a --loudness.")
        }
        let measured = try meter?.finish()
        return RenderSummary(plan.programme, written: written, measured: measured)
    }

    private func tell(_ plan: Plan, _ summary: RenderSummary) {
        let language = Surroundings.current().language
        for note in plan.notes { if let text = note.sentence(language) { print(text) } }
        let length = SessionScreen.clock(Double(summary.frames) / Double(summary.sampleRate))
        print(
            "\(options.out.path): \(length), \(counted(Int(summary.frames), "frame", "frames")), "
                + counted(summary.clips.count, "clip", "clips")
        )
    }
}
