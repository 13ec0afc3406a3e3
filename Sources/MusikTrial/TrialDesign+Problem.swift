extension TrialDesign {
    /// Why a design can't be used.
    public enum Problem: Hashable, Sendable {
        /// A trial has two to six arms.
        case arms(Int)
        /// A part of the ratio is not 1 to 9.
        case ratio(arm: String)
        /// A trial has a site at least.
        case noSite
        /// A site's participants are not 1 to 10 000.
        case participants(site: String)
        /// There are more than three factors.
        case factors(Int)
        /// A factor has not two to ten levels.
        case levels(factor: String)
        /// A factor's weight is not 1 to 9.
        case weight(factor: String)
        /// A name is empty, too long or stands twice.
        case name(String)
        /// A visit's name is none that a rating can be entered under.
        case visit(String)
        /// Blocks have sizes.
        case noBlockSize
        /// A block's size is no multiple of the ratio's sum, or above sixty.
        case blockSize(Int)
        /// Only one size: the last of each block could be foretold.
        case oneBlockSize
        /// The probability is not above the arms' own and below 1.
        case probability(Double)
    }

    /// What makes the design impossible or foreseeable; nil where it can be used.
    public var problem: Problem? {
        if !(2...6).contains(arms.count) { return .arms(arms.count) }
        if let arm = arms.first(where: { !(1...9).contains($0.ratio) }) {
            return .ratio(arm: arm.name)
        }
        if sites.isEmpty { return .noSite }
        if let site = sites.first(where: { !(1...10_000).contains($0.participants) }) {
            return .participants(site: site.code)
        }
        if factors.count > Self.mostFactors { return .factors(factors.count) }
        if let factor = factors.first(where: { !(2...10).contains($0.levels.count) }) {
            return .levels(factor: factor.name)
        }
        if let factor = factors.first(where: { !(1...9).contains($0.weight) }) {
            return .weight(factor: factor.name)
        }
        if let visit = visits.first(where: { !Self.isVisit($0) }) { return .visit(visit) }
        return unfitName.map { .name($0) } ?? methodProblem
    }

    /// Whether a text is a visit's name: 1 to 16 small letters, digits and hyphens.
    public static func isVisit(_ text: String) -> Bool {
        let isName = text.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
        }
        return (1...16).contains(text.utf8.count) && isName
    }

    private var unfitName: String? {
        let lists =
            [
                [name], arms.map(\.name), sites.map(\.code), factors.map(\.name),
                [Self.baselineVisit] + visits,
            ]
            + factors.map(\.levels)
        for list in lists {
            if let unfit = list.first(where: { !(1...16).contains($0.utf8.count) }) {
                return unfit
            }
            var seen: Set<String> = []
            if let twice = list.first(where: { !seen.insert($0).inserted }) { return twice }
        }
        return nil
    }

    private var methodProblem: Problem? {
        switch method {
        case .complete: return nil
        case .blocks(let sizes):
            if sizes.isEmpty { return .noBlockSize }
            if let size = sizes.first(where: {
                $0 < ratioTotal || $0 > 60 || $0 % ratioTotal != 0
            }) {
                return .blockSize(size)
            }
            return Set(sizes).count < 2 ? .oneBlockSize : nil
        case .minimisation(let probability):
            let own = Double(arms.map(\.ratio).min()!) / Double(ratioTotal)
            return probability > own && probability < 1 ? nil : .probability(probability)
        }
    }
}
