public import MusikModel

/// A sound file offered to the planner: which file, its title, and what its decoding found.
public struct PlannedTrack: Hashable, Sendable, Codable {
    /// The file.
    public var reference: SourceReference
    /// The title for people.
    public var title: String
    /// What one whole decoding found.
    public var analysis: TrackAnalysis

    /// Offers a file to the planner.
    public init(reference: SourceReference, title: String, analysis: TrackAnalysis) {
        self.reference = reference
        self.title = title
        self.analysis = analysis
    }
}
