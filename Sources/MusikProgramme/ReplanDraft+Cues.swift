internal import MusikModel

extension ReplanDraft {
    /// The fade of a voice that leaves, in seconds.
    static let voiceSeconds = 1.0
    /// The nearest two cues come, in seconds.
    static let closestCues = 60.0

    mutating func changeCues() throws(PlanError) {
        guard var cues = request.original.cues else { throw .noTracks }
        var lost = request.failed
        let speaks = active.contains { !$0.leaves(before: from) }
        keepAnnounced()
        let next = nextCue(cues)
        var first = next.map(\.start) ?? afterLast(cues)
        switch request.change {
        case .skip:
            if !speaks { first = from }
            hush(seconds: Self.voiceSeconds) { _ in true }
            if from < draft.openingEnd {
                draft.forgetComing()
                draft.openingEnd = from
            }
        case .calmer:
            cues.spacingSeconds *= 2
            first = max(first, from + settings.frames(cues.spacingSeconds / 2))
        case .stronger:
            cues.spacingSeconds = max(Self.closestCues, cues.spacingSeconds / 2)
            first = min(first, from + settings.frames(cues.spacingSeconds / 2))
        case .otherProgramme:
            first = from
            hush(seconds: Replanner.changeSeconds) { $0.kind != .opening }
        case .failed(let id, let frame): fail(id, at: max(from, frame), &cues, &lost)
        case .windDown, .extend, .moveEnd, .shorten, .realign: break
        }
        let sounding = draft.clips.filter { $0.end > from }.map(\.end).max()
        let quiet = settings.frames(cues.quietSeconds)
        let busy = max(from, draft.openingEnd, sounding.map { $0 + quiet } ?? from)
        clearEnd(seconds: Self.voiceSeconds)
        cues.closing = try closing(cues, after: busy)
        let heard = draft.clips.filter { $0.kind == .cue }.sorted { $0.start < $1.start }
        let goesOn = draft.wantedEnd.map { newEnd > $0 } ?? false
        let list = cues.rest(
            after: heard.map(\.source.digest), next: next?.digest, without: lost, goesOn: goesOn)
        cues.cycles = cues.cycles || goesOn
        try draft.addCues(
            cues, list: list, first: max(first, busy), after: busy, wantedEnd: newEnd)
    }

    /// The cue that was to come next, and when, its bell included; nil where only the closing is left.
    private func nextCue(_ cues: CueParameters) -> (digest: ContentDigest, start: FrameCount)? {
        guard let first = upcoming.first, let cue = upcoming.first(where: { $0.kind == .cue }),
            cue.source.digest != cues.closing?.reference.digest
        else { return nil }
        return (cue.source.digest, first.start)
    }

    /// A spacing after the last cue that has begun.
    private func afterLast(_ cues: CueParameters) -> FrameCount {
        let spacing = settings.frames(cues.spacingSeconds)
        let last = draft.clips.filter { $0.kind == .cue }.max { $0.start < $1.start }
        guard let last else { return from + spacing }
        let bell = draft.clips.filter { $0.kind == .bell && $0.end <= last.start }
            .max { $0.start < $1.start }
        return (bell ?? last).start + spacing
    }

    /// Keeps the cue whose bell has rung.
    private mutating func keepAnnounced() {
        guard let cue = upcoming.first, cue.kind == .cue, request.change != .skip,
            draft.clips.max(by: { $0.start < $1.start })?.kind == .bell, cue.end <= newEnd
        else { return }
        draft.clips.append(cue)
        upcoming.removeFirst()
    }

    /// Lets clips that sound leave under a fade of so many seconds.
    mutating func hush(seconds: Double, _ wanted: (Clip) -> Bool) {
        for index in draft.clips.indices {
            let clip = draft.clips[index]
            guard clip.start < from, from < clip.end, wanted(clip), !clip.leaves(before: from)
            else { continue }
            let length = min(settings.frames(seconds), clip.end - from)
            draft.clips[index].leave(
                under: Fade(.outgoing, start: from, length: length, correlation: 1), from: from)
        }
    }

    private mutating func fail(
        _ id: Int, at frame: FrameCount, _ cues: inout CueParameters,
        _ lost: inout Set<ContentDigest>
    ) {
        guard let clip = programme.clips.first(where: { $0.id == id }) else { return }
        let digest = clip.source.digest
        draft.notes.append(.failedSource(title: clip.title))
        lost.insert(digest)
        if cues.closing?.reference.digest == digest { cues.closing = nil }
        if cues.bell?.reference.digest == digest { cues.bell = nil }
        if clip.start >= from { draft.clips.removeAll { $0.id == id } }
        guard let index = draft.clips.firstIndex(where: { $0.id == id }), frame < clip.end,
            from < clip.end
        else { return }
        let length = min(settings.frames(Self.voiceSeconds), frame - from)
        if length > 0 {
            draft.clips[index].leave(
                under: Fade(.outgoing, start: frame - length, length: length, correlation: 1),
                from: from)
        } else {
            draft.clips[index].stop(at: from)
        }
        if clip.kind == .opening { draft.openingEnd = frame }
    }

    /// The closing cue, where it still fits before the end.
    private mutating func closing(
        _ cues: CueParameters, after busy: FrameCount
    ) throws(PlanError) -> PlannedTrack? {
        guard let closing = cues.closing else { return nil }
        let nextID = draft.nextID
        let length = try draft.belled(closing, cues, start: 0).last!.end
        draft.nextID = nextID
        if busy + length <= newEnd { return closing }
        draft.notes.append(.droppedCue(title: closing.title))
        return nil
    }
}
