// What may be left out of a design that a person writes, and what it is then.

extension TrialDesign {
    enum CodingKeys: String, CodingKey {
        case name, arms, sites, factors, method, baseline, visits
    }

    /// Reads a design: factors, baseline and visits may be left out.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        arms = try values.decode([TrialArm].self, forKey: .arms)
        sites = try values.decode([TrialSite].self, forKey: .sites)
        factors = try values.decodeIfPresent([TrialFactor].self, forKey: .factors) ?? []
        method = try values.decode(TrialMethod.self, forKey: .method)
        baseline = try values.decodeIfPresent([String].self, forKey: .baseline) ?? []
        visits = try values.decodeIfPresent([String].self, forKey: .visits) ?? Self.usualVisits
    }
}

extension TrialArm {
    enum CodingKeys: String, CodingKey { case name, ratio }

    /// Reads an arm: its part of the ratio is 1 where it is left out.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        ratio = try values.decodeIfPresent(Int.self, forKey: .ratio) ?? 1
    }
}

extension TrialFactor {
    enum CodingKeys: String, CodingKey { case name, levels, weight }

    /// Reads a factor: its weight is 1 where it is left out.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        levels = try values.decode([String].self, forKey: .levels)
        weight = try values.decodeIfPresent(Int.self, forKey: .weight) ?? 1
    }
}
