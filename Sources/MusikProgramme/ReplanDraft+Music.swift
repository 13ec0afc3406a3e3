internal import MusikModel

extension ReplanDraft {
    /// The piece that sounds, has not begun to leave, and was last to come.
    var running: Clip? {
        active.last { $0.kind == .music && !$0.leaves(before: from) }
    }

    mutating func changeMusic() throws(PlanError) {
        var pool = try Pool(self)
        for digest in request.failed { pool.remove(digest) }
        switch request.change {
        case .skip: try skip(&pool)
        case .calmer: try restart(&pool, calmer: true)
        case .stronger: try restart(&pool, calmer: false)
        case .windDown: try windDown(&pool)
        case .extend, .moveEnd, .shorten, .realign: try goOn(pool)
        case .otherProgramme: try begin()
        case .failed(let id, let frame): try replace(id, at: frame, &pool)
        }
        clearEnd(seconds: Chain.finalFade.lowerBound)
        if newEnd == programme.end, request.change != .otherProgramme {
            draft.clips += bed
        } else {
            try draft.addBed()
        }
    }

    /// Whether the frame lies before the end of an opening that is recorded.
    var openingSounds: Bool {
        from < draft.openingEnd && draft.clips.contains { $0.kind == .opening }
    }

    /// Begins the request's pieces in their order; what sounds leaves unless it is the opening.
    private mutating func begin() throws(PlanError) {
        let original = request.original
        let main = original.main.filter { !request.failed.contains($0.reference.digest) }
        let reserve = original.reserve.filter { !request.failed.contains($0.reference.digest) }
        if openingSounds {
            try followOpening(main: main, reserve: reserve, repeats: main)
        } else {
            hush(seconds: Self.voiceSeconds) { _ in true }
            try leave(main: main, reserve: reserve, repeats: main)
        }
    }

    private mutating func skip(_ pool: inout Pool) throws(PlanError) {
        if openingSounds {
            draft.forgetComing()
            draft.openingEnd = from
        }
        try leave(main: pool.upcoming, reserve: pool.unheard, repeats: pool.repeats)
    }

    /// Keeps what sounds and fits what follows to the end.
    private mutating func goOn(_ pool: Pool, materialEnd: FrameCount? = nil) throws(PlanError) {
        try goOn(
            main: pool.upcoming, reserve: pool.unheard, repeats: pool.repeats,
            materialEnd: materialEnd)
    }

    mutating func goOn(
        main: [PlannedTrack], reserve: [PlannedTrack], repeats: [PlannedTrack],
        materialEnd: FrameCount? = nil
    ) throws(PlanError) {
        if openingSounds {
            try followOpening(main: main, reserve: reserve, repeats: repeats)
            return
        }
        guard var clip = running else {
            try leave(main: main, reserve: reserve, repeats: repeats)
            return
        }
        let track = try track(of: clip)
        var sourceEnd =
            settings.joins ? track.analysis.frames : CuePoints(track.analysis).audibleEnd
        if let materialEnd {
            let rate = clip.sourceRate
            var native = (materialEnd - clip.start).converted(from: settings.rate, to: rate)
            while native.converted(from: rate, to: settings.rate) > materialEnd - clip.start {
                native -= 1
            }
            sourceEnd = min(sourceEnd, clip.sourceStart + native)
        }
        let length = (sourceEnd - clip.sourceStart).converted(
            from: clip.sourceRate, to: settings.rate)
        let fadedIn = clip.fades.filter { $0.direction == .incoming }.map(\.end).max() ?? 0
        let changeable = materialEnd == nil ? max(from, fadedIn) : from
        let remaining = clip.start + length - changeable
        guard remaining > 0, remaining > settings.frames(0.1) || settings.joins else {
            try leave(main: main, reserve: reserve, repeats: repeats, material: max(0, remaining))
            return
        }
        clip.fades.removeAll { $0.direction == .outgoing && $0.start >= from }
        let head = Piece(
            running: clip, track: track, until: sourceEnd, remaining: remaining, settings)
        try draft.fill(
            Filling(
                main: main, reserve: reserve, repeats: repeats, head: head, start: clip.start,
                lead: .running(clip, from: from), end: newEnd))
    }

    /// Plans the pieces behind an opening that goes on.
    private mutating func followOpening(
        main: [PlannedTrack], reserve: [PlannedTrack], repeats: [PlannedTrack]
    ) throws(PlanError) {
        let start = draft.openingEnd
        if let index = draft.clips.firstIndex(where: { $0.kind == .opening }),
            !draft.clips[index].leaves(before: from)
        {
            let edge = min(settings.frames(Chain.edgeSeconds), start - from)
            draft.clips[index].leave(
                under: Fade(.outgoing, start: start - edge, length: edge, correlation: 1),
                from: from)
            if settings.joins { draft.clips[index].fades.removeAll { $0.direction == .outgoing } }
        }
        guard newEnd - start >= settings.frames(Replanner.shortestEnding) else {
            throw .windowWithinOpening(
                missingSeconds: settings.seconds(start - newEnd) + Replanner.shortestEnding,
                helps: [.shorterOpening])
        }
        try draft.fill(
            Filling(
                main: main, reserve: reserve, repeats: repeats, start: start,
                lead: draft.openingLead, end: newEnd))
    }

    /// Lets what sounds leave at the frame, and the first of the pieces come.
    ///
    /// - Parameter material: how many frames the clip that leaves still has, where its source
    ///   failed.
    mutating func leave(
        main: [PlannedTrack], reserve: [PlannedTrack], repeats: [PlannedTrack],
        material: FrameCount? = nil
    ) throws(PlanError) {
        let wanted = settings.frames(Replanner.changeSeconds)
        let edge = settings.frames(Chain.edgeSeconds)
        let leaving = active.last { !$0.leaves(before: from) }
        var common: FrameCount = 0
        if let leaving { common = min(wanted, material ?? rest(of: leaving)) }
        var lead = Chain.Lead.silence
        if let leaving, common >= edge {
            lead = .crossfade(
                leaving: leaving.id,
                outgoing: Chain.passage(of: leaving, from: from, length: 0, rate: settings.rate),
                longest: common)
        } else if let clip = active.last {
            // What sounds is leaving already, or has too little left for a common fade: the next
            // piece comes by itself, as fast as the gap asks for.
            let gentle = settings.frames(Chain.longestBeginning)
            let longest = leaving == nil ? max(gentle, min(wanted, clip.end - from)) : edge
            lead = .crossfade(leaving: nil, outgoing: nil, longest: longest)
        }
        // All else that sounds and would go on leaves with it.
        for index in draft.clips.indices {
            let clip = draft.clips[index]
            guard clip.start < from, from < clip.end, !clip.leaves(before: from) else { continue }
            let length = clip.id == leaving?.id ? common : min(wanted, clip.end - from)
            draft.clips[index].stop(at: from)
            if length > 0 {
                draft.clips[index].leave(
                    under: Fade(.outgoing, start: from, length: length, correlation: 1), from: from)
            }
        }
        let none = main.isEmpty && reserve.isEmpty
        try draft.fill(
            Filling(
                main: none ? repeats : main, reserve: reserve, repeats: repeats, start: from,
                lead: lead, end: newEnd))
    }

    /// How long a clip can still leave: to its end or, where that is near, to its file's end.
    private func rest(of clip: Clip) -> FrameCount {
        let planned = clip.end - from
        guard planned < settings.frames(1), let track = try? track(of: clip) else { return planned }
        let file = (track.analysis.frames - clip.sourceStart).converted(
            from: clip.sourceRate, to: settings.rate)
        return max(planned, clip.start + file - from)
    }
}
