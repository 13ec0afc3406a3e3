internal import MusikModel

extension PlannedTrack {
    /// How intense a piece is, as far as its loudness tells; only good for comparing pieces.
    ///
    /// Its integrated loudness as mastered, in LUFS, plus twice the mean step from one 100-ms
    /// block to the next, in LU: a drone moves little, a pulse much. Blocks below -70 LUFS do not
    /// count.
    public var intensity: Double {
        let reference = max(analysis.referenceLoudness.value, LoudnessProfile.floor)
        let heard = analysis.blocks.filter { $0 > -7_000 }
        var steps = 0.0
        for (left, right) in zip(heard, heard.dropFirst()) {
            steps += abs(Double(right) - Double(left)) / 100
        }
        return heard.count > 1 ? reference + 2 * steps / Double(heard.count - 1) : reference
    }
}
