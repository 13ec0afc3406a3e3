/// What a patient said of the support of a session without music, by its kinds: how it was as
/// support, never what was experienced.
public struct SupportReactions: Hashable, Sendable, Codable {
    /// How far apart the cues were.
    public enum Spacing: String, Hashable, Sendable, Codable, CaseIterable {
        /// They came too often.
        case tooClose
        /// As it should be.
        case right
        /// They came too seldom.
        case tooFar
    }

    /// Attention to the breath, from -2 to 2; nil where nothing was said of it.
    public var breath: Int?
    /// Attention to the body, part by part; as `breath`.
    public var bodyScan: Int?
    /// Moments without a word; as `breath`.
    public var quiet: Int?
    /// A voice that keeps company; as `breath`.
    public var voice: Int?
    /// How far apart the cues were; nil where nothing was said of it.
    public var spacing: Spacing?

    /// Keeps reactions.
    public init(
        breath: Int? = nil, bodyScan: Int? = nil, quiet: Int? = nil, voice: Int? = nil,
        spacing: Spacing? = nil
    ) {
        self.breath = breath
        self.bodyScan = bodyScan
        self.quiet = quiet
        self.voice = voice
        self.spacing = spacing
    }

    /// The scale of reactions.
    public static let scale = PieceReaction.scale

    /// Whether nothing was said.
    public var isEmpty: Bool { self == SupportReactions() }

    /// Whether all reactions are on the scale.
    public var isPossible: Bool {
        [breath, bodyScan, quiet, voice].compactMap { $0 }.allSatisfy(Self.scale.contains)
    }
}
