/// Where a participant belongs: a site, and a level of each of the design's factors.
public struct TrialStratum: Hashable, Sendable, Codable {
    /// The site's code.
    public var site: String
    /// The levels' places, in the order of the design's factors.
    public var levels: [Int]

    /// Names a stratum.
    public init(site: String, levels: [Int] = []) {
        self.site = site
        self.levels = levels
    }

    /// Whether a design has this stratum.
    public func belongs(to design: TrialDesign) -> Bool {
        design.sites.contains { $0.code == site } && levels.count == design.factors.count
            && zip(levels, design.factors).allSatisfy { $1.levels.indices.contains($0) }
    }
}
