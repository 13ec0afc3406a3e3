public import MusikRealtime

/// A device as a person names it: an ALSA name, and options after a question mark.
///
/// `hw:CARD=PCH,DEV=0?delay=9`, `plug:pulse`, `pulse?buffer=100&format=s16`. `delay` is how long sound
/// takes from there to the ear, 3 ms for each metre; the other options exist for tests and for devices
/// that report themselves wrongly.
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
    /// Treats the device as one that another process serves.
    public var isServed: Bool

    /// Reads a name such as `pulse?buffer=100&format=s16&served`.
    ///
    /// - Throws: an error with reason `badName` for an empty name or an unknown option.
    public init(_ name: String) throws(ALSAError) {
        let parts = name.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.name = name
        pcmName = String(parts[0])
        isServed = false
        guard !pcmName.isEmpty else {
            throw ALSAError(.badName, call: "name", device: name)
        }
        guard parts.count == 2 else { return }
        for option in parts[1].split(separator: "&") {
            let pair = option.split(separator: "=", maxSplits: 1)
            switch (pair.first, pair.count == 2 ? String(pair[1]) : nil) {
            case ("buffer", let value?):
                guard let number = Int(value), (5...1000).contains(number) else {
                    throw ALSAError(.badName, call: String(option), device: name)
                }
                bufferMilliseconds = number
            case ("delay", let value?):
                guard let number = Double(value), (0...200).contains(number) else {
                    throw ALSAError(.badName, call: String(option), device: name)
                }
                acousticMilliseconds = number
            case ("format", let value?):
                guard let format = Self.formats[value] else {
                    throw ALSAError(.badName, call: String(option), device: name)
                }
                self.format = format
            case ("served", nil): isServed = true
            default: throw ALSAError(.badName, call: String(option), device: name)
            }
        }
    }

    private static let formats: [String: SampleFormat] = [
        "s16": .s16, "s24": .s24in4, "s24_3": .s24in3, "s32": .s32, "float": .float32,
    ]
}
