internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

/// Pieces or cues of which excerpts may be heard in a session.
///
/// In an arm without music there is none that names anything but cues: no excerpt can bring music
/// into it.
struct ExcerptSource: Hashable, Sendable {
    /// One piece or cue.
    struct Piece: Hashable, Sendable {
        /// The file's content.
        var digest: ContentDigest
        /// Where the file lies.
        var path: String
        /// Its title.
        var title: String
        /// What it is: music or a cue.
        var kind: Clip.Kind
    }

    /// The session's own arm.
    let arm: SupportArm
    /// In the order in which they are heard; one, or two to choose between.
    let pieces: [Piece]

    /// Names pieces or cues; nil where one of them is not for this arm.
    init?(_ pieces: [Piece], in arm: SupportArm) {
        precondition(!pieces.isEmpty, "something is to be heard")
        guard arm == .music || pieces.allSatisfy({ $0.kind == .cue }) else { return nil }
        self.arm = arm
        self.pieces = pieces
    }

    /// Names what was heard in the programme; nil where that is not for this arm.
    init?(_ heard: HeardPiece, in arm: SupportArm) {
        self.init(
            [
                Piece(
                    digest: heard.digest, path: heard.path, title: heard.title, kind: heard.kind)
            ], in: arm)
    }
}
