internal import MusikCuration
internal import MusikModel
internal import MusikProgramme
internal import MusikRecord
internal import MusikStore

/// What a patient's sessions without music let know: a view of the record, made anew each time.
struct CueHistory: Sendable {
    /// The spacings that may be wished for, in seconds.
    static let spacings = 120.0...600.0
    /// The spacing before anybody said anything, in seconds.
    static let usualSpacing = 240.0

    /// What was said of cues and of kinds, session by session; the last one is today's.
    private(set) var patient = PatientHistory()
    /// What was heard in earlier sessions, the last session first.
    private(set) var recent: [[ContentDigest]] = []
    /// The spacing that is wished for, in seconds.
    private(set) var spacingSeconds = Self.usualSpacing

    /// Reads a patient's record.
    ///
    /// - Parameters:
    ///   - kinds: the kinds of known cues; another one's is found by its file.
    ///   - recordings: where the recordings of cues are found.
    /// - Throws: 65 where a session's record can't be read, or a list of cues is wrong.
    init(
        of code: StudyCode, in store: RecordStore, kinds: [ContentDigest: CuePart.Kind],
        recordings: CueRecordings
    ) throws(Failure) {
        var recordings = recordings
        let sessions = try recording { () throws(StoreError) in try store.sessions(of: code) }
        var today: [PatientChoice] = []
        for session in sessions where session.started != nil && session.arm != .music {
            let events = try recording { () throws(StoreError) in
                try store.events(of: session.code)
            }
            let all = try HeardPiece.list(events)
            let heard = all.filter { $0.kind != .music }
            if !heard.isEmpty { recent.insert(heard.map(\.digest), at: 0) }
            let logs = events.standing.compactMap { recorded -> PreferenceLogged? in
                if case .preferenceLogged(let log) = recorded.event.body { log } else { nil }
            }
            let choices = events.standing.compactMap { Self.choice($0, kinds) }
            guard let log = logs.last else {
                today += choices
                continue
            }
            var answers: [PatientAnswer] = []
            let music = Set(all.filter { $0.kind == .music }.map(\.digest))
            for piece in log.pieces ?? [] where !music.contains(piece.digest) {
                var kind = kinds[piece.digest]
                if kind == nil {
                    let path = heard.first { $0.digest == piece.digest }?.path ?? ""
                    kind = try recordings.kind(ofFile: path)
                }
                if let kind { answers.append(PatientAnswer(piece, kind)) }
            }
            if let support = log.support {
                answers += Self.answers(support)
                move(support.spacing)
            }
            patient.sessions.append(PatientSession(choices: choices, answers: answers))
        }
        patient.sessions.append(PatientSession(choices: today))
    }

    /// What was chosen between two excerpts of cues.
    private static func choice(
        _ recorded: RecordedEvent, _ kinds: [ContentDigest: CuePart.Kind]
    ) -> PatientChoice? {
        guard case .excerptsCompared(let compared) = recorded.event.body, let pair = compared.pair,
            let chosen = kinds[pair.chosen], let other = kinds[pair.other]
        else { return nil }
        return PatientChoice(
            PatientPiece(digest: pair.chosen, traits: chosen.traits),
            over: PatientPiece(digest: pair.other, traits: other.traits))
    }

    /// Reactions to kinds, each as one to a piece that stands for the kind.
    private static func answers(_ support: SupportReactions) -> [PatientAnswer] {
        SupportQuestion.kinds.compactMap { kind in
            support[keyPath: kind.reaction].map { reaction in
                PatientAnswer(
                    PatientPiece(digest: kind.kind.standIn, traits: kind.kind.traits),
                    reaction: reaction)
            }
        }
    }

    private mutating func move(_ said: SupportReactions.Spacing?) {
        let factor =
            switch said {
            case .tooClose?: 1.25
            case .tooFar?: 0.8
            case .right?, nil: 1.0
            }
        let wanted = (spacingSeconds * factor / 15).rounded() * 15
        spacingSeconds = min(max(wanted, Self.spacings.lowerBound), Self.spacings.upperBound)
    }
}

extension PatientAnswer {
    /// What was said of a single cue. One that was too intense is not wished for, whatever else was
    /// liked about it.
    fileprivate init(_ said: PieceReaction, _ kind: CuePart.Kind) {
        self.init(
            PatientPiece(digest: said.digest, traits: kind.traits),
            reaction: said.isTooIntense ? min(said.reaction ?? -1, -1) : said.reaction,
            isNotAgain: said.isNotAgain)
    }
}

extension CuePart.Kind {
    /// What preference may depend on: for each kind whether it is that one.
    var traits: [Double] { Self.allCases.map { $0 == self ? 1 : 0 } }

    /// Stands for the kind as a whole, where a piece is meant; no file has this digest.
    var standIn: ContentDigest {
        let place = Self.allCases.firstIndex(of: self) ?? 0
        return ContentDigest(
            bytes: [UInt8](repeating: 0, count: 31) + [UInt8(truncatingIfNeeded: place)])
    }
}
