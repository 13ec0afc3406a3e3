internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRecord
internal import MusikSoundFile

extension SessionWalk {
    /// The level of excerpts before a comfortable one is known, in dB.
    private static let firstLevel = -12.0

    /// Plays excerpts one after the other, each until Enter where there is a terminal; what sounded
    /// of each is on record.
    ///
    /// At the level that the patient found comfortable in this session, or at -12 dB before. The
    /// outputs are free before and after.
    ///
    /// - Parameter isAgain: whether they are only called back to mind, for 10 s each.
    /// - Returns: false where they can't be played, which is said then.
    @discardableResult
    func hear(_ source: ExcerptSource, isAgain: Bool = false) throws(Interruption) -> Bool {
        let played: Played
        do throws(Interruption) {
            played = try play(source, isAgain: isAgain)
        } catch {
            guard case .failed(let failure) = error else { throw error }
            // What can't be heard is no reason to leave the session.
            interviewer.say(Bilingual(same: "  \(failure.sentences)"))
            return false
        }
        try keep(played, in: source.arm)
        if let interruption = played.interruption { throw interruption }
        return true
    }

    /// Plays one of the programme's pieces again, where the arm allows it.
    func hearAgain(_ piece: HeardPiece) throws(Interruption) {
        guard let source = ExcerptSource(piece, in: options.arm) else {
            interviewer.say(
                Bilingual(
                    "  In this arm no music is played beside the programme.",
                    "  Dans ce bras, aucune musique n’est jouée hors du programme."))
            return
        }
        try hear(source, isAgain: true)
    }

    /// Plays two excerpts and asks which is preferred; both hearings and the answer are on record.
    ///
    /// - Returns: the answer; nil where they can't be played.
    func compare(_ pair: ExcerptSource) throws(Interruption) -> ExcerptsCompared.Choice? {
        precondition(pair.pieces.count == 2, "two are compared")
        enum Reply: String { case first, second, neither, undecided, again }
        for hearing in 1... {
            guard try hear(pair) else { return nil }
            var choices: [(Character, Reply, Bilingual)] = [
                ("1", .first, Bilingual(same: pair.pieces[0].title)),
                ("2", .second, Bilingual(same: pair.pieces[1].title)),
                ("n", .neither, Bilingual("neither", "aucun")),
                ("u", .undecided, Bilingual("undecided", "sans avis")),
            ]
            if hearing < 3 { choices.append(("a", .again, Bilingual("again", "encore"))) }
            let reply = try interviewer.choice(
                "music.thisOrThat", Bilingual("This or that?", "L’un ou l’autre ?"), choices,
                standard: .undecided, isForPatient: true)
            guard let choice = ExcerptsCompared.Choice(rawValue: reply.rawValue) else { continue }
            try keep(
                .excerptsCompared(
                    ExcerptsCompared(
                        first: pair.pieces[0].digest, second: pair.pieces[1].digest,
                        choice: choice)))
            return choice
        }
        return nil
    }

    /// Excerpts that were played, and for how long.
    private struct Played {
        var programme: Programme
        var excerpts: [(track: PlannedTrack, excerpt: Excerpt)]
        /// How much of each sounded, in seconds.
        var heard: [Double]
        /// What broke it off, where that was not somebody who had heard enough.
        var interruption: Interruption?

        /// Takes up that what is left was played for so many seconds: one of them at least is over.
        mutating func add(_ rest: Programme, until seconds: Double) {
            let ends = rest.clips.map {
                (
                    start: $0.start.seconds(at: rest.rate),
                    length: $0.length.seconds(at: rest.rate)
                )
            }
            let begun = max(1, ends.count { $0.start < seconds })
            heard += ends.prefix(begun).map { max(0, min($0.length, seconds - $0.start)) }
        }
    }

    private func play(_ source: ExcerptSource, isAgain: Bool) throws(Interruption) -> Played {
        let loaded = try doing { () throws(Failure) in try load(source) }
        let excerpts = try doing { () throws(Failure) in
            try self.excerpts(of: source, loaded, isAgain: isAgain)
        }
        let programme = Programme(
            excerpts: excerpts, kind: source.pieces[0].kind,
            loudness: options.programme.loudness.target ?? -23)
        for clip in programme.clips {
            let length = Int(clip.length.seconds(at: programme.rate).rounded())
            interviewer.say(
                Bilingual(
                    "  \(clip.title), \(length) s (Enter ends it)",
                    "  \(clip.title), \(length) s (Entrée l’arrête)"))
        }
        // The cards are free for them, and taken again for what follows.
        open?.engine.stop()
        open = nil
        let outputs = max(1, [options.headphones, options.speakers].count { $0 != nil })
        let levels =
            comfortableLevels(for: outputs)?.map(\.value)
            ?? Array(repeating: Self.firstLevel, count: outputs)
        let library = LoadedLibrary(loaded)
        var played = Played(programme: programme, excerpts: excerpts, heard: [])
        var isSilenced = false
        while played.heard.count < programme.clips.count, played.interruption == nil, !isSilenced {
            // Enter goes on to the next one, silence to none.
            let rest = programme.excerpts(from: played.heard.count)
            let seconds = try play(rest, library, levels) {
                do throws(Interruption) {
                    return try interviewer.pressedEnter()
                } catch {
                    played.interruption = error
                    return true
                }
            }
            played.add(rest, until: seconds)
            isSilenced = interviewer.wantsSilence
        }
        return played
    }

    /// Loads the files, and makes sure that they are still what they were.
    private func load(_ source: ExcerptSource) throws(Failure) -> [LoadedTrack] {
        let store = stage.data.analyses
        var loaded: [LoadedTrack] = []
        for piece in source.pieces {
            do throws(SoundFileError) {
                let reference = SourceReference(digest: piece.digest, path: piece.path)
                loaded.append(try LoadedTrack(source: reference, store: store))
            } catch {
                throw Failure(error)
            }
        }
        return loaded
    }

    private func excerpts(
        of source: ExcerptSource, _ loaded: [LoadedTrack], isAgain: Bool
    ) throws(Failure) -> [(track: PlannedTrack, excerpt: Excerpt)] {
        var excerpts: [(track: PlannedTrack, excerpt: Excerpt)] = []
        for (piece, track) in zip(source.pieces, loaded) {
            let found: Excerpt? =
                piece.kind == .cue
                ? .opening(of: track.analysis) : .telling(of: track.analysis)
            guard let found else {
                throw Failure(
                    .data, "Nothing is audible in \(piece.path).",
                    remedy: "Leave this piece out, or replace its file.")
            }
            let planned = PlannedTrack(
                reference: track.source, title: piece.title, analysis: track.analysis)
            excerpts.append((planned, isAgain ? found.prefix(Excerpt.againSeconds) : found))
        }
        return excerpts
    }

    /// Keeps what sounded.
    private func keep(_ played: Played, in arm: SupportArm) throws(Interruption) {
        for (place, seconds) in played.heard.enumerated() where seconds > 0 {
            let (track, excerpt) = played.excerpts[place]
            try keep(
                .excerptHeard(
                    ExcerptHeard(
                        digest: track.reference.digest, title: track.title,
                        start: excerpt.start, seconds: seconds, arm: arm)))
        }
    }
}
