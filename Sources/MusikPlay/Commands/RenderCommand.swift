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
        abstract: "Write a programme to a file, as a session would play it or has played it.",
        discussion: """
            The same playlist, options and files always give the same bytes. With --session or \
            --events, the record of a session gives again what its first output delivered, sample for \
            sample; \
            a record that is incomplete, or whose files have changed, is refused.

            EXAMPLES
              musik-play render --playlist calm-shore --window 55m --out evening.flac
              musik-play render --playlist mine.m3u8 --natural --overlap 0 --loudness off \
            --dither none --out joined.wav
              musik-play render --events events.jsonl --out heard.wav
              musik-play render --session M01-017-S03 --out heard.wav
            """)

    @OptionGroup var options: RenderOptions

    func run() throws {
        try options.checkFiles()
        let surroundings = Surroundings.current()
        let data = try options.data.folder(in: surroundings)
        let store = AnalysisStore(folder: data.path + "/analysis")
        let progress = ProgressLine("checking files")
        let rendering: Rendering
        if let events = options.events {
            rendering = try Rendering(
                SessionRecord(path: events), store: store, progress: progress.show(_:of:))
        } else if let session = options.session {
            rendering = try Rendering(
                SessionRecord(session, in: data, surroundings), store: store,
                progress: progress.show(_:of:))
        } else {
            rendering = try planned(data, surroundings, store, progress)
        }
        progress.clear()
        let summary = try write(rendering)
        if options.json { print(try jsonText(summary)) } else { tell(rendering, summary) }
    }

    private func planned(
        _ data: DataFolder, _ surroundings: Surroundings, _ store: AnalysisStore,
        _ progress: ProgressLine
    ) throws(Failure) -> Rendering {
        let playlist = try LocatedPlaylist(
            options.playlist ?? "", data: data, surroundings: surroundings)
        var recordings = CueRecordings(data: data, surroundings: surroundings)
        let opening = try exercise(
            in: playlist.document, &recordings, usual: surroundings.language)
        let material = try ProgrammeMaterial(
            playlist, recordings: recordings, opening: opening, withBed: false, store: store,
            quality: options.resampling == .high ? .high : .veryHigh,
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
        return Rendering(
            try makePlan(material, playlist.document, store), material, surroundings.language)
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
        _ material: ProgrammeMaterial, _ document: PlaylistDocument, _ store: AnalysisStore
    ) throws(Failure) -> Plan {
        let rate = options.sampleRate
        let window: PlanRequest.Window =
            options.window.map { .frames(FrameCount(seconds: $0.seconds, at: rate)) } ?? .natural
        var request = PlanRequest(
            material, document: document, window: window, rate: rate, store: store)
        request.profile = .render
        try options.programme.apply(to: &request)
        do throws(PlanError) {
            return try Planner.plan(request)
        } catch {
            throw Failure(error)
        }
    }

    private func write(_ rendering: Rendering) throws -> RenderSummary {
        let programme = rendering.programme
        let encoding = options.bits.encoding
        var renderer = OfflineRenderer()
        renderer.format = encoding.format
        renderer.givesSamples = options.json || options.programme.loudness == .off
        renderer.options.level = Float(rendering.startLevel.amplitude)
        renderer.options.dither = options.effectiveDither == .tpdf
        // A session's landing was delivered as well.
        renderer.playsBed = rendering.frames != nil
        if options.programme.loudness == .off { renderer.options.ceiling = nil }
        var writer = try SoundFileWriter(
            path: options.out.path, container: options.out.container == .wav ? .wave : .flac,
            encoding: encoding, rate: programme.rate, digesting: options.json)
        var meter = options.json ? try OutputMeter(rate: programme.rate) : nil
        var peak: Float = 0
        let progress = ProgressLine("rendering")
        let total = rendering.frames ?? programme.end
        let limit = rendering.frames?.value ?? .max
        do {
            try renderer.render(
                programme, library: rendering.library, script: rendering.script,
                turns: rendering.turns
            ) { stretch in
                let left = limit - writer.frames.value
                guard left > 0 else { throw RecordOver() }
                let frames = Int(min(Int64(stretch.frames), left))
                guard frames > 0 else { return }
                try unsafe writer.write(
                    stretch.bytes.baseAddress!, frames: frames, as: encoding.format)
                if options.programme.loudness == .off { peak = max(peak, stretch.samplePeak) }
                if meter != nil {
                    try unsafe meter?.add(stretch.samples.baseAddress!, frames: frames)
                }
                progress.show(Int(writer.frames.value), of: Int(total.value))
            }
        } catch is RecordOver {
            // The session was stopped in a pause, which without an end would last for ever.
        } catch let error as SoundFileError {
            progress.clear()
            throw Failure(error)
        }
        progress.clear()
        if let frames = rendering.frames, writer.frames != frames {
            throw Failure(
                .data,
                "The record tells of \(frames.value) frames, and gives \(writer.frames.value).",
                remedy: "It is not whole; take it from the disk it was written to.")
        }
        let written: SoundFileWriter.Summary
        do throws(SoundFileError) {
            written = try writer.finish()
        } catch {
            throw Failure(error)
        }
        if peak > 1 && encoding != .float32 { warnOfClipping(peak) }
        return RenderSummary(programme, written: written, measured: try meter?.finish())
    }

    private func warnOfClipping(_ peak: Float) {
        let excess = decimal(Decibels(amplitude: Double(peak)).value, 2)
        complain(
            "musik-play: the loudest sample is \(excess) dB above full scale and was cut; render "
                + "with --bits 32f, or with a --loudness.")
    }

    private func tell(_ rendering: Rendering, _ summary: RenderSummary) {
        for note in rendering.notes { print(note) }
        let length = SessionScreen.clock(Double(summary.frames) / Double(summary.sampleRate))
        print(
            "\(options.out.path): \(length), \(counted(Int(summary.frames), "frame", "frames")), "
                + counted(summary.clips.count, "clip", "clips"))
    }
}

/// Everything that a record tells of is rendered.
private struct RecordOver: Error {}

extension BitDepth {
    /// The writer's word for it.
    fileprivate var encoding: SoundFileWriter.Encoding {
        switch self {
        case .integer16: .int16
        case .integer24: .int24
        case .float32: .float32
        }
    }
}
