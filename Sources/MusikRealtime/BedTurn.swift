/// A change of what stands in for the programme: the bed comes, moves or goes.
///
/// Takes effect at a block of 256 frames. With the programme, the turns and the commands say to the
/// frame what an output delivered.
@frozen
public struct BedTurn: Hashable, Sendable, BitwiseCopyable, Codable {
    /// Whether the bed stands in from here on; else the programme comes back.
    public var isOn: Bool
    /// The linear gain that the bed goes to, 0 to 1; 0 where it is silent, and where it goes.
    public var gain: Float
    /// Frames within which the programme goes, where the bed comes: as many as were mixed.
    public var fade: Int32

    /// Describes a turn.
    public init(isOn: Bool, gain: Float = 0, fade: Int32 = 0) {
        self.isOn = isOn
        self.gain = gain
        self.fade = fade
    }
}
