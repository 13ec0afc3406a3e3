internal import MusikModel

/// Turns a selection of pieces into clips: places, fades, gains, notes.
struct Chain {
    /// How the first piece begins.
    enum Lead {
        /// From silence, or over the end of speech.
        case silence
        /// Over a clip that leaves, at most so many frames; the passage that leaves, where its
        /// correlation counts.
        case crossfade(leaving: Int?, outgoing: Passage?, longest: FrameCount)
        /// Directly behind a whole file of so many frames.
        case joined(Clip, frames: FrameCount)
        /// It already sounds; nothing before the frame may change.
        case running(Clip, from: FrameCount)
    }

    /// Clips and what was done.
    struct Result {
        var clips: [Clip] = []
        var notes: [PlanNote] = []
        /// The fade in of the first piece over what leaves.
        var lead: Fade?
        /// The gain of the clip the first piece is joined to.
        var joinedGain: GainLine?
    }

    /// The fade of a piece that starts or ends abruptly, in seconds.
    static let edgeSeconds = 0.02
    /// The gentlest beginning out of silence, in seconds.
    static let longestBeginning = 2.0
    /// The shortest and the longest fade of a final piece that ends early, in seconds.
    static let finalFade = 10.0...20.0

    let book: SeamBook
    let selection: PieceSearch.Selection
    let start: FrameCount
    let lead: Lead

    var settings: PlanSettings { book.settings }
    private func piece(_ index: Int) -> Piece { book.pieces[selection.order[index]] }

    /// The clips, with ids counted up from `nextID`; a running one keeps its own.
    func build(nextID: inout Int) -> Result {
        var result = Result(clips: placed(nextID: &nextID))
        let correlations = correlations(result.clips)
        for index in result.clips.indices.dropLast() {
            let fades = (result.clips[index], result.clips[index + 1])
            crossfade(&result, index, correlations[index], fades.0.end - fades.1.start)
        }
        begin(&result)
        finish(&result)
        if settings.joins { join(&result) } else { shape(&result) }
        for index in result.clips.indices {
            result.clips[index].fades.sort { ($0.start, $0.end) < ($1.start, $1.end) }
        }
        return result
    }

    private func placed(nextID: inout Int) -> [Clip] {
        var clips: [Clip] = []
        var place = start
        for index in selection.order.indices {
            let piece = piece(index)
            let before = index > 0 ? selection.choices[index - 1] : nil
            let after = index < selection.choices.count ? selection.choices[index] : nil
            var length = piece.length(introSteps: before?.introSteps ?? 0, settings)
            length -= after?.tail ?? selection.cut
            if case .running(var clip, _) = lead, index == 0 {
                clip.length = length
                clips.append(clip)
            } else {
                clips.append(
                    Clip(
                        id: nextID, kind: .music, source: piece.track.reference,
                        title: piece.track.title, sourceRate: piece.track.analysis.rate,
                        sourceStart: piece.sourceStart(introSteps: before?.introSteps ?? 0),
                        start: place, length: length,
                        gain: GainLine(constant: Decibels(piece.gain))))
                nextID += 1
            }
            place = clips[index].end - (after?.overlap ?? 0)
        }
        return clips
    }

    /// The passage of a clip between two frames of the timeline.
    static func passage(
        of clip: Clip, from start: FrameCount, length: FrameCount, rate: SampleRate
    ) -> Passage {
        Passage(
            source: clip.source, rate: clip.sourceRate,
            start: clip.sourceStart
                + (start - clip.start).converted(from: rate, to: clip.sourceRate),
            length: length.converted(from: rate, to: clip.sourceRate))
    }

    private func correlations(_ clips: [Clip]) -> [Double] {
        let pairs = zip(clips, clips.dropFirst()).map { first, second in
            let overlap = first.end - second.start
            return PassagePair(
                outgoing: Self.passage(
                    of: first, from: second.start, length: overlap, rate: settings.rate),
                incoming: Self.passage(
                    of: second, from: second.start, length: overlap, rate: settings.rate))
        }
        return settings.correlations(pairs)
    }

    private func crossfade(
        _ result: inout Result, _ index: Int, _ correlation: Double, _ overlap: FrameCount
    ) {
        let (first, second) = (result.clips[index], result.clips[index + 1])
        guard overlap > 0 else {
            if !settings.joins {
                edge(&result.clips[index], .outgoing)
                edge(&result.clips[index + 1], .incoming)
            }
            return
        }
        let fade = { (direction: Fade.Direction) in
            Fade(direction, start: second.start, length: overlap, correlation: correlation)
        }
        result.clips[index].fades.append(fade(.outgoing))
        result.clips[index + 1].fades.append(fade(.incoming))
        result.notes.append(
            .overlap(
                from: first.title, to: second.title, seconds: settings.seconds(overlap),
                correlation: correlation))
        let choice = selection.choices[index]
        let intro = Double(choice.introSteps) / Double(PlanSettings.stepsPerSecond)
        let trims = [
            (piece(index), 0, settings.seconds(choice.tail)), (piece(index + 1), intro, 0),
        ]
        for (piece, head, tail) in trims where head + tail > 0 {
            result.notes.append(trimNote(piece, head: head, tail: tail, at: index))
        }
    }

