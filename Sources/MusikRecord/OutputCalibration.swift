public import MusikModel

/// What a site measured of one output, and the ceiling it set for it.
public struct OutputCalibration: Hashable, Sendable, Codable {
    /// What an output is for.
    public enum Purpose: String, Hashable, Sendable, Codable, CaseIterable {
        /// The patient's headphones.
        case headphones
        /// The room's loudspeakers.
        case speakers

        /// How it is heard.
        public var hearing: SoundCalibration.Hearing {
            self == .headphones ? .eachEar : .bothEars
        }
    }

    /// What it is for.
    public var purpose: Purpose
    /// The device, by a name that it keeps; options left out.
    public var device: String
    /// The card's own volume in dB with which it was measured; nil for what has none.
    public var volume: Double?
    /// What was measured, and the ceiling.
    public var sound: SoundCalibration
    /// Who measured it.
    public var by: ActorCode
    /// When.
    public var at: WallTime

    /// Keeps a measurement.
    public init(
        purpose: Purpose, device: String, volume: Double?, sound: SoundCalibration, by: ActorCode,
        at: WallTime
    ) {
        self.purpose = purpose
        self.device = device
        self.volume = volume
        self.sound = sound
        self.by = by
        self.at = at
    }
}
