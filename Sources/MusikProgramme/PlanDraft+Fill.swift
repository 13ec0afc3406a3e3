internal import MusikModel

/// A stretch of the timeline to be filled with pieces.
struct Filling {
    /// The pieces wanted, in order.
    var main: [PlannedTrack]
    /// Pieces that may be added.
    var reserve: [PlannedTrack]
    /// Pieces already heard, for when everything else is too short.
    var repeats: [PlannedTrack] = []
    /// The running piece, for a lead that runs.
    var head: Piece?
    /// The first frame; that of the running clip for a lead that runs.
    var start: FrameCount
    /// How it begins.
    var lead: Chain.Lead
    /// One past its last frame; nil for its own length.
    var end: FrameCount?
}

extension PlanDraft {
    /// Fills a stretch with clips, up to the programme's end, and notes what was done.
    mutating func fill(_ filling: Filling) throws(PlanError) {
        var pieces = filling.head.map { [$0] } ?? []
        let head = filling.head == nil ? nil : 0
        for track in filling.main { pieces.append(try Piece(track, settings)) }
        let main = Array(pieces.indices.dropFirst(head == nil ? 0 : 1))
        for track in filling.reserve { pieces.append(try Piece(track, settings)) }
        let unheard = pieces.count
        if let end = filling.end { try repeatPieces(&pieces, filling, end - filling.start) }
        let reserve = Array(pieces.indices.dropFirst((head == nil ? 0 : 1) + main.count))
        let book = SeamBook(pieces: pieces, settings: settings)
        let selection: PieceSearch.Selection
        if let end = filling.end {
            selection = try PieceSearch(
                book: book, head: head, main: main, reserve: reserve, target: end - filling.start
            ).best()
        } else {
            selection = PieceSearch.Selection(
                order: main, choices: SeamFit(book: book, order: main).free().choices, dropped: [],
                added: [])
        }
        let chain = Chain(
            book: book, selection: selection, start: filling.start, lead: filling.lead)
        let result = chain.build(nextID: &nextID)
        notes += selection.dropped.map { .droppedTrack(title: pieces[$0].track.title) }
        notes += selection.added.map {
            $0 < unheard
                ? .addedReserve(title: pieces[$0].track.title)
                : .repeatedTrack(title: pieces[$0].track.title)
        }
        for piece in selection.order where piece != head { noteLevel(pieces[piece].track) }
        notes += result.notes
        place(result, filling.lead)
        end = filling.end ?? result.clips[result.clips.count - 1].end
    }

    /// Adds pieces already heard, from the first on, until the stretch can be filled.
    private func repeatPieces(
        _ pieces: inout [Piece], _ filling: Filling, _ frames: FrameCount
    ) throws(PlanError) {
        guard !filling.repeats.isEmpty else { return }
        let overlap = settings.overlapRange.shortest.value
        var total = pieces.reduce(0) { $0 + max($1.length.value / 2, $1.length.value - overlap) }
        var index = 0
        while total < frames.value, index < 10_000 {
            let piece = try Piece(filling.repeats[index % filling.repeats.count], settings)
            total += max(piece.length.value / 2, piece.length.value - overlap)
            pieces.append(piece)
            index += 1
        }
    }

    /// Leaves out what has not begun.
    mutating func forgetComing() {
        let from = from
        clips.removeAll { $0.start >= from }
    }

    /// Takes over the clips, and what they changed in the clip before them.
    private mutating func place(_ result: Chain.Result, _ lead: Chain.Lead) {
        switch lead {
        case .silence: break
        case .running(let clip, _): clips.removeAll { $0.id == clip.id }
        case .joined(let clip, _):
            if let gain = result.joinedGain,
                let index = clips.firstIndex(where: { $0.id == clip.id })
            {
                clips[index].gain = gain
            }
        case .crossfade(let leaving, _, _):
            if let fade = result.lead,
                let index = clips.firstIndex(where: { $0.id == leaving })
            {
                clips[index].leave(under: fade, from: from)
            }
        }
        clips += result.clips
    }
}

extension Clip {
    /// Ends the clip with the outgoing side of a fade, in place of those that begin at or after
    /// `from`.
    mutating func leave(under fade: Fade, from: FrameCount) {
        fades.removeAll { $0.direction == .outgoing && $0.start >= from }
        fades.append(
            Fade(
                .outgoing, start: fade.start, length: fade.length, correlation: fade.correlation))
        length = fade.end - start
    }

    /// Ends the clip at a frame as it is there.
    mutating func stop(at frame: FrameCount) {
        fades.removeAll { $0.start >= frame }
        length = frame - start
    }

    /// Whether the clip has begun to leave before a frame.
    func leaves(before frame: FrameCount) -> Bool {
        fades.contains { $0.direction == .outgoing && $0.start < frame }
    }
}
