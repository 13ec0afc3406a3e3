internal import MusikModel

extension ReplanDraft {
    /// The pieces a change can draw on.
    struct Pool {
        /// What was planned to come, in order.
        var upcoming: [PlannedTrack] = []
        /// What no clip uses, the list's before the reserve's.
        var unheard: [PlannedTrack] = []
        /// What has sounded, the first first; what sounds now comes last.
        var repeats: [PlannedTrack] = []

        init(_ draft: ReplanDraft) throws(PlanError) {
            var used: [ContentDigest: Int] = [:]
            for clip in draft.programme.clips where clip.kind == .music {
                used[clip.source.digest, default: 0] += 1
            }
            for clip in draft.upcoming where clip.kind == .music {
                upcoming.append(try draft.track(of: clip))
            }
            let original = draft.request.original
            for track in original.main + original.reserve {
                if used[track.reference.digest, default: 0] > 0 {
                    used[track.reference.digest, default: 0] -= 1
                } else {
                    unheard.append(track)
                }
            }
            for clip in draft.draft.clips where clip.kind == .music {
                let track = try draft.track(of: clip)
                repeats.removeAll { $0.reference.digest == track.reference.digest }
                repeats.append(track)
            }
            if repeats.isEmpty { repeats = upcoming + unheard }
        }

        /// Leaves a failed piece out for good.
        mutating func remove(_ digest: ContentDigest) {
            upcoming.removeAll { $0.reference.digest == digest }
            unheard.removeAll { $0.reference.digest == digest }
            repeats.removeAll { $0.reference.digest == digest }
        }
    }

    /// The pieces not heard yet, calmest (strongest) first, each with its intensity.
    private func ranked(_ pool: Pool, calmer: Bool) -> [(track: PlannedTrack, intensity: Double)] {
        let rated = (pool.upcoming + pool.unheard).map { ($0, $0.analysis.intensity) }
        return rated.enumerated().sorted { left, right in
            let sign = calmer ? 1.0 : -1.0
            return (left.element.1 * sign, left.offset) < (right.element.1 * sign, right.offset)
        }.map(\.element)
    }

    /// The first of some pieces that together last longer than a stretch, and the others.
    private func enough(
        _ tracks: [PlannedTrack], for frames: FrameCount
    ) throws(PlanError) -> (enough: [PlannedTrack], rest: [PlannedTrack]) {
        var total = FrameCount.zero
        var count = 0
        while count < tracks.count, total <= frames {
            let piece = try Piece(tracks[count], settings)
            total += max(
                FrameCount(piece.length.value / 2),
                piece.length - settings.overlapRange.longest)
            count += 1
        }
        return (Array(tracks.prefix(count)), Array(tracks.dropFirst(count)))
    }

    /// Goes over to calmer (stronger) pieces, or where none is left moves the gain.
    mutating func restart(_ pool: inout Pool, calmer: Bool) throws(PlanError) {
        let ranked = ranked(pool, calmer: calmer)
        let now = try running.map { clip throws(PlanError) in
            try track(of: clip).analysis.intensity
        }
        let helps = ranked.contains { candidate in
            guard let now else { return true }
            return calmer ? candidate.intensity < now : candidate.intensity > now
        }
        guard helps else {
            let (before, range) = (draft.settings.offset, Replanner.levelRange)
            let wanted = before + (calmer ? -Replanner.levelStep : Replanner.levelStep)
            let level = min(max(wanted, range.lowerBound), range.upperBound)
            draft.settings.offset = level
            draft.notes.append(.levelChanged(by: Decibels(level - before)))
            try goOn(main: pool.upcoming, reserve: pool.unheard, repeats: pool.repeats)
            return
        }
        let opening = openingSounds
        let start = opening ? draft.openingEnd : from
        let (main, rest) = try enough(ranked.map(\.track), for: newEnd - start)
        if opening {
            try goOn(main: main, reserve: rest, repeats: pool.repeats)
        } else {
            try leave(main: main, reserve: rest, repeats: pool.repeats)
        }
    }

    /// Comes to a calm end: what sounds goes on where nothing clearly calmer is at hand, or there
    /// is no time for another piece, unless it would end just before the end.
    mutating func windDown(_ pool: inout Pool) throws(PlanError) {
        let ranked = ranked(pool, calmer: true)
        let frames = newEnd - from
        var keeps = openingSounds
        if let running {
            let track = try track(of: running)
            let calmest = ranked.first?.intensity ?? .infinity
            let suits = frames < settings.frames(45) || calmest > track.analysis.intensity - 2
            let piece = try Piece(track, settings)
            let left = running.start + piece.length - from
            let spare = frames - left
            keeps = suits && (spare <= 0 || spare >= settings.frames(45) || ranked.isEmpty)
        }
        let (calm, rest) = try enough(ranked.map(\.track), for: frames)
        let spare = Array(rest.prefix(2))
        if keeps {
            // Nothing is added unless the piece that sounds is too short.
            try goOn(main: [], reserve: calm + spare, repeats: pool.repeats)
        } else {
            try leave(main: calm, reserve: spare, repeats: pool.repeats)
        }
    }

    /// Closes the gap a failed source leaves.
    mutating func replace(
        _ id: Int, at frame: FrameCount, _ pool: inout Pool
    ) throws(PlanError) {
        guard let clip = programme.clips.first(where: { $0.id == id }) else {
            try goOn(main: pool.upcoming, reserve: pool.unheard, repeats: pool.repeats)
            return
        }
        draft.notes.append(.failedSource(title: clip.title))
        pool.remove(clip.source.digest)
        let last = max(from, frame)
        let sounding = active.contains { $0.id == id } && last < clip.end
        guard sounding, clip.id != running?.id else {
            let end = sounding ? last : nil
            try goOn(
                main: pool.upcoming, reserve: pool.unheard, repeats: pool.repeats,
                materialEnd: end)
            return
        }
        let index = draft.clips.firstIndex { $0.id == id }!
        if last == from {
            draft.clips[index].stop(at: from)
        } else {
            draft.clips[index].leave(
                under: Fade(.outgoing, start: from, length: last - from, correlation: 1),
                from: from)
        }
        if clip.kind == .opening { draft.openingEnd = last }
        try goOn(main: pool.upcoming, reserve: pool.unheard, repeats: pool.repeats)
    }
}
