internal import MusikModel

extension Language {
    /// The one of two texts that is in this language.
    func choice(of texts: (english: String, french: String)) -> String {
        switch self {
        case .english: texts.english
        case .french: texts.french
        }
    }
}
