public import MusikRealtime

/// A device as a person names it: an ALSA name, and options after a question mark.
///
/// `hw:CARD=PCH,DEV=0?delay=9&volume=-12`, `plug:pulse`, `pulse?buffer=100&format=s16`. `delay` is how
/// long sound takes from there to the ear, 3 ms for each metre; `volume` is the card's own volume; the
/// other options exist for tests and for devices that report themselves wrongly.
public struct DeviceRequest: Hashable, Sendable {
    /// The whole name, options included.
    public var name: String
    /// What alsa-lib opens.
    public var pcmName: String
    /// Milliseconds of buffer, 5 to 1000; nil for what suits the device.
    public var bufferMilliseconds: Int?
    /// The only format to ask for; nil for the best one offered.
    public var format: SampleFormat?
    /// Milliseconds by which its sound reaches the ear later than it leaves the device, 0 to 200.
    public var acousticMilliseconds: Double = 0
    /// Hundredths of a decibel on the card's own scale, -10 000 to 0; nil for the volume that is
    /// found when it is opened first.
    public var volumeHundredths: Int?
    /// Treats the device as one that another process serves.
    public var isServed: Bool

    /// Reads a name such as `pulse?buffer=100&format=s16&served`.
    ///
    /// - Throws: an error with reason `badName` for an empty name, an unknown option, a value that an
    ///   option doesn't take (it names the option), or a volume of what is no card.
    public init(_ name: String) throws(ALSAError) {
        let parts = name.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.name = name
        pcmName = String(parts[0])
        isServed = false
        guard !pcmName.isEmpty else {
            throw ALSAError(.badName, call: "name", device: name)
        }
        guard parts.count == 2 else { return }
        for text in parts[1].split(separator: "&") {
            let pair = text.split(separator: "=", maxSplits: 1)
            guard let option = pair.first.flatMap({ DeviceOption(rawValue: String($0)) }) else {
                throw ALSAError(.badName, call: String(text), device: name)
            }
            guard take(option, pair.count == 2 ? String(pair[1]) : nil) else {
                throw ALSAError(.badName, call: String(text), device: name, option: option)
            }
        }
    }

    /// Takes an option; false where its value isn't allowed.
    private mutating func take(_ option: DeviceOption, _ value: String?) -> Bool {
        if option == .served {
            isServed = true
            return value == nil
        }
        guard let value else { return false }
        if option == .format {
            format = Self.formats[value]
            return format != nil
        }
        guard let range = option.range, let number = Double(value), range.contains(number) else {
            return false
        }
        switch option {
        case .buffer:
            bufferMilliseconds = Int(value)
            return bufferMilliseconds != nil
        case .delay: acousticMilliseconds = number
        case .volume:
            volumeHundredths = Int((number * 100).rounded())
            return card != nil
        case .format, .served: break
        }
        return true
    }

    /// The card whose own name this is, by its id or number; nil for everything else.
    ///
    /// `hw:CARD=PCH,DEV=0`, `hw:PCH`, `plughw:0,0`: alsa-lib takes the card by name, or else first.
    public var card: String? {
        let halves = pcmName.split(separator: ":", maxSplits: 1)
        guard halves.count == 2, ["hw", "plughw"].contains(halves[0]) else { return nil }
        let arguments = halves[1].split(separator: ",", omittingEmptySubsequences: false)
        if let named = arguments.first(where: { $0.hasPrefix("CARD=") }) {
            return String(named.dropFirst("CARD=".count))
        }
        guard let first = arguments.first, !first.isEmpty, !first.contains("=") else { return nil }
        return String(first)
    }

    /// A card's device by a name of one form, `hw:CARD=PCH,DEV=0`, however it was written; any other
    /// name as it is.
    public var stableName: String {
        guard let card else { return pcmName }
        let arguments = pcmName.drop { $0 != ":" }.dropFirst().split(separator: ",")
        let named = arguments.first { $0.hasPrefix("DEV=") }?.dropFirst("DEV=".count)
        let plain = arguments.count > 1 && !arguments[1].contains("=") ? arguments[1] : "0"
        return "hw:CARD=\(card),DEV=\(named ?? plain)"
    }

    private static let formats: [String: SampleFormat] = [
        "s16": .s16, "s24": .s24in4, "s24_3": .s24in3, "s32": .s32, "float": .float32,
    ]
}
