/// How a trial allocates its participants to arms.
public struct TrialDesign: Hashable, Sendable, Codable {
    /// The trial's name, such as `MUSIK-2`.
    public var name: String
    /// The arms, in the order in which a ratio is written.
    public var arms: [TrialArm]
    /// The sites; each is a stratum of its own.
    public var sites: [TrialSite]
    /// What participants are stratified by besides, at most three.
    public var factors: [TrialFactor]
    /// How the arm is found.
    public var method: TrialMethod
    /// The instruments that a rater has to have signed before a participant is allocated.
    public var baseline: [String]
    /// The visits after baseline at which those instruments are rated again, in order.
    public var visits: [String]

    /// The visits where a design names none.
    public static let usualVisits = ["week4", "week8"]

    /// The visit at which baseline ratings are made.
    public static let baselineVisit = "baseline"

    /// The most factors beside the site.
    public static let mostFactors = 3

    /// Holds the parts of a design; `problem` tells whether they fit together.
    public init(
        name: String, arms: [TrialArm], sites: [TrialSite], factors: [TrialFactor] = [],
        method: TrialMethod, baseline: [String] = [], visits: [String] = Self.usualVisits
    ) {
        self.name = name
        self.arms = arms
        self.sites = sites
        self.factors = factors
        self.method = method
        self.baseline = baseline
        self.visits = visits
    }

    /// How many participants all arms have together in the smallest whole ratio.
    public var ratioTotal: Int { arms.reduce(0) { $0 + $1.ratio } }

    /// How many participants are planned at all sites together.
    public var participants: Int { sites.reduce(0) { $0 + $1.participants } }
}

/// One arm of a trial.
public struct TrialArm: Hashable, Sendable, Codable {
    /// The arm's name, such as `music`.
    public var name: String
    /// Its part of the ratio, 1 to 9.
    public var ratio: Int

    /// Names an arm.
    public init(name: String, ratio: Int = 1) {
        self.name = name
        self.ratio = ratio
    }
}

/// One site of a trial.
public struct TrialSite: Hashable, Sendable, Codable {
    /// The site's code, such as `MTL1`.
    public var code: String
    /// How many participants are planned there, 1 to 10 000.
    public var participants: Int

    /// Plans a site.
    public init(code: String, participants: Int) {
        self.code = code
        self.participants = participants
    }

    /// How many draws are sealed for it: twice as many as are planned, and twenty at least, so that a
    /// longer trial has them.
    public var draws: Int { max(20, 2 * participants) }
}

/// What participants are stratified by beside the site.
public struct TrialFactor: Hashable, Sendable, Codable {
    /// The factor's name, such as `episodes`.
    public var name: String
    /// Its levels, two to ten.
    public var levels: [String]
    /// What it counts for in minimisation, 1 to 9.
    public var weight: Int

    /// Names a factor and its levels.
    public init(name: String, levels: [String], weight: Int = 1) {
        self.name = name
        self.levels = levels
        self.weight = weight
    }
}

/// How an arm is found.
public enum TrialMethod: Hashable, Sendable {
    /// Each alone, by the ratio.
    case complete
    /// Permuted blocks within each stratum, whose sizes are drawn from these with equal probability.
    case blocks(sizes: [Int])
    /// Minimisation within each site: the arm that leaves the site's factors least unequal is given
    /// with at least this probability.
    case minimisation(probability: Double)
}

extension TrialMethod: Codable {
    private enum CodingKeys: String, CodingKey { case kind, sizes, probability }
    private enum Kind: String, Codable { case complete, blocks, minimisation }

    /// Reads a method.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self =
            switch try values.decode(Kind.self, forKey: .kind) {
            case .complete: .complete
            case .blocks: .blocks(sizes: try values.decode([Int].self, forKey: .sizes))
            case .minimisation:
                .minimisation(
                    probability: try values.decode(Double.self, forKey: .probability))
            }
    }

    /// Writes the method.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .complete: try values.encode(Kind.complete, forKey: .kind)
        case .blocks(let sizes):
            try values.encode(Kind.blocks, forKey: .kind)
            try values.encode(sizes, forKey: .sizes)
        case .minimisation(let probability):
            try values.encode(Kind.minimisation, forKey: .kind)
            try values.encode(probability, forKey: .probability)
        }
    }
}
