/// An option of a device's name, written after its question mark.
public enum DeviceOption: String, Hashable, Sendable, CaseIterable {
    /// Milliseconds of buffer.
    case buffer
    /// Milliseconds that sound takes from the device to the ear.
    case delay
    /// The card's own volume, in dB.
    case volume
    /// The sample format.
    case format
    /// The device is one that another process serves.
    case served

    /// The numbers it takes, both ends included; nil for an option that takes no number.
    public var range: ClosedRange<Double>? {
        switch self {
        case .buffer: 5...1000
        case .delay: 0...200
        case .volume: -100...0
        case .format, .served: nil
        }
    }
}
