internal import MusikEngine
internal import MusikModel
internal import MusikPlaylist
internal import MusikProgramme
internal import MusikSoundFile

/// The sound files of a programme, checked and held in memory.
struct ProgrammeMaterial: Sendable {
    /// A file that can't be used, by its entry.
    struct Problem: Sendable {
        var entry: PlaylistDocument.Entry
        var error: SoundFileError
        /// Its place among the main pieces.
        var place: Int
    }

    /// The pieces of the main list, or the cues, in order.
    var main: [PlannedTrack] = []
    /// The cues and the quiet of a cue programme, in order; a cue that can't be used is quiet.
    private(set) var moments: [CueParameters.Moment] = []
    /// The pieces in reserve.
    var reserve: [PlannedTrack] = []
    /// The closing cue.
    var closing: PlannedTrack?
    /// The bell between cues.
    var bell: PlannedTrack?
    /// The opening exercise.
    var opening: PlannedTrack?
    /// The landing bed.
    var bed: PlannedTrack?
    /// What is spoken in it: the opening exercise and the cues, each once.
    private(set) var spoken: [CueRecordings.Recording] = []
    /// What can't be used.
    var problems: [Problem] = []
    /// All files in memory.
    private(set) var library = LoadedLibrary([])

    /// Loads, checks and measures everything a playlist names; files heard before only have their
    /// digest checked.
    ///
    /// - Parameters:
    ///   - recordings: where the recordings of its cues are found.
    ///   - opening: the opening exercise, where one is wanted.
    ///   - withBed: whether the landing bed is wanted.
    ///   - language: the language of the titles that files of ours get.
    ///   - quality: how exactly sample rates are converted.
    ///   - progress: called with how many files are done, from other threads.
    /// - Throws: 65 for a location that can't be a file, and for an opening or a bed that is bad.
    init(
        _ playlist: LocatedPlaylist, recordings: CueRecordings, opening: CueRecordings.Recording?,
        withBed: Bool, store: AnalysisStore, language: Language = .english,
        quality: ResamplerQuality = .high,
        progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) throws(Failure) {
        // A moment of quiet has no file.
        let entries = playlist.document.entries.filter { $0.role != .quiet }
        var paths: [String] = []
        var recordings = recordings
        if let opening { spoken.append(opening) }
        for entry in entries {
            let path = try playlist.absolutePath(of: entry.location)
            let isCue = entry.role == .cue || entry.role == .closing
            let recording = isCue ? try recordings.recording(for: path) : nil
            if let recording, !spoken.contains(recording) { spoken.append(recording) }
            paths.append(recording?.path ?? path)
        }
        var extras: [String] = []
        if let opening { extras.append(opening.path) }
        if withBed, let bed = playlist.document.bed {
            extras.append(try playlist.absolutePath(of: bed))
        }
        let outcomes = SoundFileScan(store: store).run(paths + extras, progress: progress)
        var loaded: [LoadedTrack] = []
        var unread = zip(entries, outcomes).makeIterator()
        for entry in playlist.document.entries {
            guard entry.role != .quiet, let (_, outcome) = unread.next() else {
                moments.append(.quiet)
                continue
            }
            switch outcome {
            case .failure(let error):
                problems.append(
                    Problem(
                        entry: entry, error: error,
                        place: main.count + problems.count { $0.entry.role == .main }))
                if entry.role == .cue { moments.append(.quiet) }
            case .success(let track):
                loaded.append(track)
                place(track, entry)
            }
        }
        for (path, outcome) in zip(extras, outcomes.dropFirst(paths.count)) {
            switch outcome {
            case .failure(let error): throw Failure(error)
            case .success(let track):
                loaded.append(track)
                if path == opening?.path {
                    self.opening = Self.planned(track, title: Phrase.opening.text(language))
                } else {
                    bed = Self.planned(track, title: Phrase.landing.text(language))
                }
            }
        }
        library = LoadedLibrary(loaded, quality: quality)
    }

    /// Holds the files in memory that an engine's process shares.
    /// - Throws: 69 where there is too little.
    mutating func share() throws(Failure) {
        do throws(SoundFileError) {
            library = try library.inSharedMemory()
        } catch {
            throw Failure(error)
        }
    }

    /// Bytes of compressed sound in memory.
    var byteCount: Int { library.byteCount }

    private mutating func place(_ track: LoadedTrack, _ entry: PlaylistDocument.Entry) {
        let planned = Self.planned(track, title: entry.title)
        switch entry.role {
        case .main: main.append(planned)
        case .cue:
            main.append(planned)
            moments.append(.cue(planned))
        case .reserve: reserve.append(planned)
        case .closing: closing = planned
        case .bell: bell = planned
        case .quiet: preconditionFailure("quiet has no file")
        }
    }

    private static func planned(_ track: LoadedTrack, title: String) -> PlannedTrack {
        let name = track.path.split(separator: "/").last.map(String.init) ?? track.path
        return PlannedTrack(
            reference: track.source, title: title.isEmpty ? name : title, analysis: track.analysis)
    }

    /// Measures the correlation of passages in this material; with a store, each plan's once.
    func correlationMeter(at rate: SampleRate, store: AnalysisStore?) -> CorrelationMeter {
        library.correlationMeter(at: rate, store: store)
    }
}

extension LoadedLibrary {
    /// Measures the correlation of passages of these files; with a store, each plan's once.
    func correlationMeter(at rate: SampleRate, store: AnalysisStore?) -> CorrelationMeter {
        { pairs in
            let passages = pairs.map { pair in
                LoadedLibrary.PassagePair(
                    outgoing: SourceSegment(pair.outgoing), incoming: SourceSegment(pair.incoming),
                    frames: min(
                        pair.outgoing.length.converted(from: pair.outgoing.rate, to: rate),
                        pair.incoming.length.converted(from: pair.incoming.rate, to: rate)))
            }
            return correlations(of: passages, at: rate, store: store)
        }
    }
}
