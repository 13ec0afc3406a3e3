internal import MusikModel

/// A number with its noun in the right form; French counts nothing as one.
func counted(
    _ count: Int, _ one: String, _ many: String, _ language: Language = .english
) -> String {
    let isOne =
        switch language {
        case .english: count == 1
        case .french: count < 2
        }
    return "\(count) \(isOne ? one : many)"
}
