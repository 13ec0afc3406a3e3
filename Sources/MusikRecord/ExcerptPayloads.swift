public import MusikModel

/// A stretch of a piece or cue was heard outside the programme: to choose by, or to remember.
public struct ExcerptHeard: Hashable, Sendable, Codable {
    /// The file's content.
    public var digest: ContentDigest
    /// Its title, as it was shown.
    public var title: String
    /// Where it began, in seconds from the file's first frame.
    public var start: Double
    /// How long it sounded, in seconds; shorter than was meant where a key ended it.
    public var seconds: Double
    /// The arm in which it was heard.
    public var arm: SupportArm

    /// Keeps what was heard.
    public init(
        digest: ContentDigest, title: String, start: Double, seconds: Double, arm: SupportArm
    ) {
        self.digest = digest
        self.title = title
        self.start = start
        self.seconds = seconds
        self.arm = arm
    }
}

/// Two excerpts were heard one after the other, and the patient said which is preferred.
public struct ExcerptsCompared: Hashable, Sendable, Codable {
    /// What was said.
    public enum Choice: String, Hashable, Sendable, Codable, CaseIterable {
        /// The first one.
        case first
        /// The second one.
        case second
        /// Neither is wanted.
        case neither
        /// The patient can't say, or doesn't want to.
        case undecided
    }

    /// The content that was heard first.
    public var first: ContentDigest
    /// The content that was heard second.
    public var second: ContentDigest
    /// What was said.
    public var choice: Choice

    /// Keeps an answer.
    public init(first: ContentDigest, second: ContentDigest, choice: Choice) {
        self.first = first
        self.second = second
        self.choice = choice
    }

    /// What was chosen over what; nil where neither was.
    public var pair: (chosen: ContentDigest, other: ContentDigest)? {
        switch choice {
        case .first: (first, second)
        case .second: (second, first)
        case .neither, .undecided: nil
        }
    }
}
