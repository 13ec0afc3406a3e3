internal import MusikModel

/// Plans a programme anew from a frame while it plays.
///
/// Nothing before the frame changes: clips, gains and fades there stay what they are to the last
/// bit. What sounds at the frame goes on or leaves under a fade that begins at or after it; what
/// has not begun is planned afresh under new ids; the programme ends exactly where it is asked to.
/// Pure; any thread.
public enum Replanner {
    /// The nearest end that can be asked for, in seconds.
    public static let shortestEnding = 10.0
    /// The crossfade of a change, in seconds, where the material allows it.
    static let changeSeconds = 6.0
    /// How calmer and stronger move the gain when no such piece is left, in dB.
    static let levelStep = 3.0
    /// How far they may move it altogether, in dB.
    static let levelRange = -12.0...6.0

    /// The programme after a change.
    ///
    /// - Throws: `PlanError`; the programme that plays then goes on unchanged.
    public static func plan(_ request: RePlanRequest) throws(PlanError) -> Plan {
        var draft = try ReplanDraft(request)
        switch request.original.arm {
        case .music: try draft.changeMusic()
        case .cues: try draft.changeCues()
        }
        return draft.plan
    }
}

/// A programme being planned anew.
struct ReplanDraft {
    let request: RePlanRequest
    /// What has begun, and what is added to it.
    var draft: PlanDraft
    /// What had not begun, without the opening and the bed.
    var upcoming: [Clip]
    /// The bed that had not begun.
    let bed: [Clip]
    let newEnd: FrameCount

    var from: FrameCount { request.frame }
    var programme: Programme { request.programme }
    var settings: PlanSettings { draft.settings }

    var plan: Plan {
        var plan = draft.plan
        plan.programme.end = newEnd
        return plan
    }

    init(_ request: RePlanRequest) throws(PlanError) {
        self.request = request
        let (programme, from) = (request.programme, request.frame)
        draft = PlanDraft(request.original)
        draft.from = from
        draft.nextID = request.nextID
        draft.settings.offset = request.level.value
        draft.openingEnd = programme.openingEnd
        newEnd = try Self.end(request, rate: programme.rate)
        draft.end = newEnd
        let kept = programme.clips.filter { $0.start < from || $0.kind == .opening }
        let later = programme.clips.filter { $0.start >= from && $0.kind != .opening }
        draft.clips = kept
        upcoming = later.filter { $0.kind != .bed }
        bed = later.filter { $0.kind == .bed }
    }

    /// The end a change asks for.
    private static func end(
        _ request: RePlanRequest, rate: SampleRate
    ) throws(PlanError) -> FrameCount {
        let (end, from) = (request.programme.end, request.frame)
        func frames(_ seconds: Double) -> FrameCount { FrameCount(seconds: seconds, at: rate) }
        if case .extend(let seconds) = request.change { return max(end, from) + frames(seconds) }
        guard from < end else { throw .programmeOver }
        let wanted: FrameCount
        switch request.change {
        case .windDown(let seconds): wanted = from + frames(seconds)
        case .moveEnd(let frame): wanted = frame
        case .shorten(let frames): wanted = end - frames
        case .skip, .calmer, .stronger, .otherProgramme: wanted = end
        case .failed, .extend, .realign: return end
        }
        guard wanted - from >= frames(Replanner.shortestEnding) else {
            throw .endTooNear(
                seconds: (wanted - from).seconds(at: rate),
                minimumSeconds: Replanner.shortestEnding)
        }
        return wanted
    }

    /// The clips that sound at the frame.
    var active: [Clip] { draft.clips.filter { $0.start < from && from < $0.end } }

    /// Lets every clip that would sound beyond the end leave before it, over at most so many
    /// seconds.
    mutating func clearEnd(seconds: Double) {
        for index in draft.clips.indices {
            let clip = draft.clips[index]
            guard clip.kind != .bed, clip.start < from, clip.end > newEnd else { continue }
            let start = max(from, newEnd - settings.frames(seconds))
            draft.clips[index].leave(
                under: Fade(.outgoing, start: start, length: newEnd - start, correlation: 1),
                from: from)
        }
    }

    /// The track a clip was made from.
    func track(of clip: Clip) throws(PlanError) -> PlannedTrack {
        let original = request.original
        let known = original.main + original.reserve
        guard let track = known.first(where: { $0.reference.digest == clip.source.digest }) else {
            throw .unknownTrack(title: clip.title)
        }
        return track
    }
}
