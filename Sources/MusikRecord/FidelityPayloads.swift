/// The clinician said whether the session was held as its arm is meant.
///
/// Every arm is a programme with the same opening, window, clock, loudness ceiling and forms; these
/// questions say whether it was also that at the bedside.
public struct FidelityChecked: Hashable, Sendable, Codable {
    /// What is asked.
    public enum Item: String, Hashable, Sendable, CaseIterable {
        /// The opening exercise was held.
        case opening
        /// The programme was heard to its end, and the arm was kept throughout.
        case programme
        /// With music, nobody talked beyond what was needed.
        case quietPresence
        /// Without music, the check-ins were made as planned.
        case checkIns
        /// Headphones and speakers were both heard.
        case bothOutputs
        /// A blindfold was offered.
        case blindfold
        /// The level stayed within what the patient had found comfortable.
        case level
    }

    /// The version of the questions that are asked today.
    public static let currentVersion = "1"

    /// The version of the questions.
    public var version: String
    /// The arm for which they were asked.
    public var arm: SupportArm
    /// The answers by the item's name; an item without one was left open.
    public var answers: [String: Bool]

    /// Keeps answers.
    public init(arm: SupportArm, answers: [Item: Bool], version: String = Self.currentVersion) {
        self.version = version
        self.arm = arm
        self.answers = Dictionary(uniqueKeysWithValues: answers.map { ($0.rawValue, $1) })
    }

    /// The answer to an item; nil where it was left open.
    public subscript(item: Item) -> Bool? { answers[item.rawValue] }

    /// The items that are asked for an arm, in their order.
    public static func items(for arm: SupportArm) -> [Item] {
        Item.allCases.filter { $0 != (arm == .music ? .checkIns : .quietPresence) }
    }
}
