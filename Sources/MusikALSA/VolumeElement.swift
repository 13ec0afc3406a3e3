/// One of a card's controls that its sound goes through: a volume, or a switch.
struct VolumeElement: Hashable, Sendable {
    /// Recognises it again after the card was pulled out, which gives it another number.
    struct ID: Hashable, Sendable {
        /// Such as "PCM Playback Volume".
        var name: String
        /// Tells elements of one name apart.
        var index: UInt32
    }

    /// Which one it is.
    var id: ID
    /// The kernel's number of it, as long as the card is plugged in.
    var number: UInt32
    /// Whether it is a switch: 0 is silent, 1 is not.
    var isSwitch: Bool
    /// Values it has, one for each channel.
    var channels: Int
    /// The steps it takes.
    var steps: ClosedRange<Int>
    /// The same in hundredths of a decibel, as far as it isn't silent; nil where its driver doesn't
    /// say.
    var hundredths: ClosedRange<Int>?

    /// What it controls, as people call it: "PCM", "Master".
    var stem: String { Self.stem(of: id.name) }

    /// The elements that a card's sound goes through: volumes of its outputs, with their switches.
    ///
    /// What plays back an input (a microphone's side tone, a line in) is none: to raise it would be
    /// heard. A switch without a volume counts where it is an output's by its name.
    static func path(of elements: [VolumeElement]) -> [VolumeElement] {
        let outputs = elements.filter { !isInput($0.stem) }
        let volumes = outputs.filter { !$0.isSwitch }
        let stems = Set(volumes.map(\.stem)).union(leaders)
        return volumes + outputs.filter { $0.isSwitch && stems.contains($0.stem) }
    }

    /// The element that carries a volume which is named: the one that all of the sound goes through.
    ///
    /// - Parameter path: of the card.
    static func leader(of path: [VolumeElement]) -> VolumeElement? {
        let volumes = path.filter { !$0.isSwitch && $0.hundredths != nil }
        let named = leaders.lazy.compactMap { stem in volumes.first { $0.stem == stem } }
        return named.first ?? volumes.min { ($0.id.name, $0.id.index) < ($1.id.name, $1.id.index) }
    }

    /// Names that drivers give to outputs, in the order in which one leads the others.
    private static let leaders = [
        "Master", "PCM", "Digital", "Headphone", "Headset", "Speaker", "Front", "Line Out",
    ]

    private static let suffixes = [
        " Playback Volume", " Playback Switch", " Volume", " Switch",
    ]

    /// Whether a name is that of a volume or a switch for playing, by the rules of alsa-lib.
    static func isOutputControl(_ name: String) -> Bool {
        suffixes.contains { name.hasSuffix($0) } && !name.contains("Capture")
    }

    private static func stem(of name: String) -> String {
        let suffix = suffixes.first { name.hasSuffix($0) } ?? ""
        return String(name.dropLast(suffix.count))
    }

    private static let inputs: Set = [
        "Mic", "CD", "Aux", "Beep", "Sidetone", "Loopback", "Phone", "Video", "Input", "ADC",
        "Boost", "In",
    ]

    private static func isInput(_ stem: String) -> Bool {
        let words = stem.split(separator: " ").map(String.init)
        return stem == "Line" || stem == "PC Speaker" || !inputs.isDisjoint(with: words)
    }
}
