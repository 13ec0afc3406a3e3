/// A linear gain that moves to a target in a straight line, one step per frame.
@frozen
public struct GainRamp: Hashable, Sendable, BitwiseCopyable {
    /// The gain of the next frame.
    public private(set) var current: Float
    /// Where it goes.
    public private(set) var target: Float
    private var step: Float = 0
    /// Frames until it is there.
    private(set) var remaining: Int32 = 0

    /// A gain at rest.
    public init(_ gain: Float) {
        current = gain
        target = gain
    }

    /// Whether the gain is at rest.
    public var isSettled: Bool { remaining == 0 }

    /// Whether the gain is 1 and stays so.
    var isUnity: Bool { remaining == 0 && current == 1 }

    /// Starts towards a target, reached after `frames` frames (at least 1). Audio thread.
    public mutating func move(to gain: Float, frames: Int32) {
        target = gain
        if gain == current {
            remaining = 0
            return
        }
        remaining = max(1, frames)
        step = (gain - current) / Float(remaining)
    }

    /// Multiplies the gains of the next frames onto an envelope. Audio thread.
    mutating func multiply(_ envelope: UnsafeMutablePointer<Float>, frames: Int) {
        var n = 0
        while n < frames, remaining > 0 {
            unsafe envelope[n] *= current
            remaining -= 1
            current = remaining == 0 ? target : current + step
            n += 1
        }
        if current != 1 {
            while n < frames {
                unsafe envelope[n] *= current
                n += 1
            }
        }
    }
}
