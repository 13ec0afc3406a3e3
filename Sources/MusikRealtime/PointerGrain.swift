/// By how many frames a card's pointer moves at once, as far as readings show it.
///
/// Steps between readings of a pointer that counts single frames differ by a few; those of one that
/// counts whole bursts differ by bursts or not at all. Plain arithmetic. Audio thread.
struct PointerGrain: BitwiseCopyable, Sendable {
    /// The smallest difference between two neighbouring steps; the largest number before any.
    private(set) var frames = Int64.max
    private var last: Int64?
    private var lastStep: Int64?

    /// Takes in a reading.
    mutating func observe(_ frame: Int64) {
        if let last {
            let step = frame - last
            if let lastStep, step != lastStep { frames = min(frames, abs(step - lastStep)) }
            lastStep = step
        }
        last = frame
    }
}
