internal import MusikCuration
internal import MusikModel
internal import MusikProgramme
internal import MusikRecord
internal import MusikStore

/// What a cue programme owes to what was said of the last session without music.
struct CueFeedback {
    /// How often each kind was heard, quiet among them where the programme had moments of it.
    private var moments: [CuePart.Kind: Int] = [:]
    /// What was said of each kind, or else of its cues: above nought liked, below disliked.
    private var said: [CuePart.Kind: Int] = [:]

    /// Reads a patient's last session without music of which something was said.
    /// - Throws: what keeps the record or a list of cues from being read.
    init(
        of patient: StudyCode, in store: RecordStore, recordings: CueRecordings
    ) throws(Failure) {
        let sessions = try recording { () throws(StoreError) in try store.sessions(of: patient) }
        for session in sessions.reversed()
        where session.started != nil && session.arm != .music {
            let events = try recording { () throws(StoreError) in
                try store.events(of: session.code)
            }
            let standing = events.standing
            guard
                let log = standing.compactMap({ recorded -> PreferenceLogged? in
                    if case .preferenceLogged(let log) = recorded.event.body { log } else { nil }
                }).last
            else { continue }
            try take(log, events, recordings)
            moments[.quiet] = Self.quietMoments(standing)
            return
        }
    }

    private mutating func take(
        _ log: PreferenceLogged, _ events: [RecordedEvent], _ recordings: CueRecordings
    ) throws(Failure) {
        var recordings = recordings
        var kinds: [ContentDigest: CuePart.Kind] = [:]
        for clip in try DeliveredSound.list(events).flatMap(\.clips).map(\.clip)
        where clip.kind == .cue {
            guard let kind = try recordings.kind(ofFile: clip.source.path) else { continue }
            kinds[clip.source.digest] = kind
            moments[kind, default: 0] += 1
        }
        for piece in log.pieces ?? [] {
            guard let kind = kinds[piece.digest], let reaction = piece.reaction else { continue }
            said[kind, default: 0] += reaction
        }
        for kind in SupportQuestion.kinds {
            if let reaction = log.support?[keyPath: kind.reaction] { said[kind.kind] = reaction }
        }
    }

    /// How many moments of quiet the list that was chosen had; nought where it was no built one.
    private static func quietMoments(_ events: [RecordedEvent]) -> Int {
        var count = 0
        for case .musicChosen(let chosen) in events.map(\.event.body) {
            let offer = events.first { $0.number == chosen.offer }
            guard let list = chosen.list, case .playlistOffered(let offered)? = offer?.event.body,
                offered.lists.indices.contains(list - 1)
            else { continue }
            count = offered.lists[list - 1].pieces.count { $0 == nil }
        }
        return count
    }

    /// What a programme with so many moments of each kind owes to it.
    func sentences(for now: [CuePart.Kind: Int]) -> [Bilingual] {
        SupportQuestion.kinds.compactMap { kind in
            let (before, after) = (moments[kind.kind] ?? 0, now[kind.kind] ?? 0)
            guard let said = said[kind.kind], said * (after - before) > 0 else { return nil }
            let name = kind.name
            return said > 0
                ? Bilingual(
                    "More \(name.english) than last time (\(after) instead of \(before)), because "
                        + "you liked it.",
                    "Plus de « \(name.french) » que la dernière fois (\(after) au lieu de "
                        + "\(before)), parce que cela vous a plu.")
                : Bilingual(
                    "Less \(name.english) than last time (\(after) instead of \(before)), after "
                        + "what you said.",
                    "Moins de « \(name.french) » que la dernière fois (\(after) au lieu de "
                        + "\(before)), d’après ce que vous avez dit.")
        }
    }
}
