internal import MusikCuration
internal import MusikModel
internal import MusikProgramme
internal import MusikRecord
internal import MusikStore

/// What the record knows of a patient and music: a view of it, made anew each time.
struct PatientMusic {
    /// A session in which something was said, chosen or heard.
    struct Session: Hashable, Sendable {
        var code: SessionCode
        /// What was said of the day.
        var day: DayNoted?
        /// Choices between two excerpts.
        var comparisons: [Comparison] = []
        /// The pieces that sounded, each once, in order.
        var heard: [HeardPiece] = []
        /// Those of them that somebody skipped.
        var skipped: Set<ContentDigest> = []
        /// What was said of pieces.
        var reactions: [PieceReaction] = []
        /// How the whole was liked, 0 to 100.
        var liking: Int?
    }

    /// What was chosen between two excerpts.
    struct Comparison: Hashable, Sendable {
        /// The one that was chosen.
        var chosen: ContentDigest
        /// The other one.
        var other: ContentDigest
    }

    /// The patient.
    let patient: PatientEntry
    /// The music discussion; nil where it was not held.
    let intake: PatientIntake?
    /// The sessions with music that have begun, in order.
    let sessions: [Session]
    /// Pieces of a new kind to which somebody nodded.
    let nodded: Set<ContentDigest>

    /// Reads the record.
    /// - Parameter today: a session that is being prepared, of which nothing was heard yet.
    init(
        _ patient: PatientEntry, in store: RecordStore, today: SessionCode? = nil
    ) throws(Failure) {
        self.patient = patient
        let read = try recording { () throws(StoreError) in
            (
                intake: try store.intake(of: patient.code)?.intake,
                sessions: try store.sessions(of: patient.code)
            )
        }
        intake = read.intake
        var sessions: [Session] = []
        var nodded: Set<ContentDigest> = []
        for entry in read.sessions where entry.arm == .music || entry.code == today {
            let events = try recording { () throws(StoreError) in
                try store.events(of: entry.code)
            }
            let session = try Session(entry.code, events)
            if session.isTelling || entry.code == today { sessions.append(session) }
            for case .musicChosen(let chosen) in events.map(\.event.body) {
                nodded.formUnion(chosen.nodded ?? [])
            }
        }
        self.sessions = sessions
        self.nodded = nodded
    }

    /// What was heard in earlier sessions, the last one first.
    var recent: [[ContentDigest]] {
        sessions.reversed().map { $0.heard.map(\.digest) }.filter { !$0.isEmpty }
    }

    /// The pieces of which was said "not again", unless something else was said since.
    var notAgain: Set<ContentDigest> {
        var refused: Set<ContentDigest> = []
        for reaction in sessions.flatMap(\.reactions) {
            if reaction.isNotAgain {
                refused.insert(reaction.digest)
            } else {
                refused.remove(reaction.digest)
            }
        }
        return refused
    }

    /// The same as the preference model takes it; what the library doesn't know tells nothing.
    func history(_ library: CurationLibrary) -> PatientHistory {
        func piece(_ digest: ContentDigest) -> PatientPiece? {
            library.known[digest].map { PatientPiece($0.curated) }
        }
        let refused = notAgain
        return PatientHistory(
            sessions: sessions.map { session in
                var told = PatientSession(
                    choices: session.comparisons.compactMap { pair in
                        guard let chosen = piece(pair.chosen), let other = piece(pair.other) else {
                            return nil
                        }
                        return PatientChoice(chosen, over: other)
                    },
                    wish: session.day?.wish?.wish(on: library.scale),
                    answers: session.heard.compactMap { heard in
                        piece(heard.digest).map { session.answer($0, refused) }
                    })
                told.liking = session.liking.map(Double.init)
                return told
            },
            forbidden: Set(library.known.values.lazy.filter { avoids($0) }.map(\.digest)),
            nodded: nodded.sorted { $0.hex < $1.hex }.compactMap(piece))
    }

    /// Whether the intake rules a track out.
    func avoids(_ track: CurationLibrary.Track) -> Bool {
        guard let avoided = intake?.avoided, !avoided.isEmpty else { return false }
        let tags = track.tags
        let words = Set(
            (tags.instruments + tags.genres + tags.cultures + tags.contraindications
                + [track.title, tags.creator ?? ""]).map { $0.lowercased() })
        return avoided.contains { words.contains($0) }
    }

    /// Whether the intake lets a track's words be heard; without an intake none may be.
    func allowsLyrics(of tags: TrackTags) -> Bool {
        switch intake?.lyrics ?? .never {
        case .welcome: true
        case .never: tags.isKnownWithoutWords
        case .foreign:
            tags.isKnownWithoutWords
                || tags.lyrics == .words && !tags.languages.isEmpty
                    && !tags.languages.contains { intake?.languages.contains($0) ?? true }
        }
    }
}

extension PatientMusic.Session {
    /// What a session's events tell.
    fileprivate init(_ code: SessionCode, _ events: [RecordedEvent]) throws(Failure) {
        self.code = code
        let sounds = try DeliveredSound.list(events)
        for clip in sounds.flatMap(\.clips) where clip.clip.kind == .music {
            let piece = HeardPiece(digest: clip.clip.source.digest, title: clip.clip.title)
            if !heard.contains(where: { $0.digest == piece.digest }) { heard.append(piece) }
            if case .cut(let reasons) = clip.ending, reasons.contains("skip") {
                skipped.insert(piece.digest)
            }
        }
        for recorded in events.standing {
            switch recorded.event.body {
            case .dayNoted(let noted): day = noted
            case .excerptsCompared(let compared):
                if let pair = compared.pair {
                    comparisons.append(
                        PatientMusic.Comparison(chosen: pair.chosen, other: pair.other))
                }
            case .preferenceLogged(let logged):
                reactions = logged.pieces ?? []
                liking = logged.liking
            default: break
            }
        }
    }

    /// Whether it tells anything of preferences.
    fileprivate var isTelling: Bool { !heard.isEmpty || !comparisons.isEmpty }

    /// What was said of a piece that sounded, also where that is nothing.
    fileprivate func answer(
        _ piece: PatientPiece, _ refused: Set<ContentDigest>
    ) -> PatientAnswer {
        let said = reactions.first { $0.digest == piece.digest }
        // What was too intense is not wished for, whatever else was liked about it.
        let reaction =
            said?.isTooIntense == true ? min(said?.reaction ?? -1, -1) : said?.reaction
        return PatientAnswer(
            piece, reaction: reaction,
            isSkipped: skipped.contains(piece.digest) ? true : nil,
            isNotAgain: refused.contains(piece.digest))
    }
}

extension DayWish {
    /// The wish as the model takes it.
    func wish(on scale: TraitScale) -> PatientWish? {
        let (measure, isForMore): (TraitScale.Measure, Bool) =
            switch self {
            case .calm: (.intensity, false)
            case .lively: (.intensity, true)
            case .dark: (.brightness, false)
            case .bright: (.brightness, true)
            case .slow: (.tempo, false)
            }
        return scale.place(of: measure).map { PatientWish(trait: $0, isForMore: isForMore) }
    }
}
