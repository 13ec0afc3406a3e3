internal import MusikModel

extension PlanDraft {
    /// The overlap of a bed with its next round, in seconds.
    static let bedOverlapSeconds = 12.0

    /// Lays the bed out behind the end, round after round.
    mutating func addBed() throws(PlanError) {
        guard let bed = request.bed else { return }
        var trimming = settings
        trimming.overlap = .fixed(Self.bedOverlapSeconds)
        // The bed is quiet whatever was asked of the music.
        trimming.offset = 0
        let piece = try Piece(bed.track, trimming)
        let gain = trimming.gain(for: bed.track.analysis, to: bed.loudness).gain
        let overlap = min(
            settings.frames(Self.bedOverlapSeconds), FrameCount(piece.length.value * 2 / 5))
        let last = end + settings.frames(bed.seconds)
        var rounds: [Clip] = []
        var correlation: Double?
        while overlap > 0, rounds.last.map({ $0.end < last }) ?? true {
            let start = rounds.last.map { $0.end - overlap } ?? end
            var round = Clip(
                id: nextID, kind: .bed, source: bed.track.reference, title: bed.track.title,
                sourceRate: bed.track.analysis.rate, sourceStart: piece.sourceStart, start: start,
                length: piece.length, gain: GainLine(constant: Decibels(gain)))
            nextID += 1
            if let before = rounds.indices.last {
                let outgoing = Chain.passage(
                    of: rounds[before], from: start, length: overlap, rate: settings.rate)
                let incoming = Chain.passage(
                    of: round, from: start, length: overlap, rate: settings.rate)
                let measured =
                    correlation
                    ?? settings.correlations([PassagePair(outgoing: outgoing, incoming: incoming)])[
                        0]
                correlation = measured
                rounds[before].fades.append(
                    Fade(.outgoing, start: start, length: overlap, correlation: measured))
                round.fades.append(
                    Fade(.incoming, start: start, length: overlap, correlation: measured))
            } else {
                round.fades.append(Fade(.incoming, start: start, length: overlap, correlation: 1))
            }
            rounds.append(round)
        }
        if let index = rounds.indices.last {
            let start = rounds[index].end - overlap
            rounds[index].fades.append(
                Fade(.outgoing, start: start, length: overlap, correlation: 1))
        }
        clips += rounds
    }
}
