internal import MusikModel

/// What a seam takes off the sum of two pieces' lengths.
struct SeamChoice: Equatable {
    /// The frames both sound.
    var overlap: FrameCount
    /// The frames left out of the first piece's ending.
    var tail: FrameCount
    /// The steps left out of the second piece's beginning.
    var introSteps: Int
}

/// How far the choice of one seam may go.
struct SeamBounds {
    var overlapMin: FrameCount
    var overlapMax: FrameCount
    var tailMax: FrameCount
    var introSteps: Int
    /// The frames the longest intro trim takes off, exactly.
    var introMax: FrameCount
    /// The same limits where a large step of loudness would remain.
    var farTailMax: FrameCount
    var farIntroSteps: Int

    /// The most frames the seam can take off without leaving out more than quiet ends.
    var most: FrameCount { overlapMax + tailMax + introMax }
    /// The fewest frames the seam takes off.
    var least: FrameCount { overlapMin }
}

/// The best way to take so many steps off at one seam.
struct SeamOption {
    var overlapSteps: Int
    var tailSteps: Int
    var introSteps: Int
    var cost: Double
    /// What remains of the step of loudness, in LU.
    var rest: Double
}