    /// What was left out of a piece at the seam `index`, and why.
    private func trimNote(
        _ piece: Piece, head: Double, tail: Double, at index: Int
    ) -> PlanNote {
        let title = piece.track.title
        let (first, second) = (selection.order[index], selection.order[index + 1])
        let quiet = book.bounds(first, second)
        let steps = Double(quiet.introSteps) / Double(PlanSettings.stepsPerSecond)
        if head <= steps, tail <= settings.seconds(quiet.tailMax) {
            return .trimmed(title: title, headSeconds: head, tailSeconds: tail)
        }
        let spared = book.options(first, second, far: false).min { $0.cost < $1.cost }!
        return .trimmedForSeam(
            title: title, headSeconds: head, tailSeconds: tail, step: Decibels(spared.rest),
            remaining: Decibels(book.rest(first, second, selection.choices[index])))
    }

    /// A fade at a clip's very edge, so that a sound cut there makes no click; never before
    /// the frame from which a running clip may change.
    private func edge(
        _ clip: inout Clip, _ direction: Fade.Direction, seconds: Double = edgeSeconds
    ) {
        var length = min(settings.frames(seconds), FrameCount(clip.length.value * 2 / 5))
        if case .running(let running, let from) = lead, running.id == clip.id {
            if direction == .incoming { return }
            length = min(length, clip.end - from)
        }
        guard length > 0 else { return }
        let start = direction == .incoming ? clip.start : clip.end - length
        clip.fades.append(Fade(direction, start: start, length: length, correlation: 1))
    }

    private func begin(_ result: inout Result) {
        switch lead {
        case .running, .joined: break
        case .silence:
            if settings.joins { return }
            // 20 ms where the piece rises out of its own silence, 2 s where it begins at once.
            let piece = piece(0)
            let level = book.levels(0, selection.order[0], before: 0, into: 0).coming - piece.gain
            let reference = piece.track.analysis.referenceLoudness.value
            let share = reference.isFinite ? min(1, max(0, (level - reference + 30) / 20)) : 1
            let seconds = Self.edgeSeconds + (Self.longestBeginning - Self.edgeSeconds) * share
            edge(&result.clips[0], .incoming, seconds: seconds)
        case .crossfade(_, let outgoing, let longest):
            let room = FrameCount(result.clips[0].length.value * 2 / 5)
            let length = max(1, min(longest, room))
            var correlation = 1.0
            if var outgoing {
                outgoing.length = length.converted(from: settings.rate, to: outgoing.rate)
                let incoming = Self.passage(
                    of: result.clips[0], from: start, length: length, rate: settings.rate)
                correlation =
                    settings.correlations(
                        [PassagePair(outgoing: outgoing, incoming: incoming)])[0]
            }
            let fade = Fade(.incoming, start: start, length: length, correlation: correlation)
            result.clips[0].fades.append(fade)
            result.lead = fade
        }
    }

    private func finish(_ result: inout Result) {
        let last = result.clips.count - 1
        guard selection.cut > 0 else {
            let piece = piece(last)
            let full = piece.sourceEnd == piece.track.analysis.frames
            if !settings.joins { edge(&result.clips[last], .outgoing, seconds: full ? 0.02 : 1) }
            return
        }
        let clip = result.clips[last]
        let shortest = settings.frames(Self.finalFade.lowerBound)
        var earliest = clip.fades.first { $0.direction == .incoming }?.end ?? clip.start
        // A piece with no time for both begins to leave while it still comes.
        earliest = max(clip.start, min(earliest, clip.end - shortest))
        if case .running(_, let from) = lead, last == 0 { earliest = max(earliest, from) }
        let wanted = settings.frames(
            min(
                max(settings.seconds(clip.length) / 4, Self.finalFade.lowerBound),
                Self.finalFade.upperBound))
        let length = max(1, min(wanted, clip.end - earliest))
        result.clips[last].fades.append(
            Fade(.outgoing, start: clip.end - length, length: length, correlation: 1))
        result.notes.append(
            .cutFinal(
                title: clip.title, seconds: settings.seconds(selection.cut),
                fadeSeconds: settings.seconds(length)))
    }

    /// Gives every clip its gain line.
    private func shape(_ result: inout Result) {
        var shapes = result.clips.enumerated().map { index, clip in
            LineShape(
                settings: settings, gain: piece(index).gain, start: clip.start, end: clip.end,
                overlapEnd: clip.start, overlapStart: clip.end)
        }
        for (index, choice) in selection.choices.enumerated() {
            let (first, second) = (selection.order[index], selection.order[index + 1])
            let intro = book.saved(second, introSteps: choice.introSteps)
            let levels = book.levels(
                first, second, before: choice.tail + choice.overlap,
                into: choice.overlap + intro)
            let moves = book.moves(first, second, difference: levels.leaving - levels.coming)
            shapes[index].overlapStart = result.clips[index + 1].start
            shapes[index].leaving = moves.leaving
            shapes[index + 1].overlapEnd = result.clips[index].end
            shapes[index + 1].coming = moves.coming
        }
        for (index, shape) in shapes.enumerated() {
            if case .running(let clip, let from) = lead, index == 0 {
                var shape = shape
                shape.overlapEnd = from
                result.clips[0].gain = clip.gain.continued(
                    from: from, as: shape.line, rate: settings.rate)
            } else {
                result.clips[index].gain = shape.line
            }
        }
    }
}
