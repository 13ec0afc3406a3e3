/// What a pack may hold, so that reading one is bounded.
enum PackLimits {
    static let bytes = 262_144
    static let items = 1...200
    static let scales = 0...50
    static let rules = 0...50
    static let flags = 0...20
    static let anchors = 0...101
    static let answers = -1000...1000
    /// Characters of a name, an item, an anchor.
    static let text = 1000
    /// Characters of instructions and of a plan.
    static let longText = 4000
}
