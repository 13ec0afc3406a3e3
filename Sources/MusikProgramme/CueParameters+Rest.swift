internal import MusikModel

extension CueParameters.Moment {
    /// The cue; nil for quiet.
    var cue: PlannedTrack? { if case .cue(let track) = self { track } else { nil } }

    /// Whether it is a cue of one of these contents.
    fileprivate func isAny(of digests: Set<ContentDigest>) -> Bool {
        cue.map { digests.contains($0.reference.digest) } ?? false
    }
}

extension CueParameters {
    /// What is left of the list once some cues were heard, from the next cue on: the quiet before it
    /// has begun.
    ///
    /// - Parameters:
    ///   - heard: the contents of the cues, in order.
    ///   - next: the content of the cue that was to come next; nil where none was.
    ///   - lost: what can't be heard. A list that cycles goes on without it; in a fixed one its
    ///     moments are quiet.
    ///   - goesOn: whether a fixed list begins again, because the programme became longer.
    func rest(
        after heard: [ContentDigest], next: ContentDigest?, without lost: Set<ContentDigest>,
        goesOn: Bool
    ) -> [Moment] {
        let place = place(after: heard)
        let all = Array(moments[place...] + (cycles || goesOn ? moments[..<place] : []))
        let start =
            next.flatMap { next in all.firstIndex { $0.isAny(of: [next]) } }
            ?? all.firstIndex { $0 != .quiet && !$0.isAny(of: lost) }
        let rest = all[(start ?? all.endIndex)...]
        return cycles
            ? rest.filter { !$0.isAny(of: lost) } : rest.map { $0.isAny(of: lost) ? .quiet : $0 }
    }

    /// The place behind the last of these cues, each looked for from where the one before it was.
    private func place(after heard: [ContentDigest]) -> Int {
        var place = 0
        for digest in heard {
            let further = moments.indices.first { offset in
                moments[(place + offset) % moments.count].isAny(of: [digest])
            }
            if let further { place = (place + further) % moments.count + 1 }
        }
        return place
    }
}
