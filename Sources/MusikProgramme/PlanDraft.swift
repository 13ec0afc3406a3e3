internal import MusikModel

/// A plan in the making.
struct PlanDraft {
    let request: PlanRequest
    var settings: PlanSettings
    var clips: [Clip] = []
    var notes: [PlanNote] = []
    var end: FrameCount = 0
    var openingEnd: FrameCount = 0
    var nextID: Int
    /// Nothing before this frame may change.
    var from: FrameCount = 0

    init(_ request: PlanRequest) {
        self.request = request
        settings = PlanSettings(request)
        nextID = request.firstID
    }

    var plan: Plan {
        let ordered = clips.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
        return Plan(
            programme: Programme(
                rate: settings.rate, clips: ordered, end: end, openingEnd: openingEnd),
            notes: notes, nextID: nextID, level: Decibels(settings.offset))
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
        try fill(
            Filling(
                main: request.main.isEmpty ? request.reserve : request.main,
                reserve: request.main.isEmpty ? [] : request.reserve, start: openingEnd,
                lead: openingLead, end: wantedEnd))
    }

    /// The first piece fades in over what the opening's recording holds after its last word.
    var openingLead: Chain.Lead {
        guard let opening = clips.first(where: { $0.kind == .opening }),
            case .recorded(let track) = request.opening
        else {
            return .silence
        }
        if opening.leaves(before: from) { return .silence }
        if settings.joins { return .joined(opening, frames: track.analysis.frames) }
        let rest =
            (track.analysis.frames - opening.sourceStart).converted(
                from: opening.sourceRate, to: settings.rate) - opening.length
        let longest = min(rest, settings.frames(Planner.openingFadeSeconds))
        return longest < settings.frames(0.5)
            ? .silence : .crossfade(leaving: opening.id, outgoing: nil, longest: longest)
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
