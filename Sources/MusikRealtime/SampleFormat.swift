/// A device's sample format; little-endian, interleaved stereo.
public enum SampleFormat: UInt8, Hashable, Sendable, CaseIterable {
    /// 16-bit integers.
    case s16
    /// 24-bit integers packed in three bytes.
    case s24in3
    /// 24-bit integers in the low bytes of 32.
    case s24in4
    /// 32-bit integers.
    case s32
    /// 32-bit floats, full scale at ±1.
    case float32

    /// Bytes of one stereo frame.
    public var frameSize: Int {
        switch self {
        case .s16: 4
        case .s24in3: 6
        case .s24in4, .s32, .float32: 8
        }
    }

    /// The most bytes any format needs for a frame.
    public static var largestFrameSize: Int { 8 }
}
