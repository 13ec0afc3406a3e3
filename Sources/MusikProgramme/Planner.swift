internal import MusikModel

/// Plans a programme from pieces and a window, before anything sounds.
///
/// Pure: the same request gives the same plan. Any thread.
public enum Planner {
    /// The longest crossfade from the end of the opening's recording to the first piece.
    static let openingFadeSeconds = 4.0

    /// The programme for a request.
    ///
    /// - Throws: `PlanError` naming what is missing and what helps.
    public static func plan(_ request: PlanRequest) throws(PlanError) -> Plan {
        var draft = try PlanDraft(request)
        try draft.addOpening()
        switch request.arm {
        case .music:
            try draft.addMusic()
            try draft.addBed()
        case .cues: try draft.addCues()
        }
        return draft.plan
    }
}

/// A plan in the making.
struct PlanDraft {
    let request: PlanRequest
    let settings: PlanSettings
    var clips: [Clip] = []
    var notes: [PlanNote] = []
    var end: FrameCount = 0
    var openingEnd: FrameCount = 0
    var nextID: Int

    init(_ request: PlanRequest) throws(PlanError) {
        self.request = request
        settings = PlanSettings(request)
        nextID = request.firstID
    }

    var plan: Plan {
        let ordered = clips.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
        return Plan(
            programme: Programme(
                rate: settings.rate, clips: ordered, end: end, openingEnd: openingEnd),
            notes: notes, nextID: nextID)
    }

    /// The last frame's successor the window asks for; nil for the programme's own length.
    var wantedEnd: FrameCount? {
        guard case .frames(let window) = request.window else { return nil }
        return request.profile == .table5 ? openingEnd + window : window
    }

    /// A track as a clip of its own: its audible range (the whole file in joins), brought to a
    /// loudness, with short fades at its edges.
    mutating func clip(
        _ track: PlannedTrack, _ kind: Clip.Kind, start: FrameCount, loudness: Decibels?
    ) throws(PlanError) -> Clip {
        let piece = try Piece(track, settings)
        let gain = settings.gain(for: track.analysis, to: loudness).gain
        let clip = Clip(
            id: nextID, kind: kind, source: track.reference, title: track.title,
            sourceRate: track.analysis.rate, sourceStart: piece.sourceStart, start: start,
            length: piece.length, gain: GainLine(constant: Decibels(gain)),
            fades: settings.joins ? [] : settings.edges(start: start, length: piece.length))
        nextID += 1
        return clip
    }

    mutating func addOpening() throws(PlanError) {
        guard case .recorded(let track) = request.opening else { return }
        let opening = try clip(track, .opening, start: 0, loudness: request.loudness)
        noteLevel(track)
        openingEnd = opening.end
        clips.append(opening)
        if let end = wantedEnd, end <= openingEnd {
            throw .windowWithinOpening(
                missingSeconds: settings.seconds(openingEnd - end),
                helps: [.shorterOpening])
        }
    }

    mutating func noteLevel(_ track: PlannedTrack) {
        guard request.loudness != nil else { return }
        let limited = settings.gain(for: track.analysis, to: request.loudness).limited
        if !track.analysis.referenceLoudness.value.isFinite {
            notes.append(.unmeasuredLoudness(title: track.title))
        } else if limited > 0 {
            notes.append(.gainLimitedByPeak(title: track.title, by: Decibels(limited)))
        }
    }

    mutating func addMusic() throws(PlanError) {
        guard !request.main.isEmpty || !request.reserve.isEmpty else { throw .noTracks }
        var pieces: [Piece] = []
        for track in request.main + request.reserve { pieces.append(try Piece(track, settings)) }
        let book = SeamBook(pieces: pieces, settings: settings)
        let main = Array(request.main.indices)
        let reserve = Array(pieces.indices.dropFirst(main.count))
        let selection: PieceSearch.Selection
        if let end = wantedEnd {
            selection = try PieceSearch(
                book: book, head: nil, main: main, reserve: reserve, target: end - openingEnd
            ).best()
        } else {
            let order = main.isEmpty ? reserve : main
            selection = PieceSearch.Selection(
                order: order, choices: SeamFit(book: book, order: order).free().choices,
                dropped: [], added: main.isEmpty ? reserve : [])
        }
        let chain = Chain(book: book, selection: selection, start: openingEnd, lead: lead)
        let result = chain.build(nextID: &nextID)
        if let fade = result.lead, fade.length > 1 { stretchOpening(under: fade) }
        if let gain = result.joinedGain { clips[clips.count - 1].gain = gain }
        notes += selection.dropped.map { .droppedTrack(title: pieces[$0].track.title) }
        notes += selection.added.map { .addedReserve(title: pieces[$0].track.title) }
        for piece in selection.order { noteLevel(pieces[piece].track) }
        notes += result.notes
        clips += result.clips
        end = wantedEnd ?? result.clips[result.clips.count - 1].end
    }

    /// The first piece fades in over what the opening's recording holds after its last word.
    private var lead: Chain.Lead {
        guard let opening = clips.last, case .recorded(let track) = request.opening else {
            return .silence
        }
        if settings.joins { return .joined(opening, frames: track.analysis.frames) }
        let rest =
            (track.analysis.frames - opening.sourceStart).converted(
                from: opening.sourceRate, to: settings.rate) - opening.length
        let longest = min(rest, settings.frames(Planner.openingFadeSeconds))
        return longest < settings.frames(0.5)
            ? .silence : .crossfade(outgoing: nil, longest: longest)
    }

    private mutating func stretchOpening(under fade: Fade) {
        let index = clips.count - 1
        clips[index].length = fade.end - clips[index].start
        clips[index].fades.removeAll { $0.direction == .outgoing }
        clips[index].fades.append(
            Fade(
                .outgoing, start: fade.start, length: fade.length, correlation: fade.correlation))
    }
}

extension PlanSettings {
    /// Fades at the very edges of a clip, against clicks.
    func edges(start: FrameCount, length: FrameCount) -> [Fade] {
        let edge = min(frames(Chain.edgeSeconds), FrameCount(length.value * 2 / 5))
        guard edge > 0 else { return [] }
        return [
            Fade(.incoming, start: start, length: edge, correlation: 1),
            Fade(.outgoing, start: start + length - edge, length: edge, correlation: 1),
        ]
    }
}
