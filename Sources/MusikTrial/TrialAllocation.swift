/// One participant's allocation, as a record has it.
public struct TrialAllocation: Hashable, Sendable {
    /// The allocation's number at its site, from 1.
    public var number: Int
    /// Where the participant belongs.
    public var stratum: TrialStratum
    /// The participant's draw.
    public var draw: TrialDraw
    /// The arm's place in the design.
    public var arm: Int

    /// Holds the parts of an allocation.
    public init(number: Int, stratum: TrialStratum, draw: TrialDraw, arm: Int) {
        self.number = number
        self.stratum = stratum
        self.draw = draw
        self.arm = arm
    }
}

/// Recomputes what was allocated.
public struct TrialAudit: Sendable {
    /// What does not agree.
    public enum Finding: Hashable, Sendable {
        /// A number of a site is missing.
        case missing(site: String, number: Int)
        /// A number of a site stands more than once.
        case repeated(site: String, number: Int)
        /// The design has no such stratum.
        case foreignStratum(site: String, number: Int)
        /// The draw is not the one that the seed gives.
        case otherDraw(site: String, number: Int)
        /// The draw gives another arm than the participant got.
        case otherArm(site: String, number: Int, expected: Int)
    }

    /// The design.
    public let design: TrialDesign
    /// The opened secret; nil while it is sealed, when draws are taken as they are.
    public let secret: TrialSecret?

    /// An audit by a design that has no `problem`, with the secret where it is open.
    public init(_ design: TrialDesign, secret: TrialSecret?) {
        self.design = design
        self.secret = secret
    }

    /// What of a trial's allocations, of one site or of all, does not agree.
    public func findings(in allocations: [TrialAllocation]) -> [Finding] {
        Dictionary(grouping: allocations, by: \.stratum.site)
            .sorted { $0.key < $1.key }
            .flatMap { findings(at: $0.key, $0.value.sorted { $0.number < $1.number }) }
    }

    private func findings(at site: String, _ allocations: [TrialAllocation]) -> [Finding] {
        var findings: [Finding] = []
        var allocator = TrialAllocator(design)
        var last = 0
        for allocation in allocations {
            let number = allocation.number
            if number <= last {
                findings.append(.repeated(site: site, number: number))
                continue
            }
            findings += (last + 1..<number).map { .missing(site: site, number: $0) }
            last = number
            guard allocation.stratum.belongs(to: design) else {
                findings.append(.foreignStratum(site: site, number: number))
                continue
            }
            if let secret, secret.draw(number, at: site) != allocation.draw {
                findings.append(.otherDraw(site: site, number: number))
            }
            let arm = allocator.allocate(allocation.stratum, by: allocation.draw)
            if arm != allocation.arm {
                findings.append(.otherArm(site: site, number: number, expected: arm))
            }
        }
        return findings
    }
}
