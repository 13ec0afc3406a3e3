internal import MusikTrial

extension TrialDesign.Problem {
    /// What is wrong, as a sentence.
    var sentence: String {
        switch self {
        case .arms(let count): "A trial has two to six arms, and this one has \(count)."
        case .ratio(let arm): "The part of “\(arm)” in the ratio is not 1 to 9."
        case .noSite: "It names no site."
        case .participants(let site): "“\(site)” plans no 1 to 10000 participants."
        case .factors(let count):
            "It has \(count) factors beside the site, and at most \(TrialDesign.mostFactors) "
                + "are possible."
        case .levels(let factor): "“\(factor)” has no two to ten levels."
        case .weight(let factor): "The weight of “\(factor)” is not 1 to 9."
        case .name(let name): "The name “\(name)” is empty, too long or stands twice."
        case .visit(let visit): "“\(visit)” is no visit's name."
        case .noBlockSize: "It names no sizes of blocks."
        case .blockSize(let size):
            "A block of \(size) is no multiple of the ratio's sum, or has more than 60."
        case .oneBlockSize: "All blocks have one size."
        case .probability(let probability):
            "A probability of \(probability) is not above an arm's own and below 1."
        }
    }

    /// What to do about it.
    var remedy: String {
        switch self {
        case .oneBlockSize, .noBlockSize:
            "Name at least two sizes: with one, the last of each block could be foretold."
        case .factors: "With many strata most blocks stay open; minimisation takes more factors in."
        case .probability: "0.7 to 0.9 are usual; 1 could be foretold."
        case .name: "Names have 1 to 16 bytes, and differ within their list."
        case .visit: "A visit has 1 to 16 small letters, digits and hyphens."
        default: "Correct the design."
        }
    }
}

extension TrialAudit.Finding {
    /// What does not agree, as a sentence.
    func sentence(_ design: TrialDesign) -> String {
        switch self {
        case .missing(let site, let number): "\(site): allocation \(number) is missing."
        case .repeated(let site, let number): "\(site): allocation \(number) stands twice."
        case .foreignStratum(let site, let number):
            "\(site): allocation \(number) is of a stratum that the design hasn't."
        case .otherDraw(let site, let number):
            "\(site): the draw of allocation \(number) is not the seed's."
        case .otherArm(let site, let number, let expected):
            "\(site): allocation \(number) should have been “\(design.arms[expected].name)”."
        }
    }
}
