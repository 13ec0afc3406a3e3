internal import MusikModel

extension PlanDraft {
    /// Lays cues and quiet over the same window as the music would have.
    mutating func addCues() throws(PlanError) {
        guard let cues = request.cues,
            !cues.cues.isEmpty || cues.closing != nil
                || wantedEnd != nil && (cues.mayBeQuiet || !cues.moments.isEmpty)
        else { throw .noTracks }
        try addCues(
            cues, list: cues.moments, first: openingEnd + settings.frames(cues.spacingSeconds),
            after: openingEnd, wantedEnd: wantedEnd)
    }

    /// Cues and quiet from `list` at every spacing from `first` on, and the closing cue so that its
    /// last frame is the window's last.
    ///
    /// - Parameter busy: nothing may sound before this frame.
    mutating func addCues(
        _ cues: CueParameters, list: [CueParameters.Moment], first: FrameCount,
        after busy: FrameCount, wantedEnd: FrameCount?
    ) throws(PlanError) {
        let spacing = settings.frames(cues.spacingSeconds)
        let quiet = settings.frames(cues.quietSeconds)
        var room = wantedEnd
        var closing: [Clip] = []
        if let end = wantedEnd, let track = cues.closing {
            let length = try belled(track, cues, start: 0).last!.end
            guard end - length >= busy else {
                throw .windowWithinOpening(
                    missingSeconds: settings.seconds(busy + length - end),
                    helps: [.shorterOpening])
            }
            closing = try belled(track, cues, start: end - length)
            room = end - length - quiet
        }
        var (place, sounding, index) = (first, busy, 0)
        while !list.isEmpty, index < list.count || (cues.cycles && wantedEnd != nil) {
            guard let track = list[index % list.count].cue else {
                // A list of nothing but quiet would go on for ever.
                if let room, index >= list.count, place >= room { break }
                place += spacing
                index += 1
                continue
            }
            let pair = try belled(track, cues, start: max(place, sounding))
            let end = pair[pair.count - 1].end
            if let room, end > room {
                nextID -= pair.count
                let unheard = index < list.count ? list[index...] : []
                notes += unheard.compactMap(\.cue).map { .droppedCue(title: $0.title) }
                break
            }
            clips += pair
            sounding = end + quiet
            place += spacing
            index += 1
        }
        if wantedEnd == nil, let track = cues.closing {
            closing = try belled(track, cues, start: max(place, sounding))
        }
        for index in closing.indices {
            closing[index].id = nextID
            nextID += 1
        }
        clips += closing
        end = wantedEnd ?? clips.map(\.end).max() ?? 0
    }

    /// A cue with the bell before it.
    mutating func belled(
        _ track: PlannedTrack, _ cues: CueParameters, start: FrameCount
    ) throws(PlanError) -> [Clip] {
        var (clips, place) = ([Clip](), start)
        if let bell = cues.bell {
            let loudness = request.loudness.map { $0 + cues.bellLevel }
            clips.append(try clip(bell, .bell, start: start, loudness: loudness))
            place = clips[0].end + settings.frames(cues.bellGapSeconds)
        }
        clips.append(try clip(track, .cue, start: place, loudness: request.loudness))
        return clips
    }
}
