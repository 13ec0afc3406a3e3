/// A sound file as a programme names it.
public struct SourceReference: Hashable, Sendable, Codable {
    /// What identifies the content.
    public let digest: ContentDigest
    /// Where the file was found when the programme was planned; for people, not for identity.
    public let path: String

    /// Names a file by its content and where it was found.
    public init(digest: ContentDigest, path: String) {
        self.digest = digest
        self.path = path
    }
}
