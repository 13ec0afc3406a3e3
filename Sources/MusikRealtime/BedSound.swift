/// A loop of stereo frames that stands in for the programme where the mix is late.
///
/// Made and touched beforehand and never changed, so that nothing that could stall stands between it
/// and an output.
@safe public final class BedSound: @unchecked Sendable {
    // Safe to share: written in `init` and only read from then on.
    let loop: BedLoop
    private let memory: UnsafeMutablePointer<Float>

    /// A loop of so many frames, at least one, that `fill` writes, interleaved. Not for an audio
    /// thread.
    public init(frames: Int, fill: (UnsafeMutableBufferPointer<Float>) -> Void) {
        precondition(frames > 0, "a loop has frames")
        unsafe memory = .allocate(capacity: frames * 2)
        unsafe memory.initialize(repeating: 0, count: frames * 2)
        unsafe fill(UnsafeMutableBufferPointer(start: memory, count: frames * 2))
        let power = unsafe energy(memory, frames * 2) / Double(frames * 2)
        loop = unsafe BedLoop(samples: memory, frames: frames, power: power)
    }

    deinit { unsafe memory.deallocate() }

    /// Its mean square; 1 is full scale.
    public var power: Double { loop.power }

    /// Gives its memory to a function that keeps it in place. Any thread but an audio thread.
    public func withMemory(_ body: (UnsafeRawBufferPointer) -> Void) {
        unsafe body(
            UnsafeRawBufferPointer(
                start: memory, count: loop.frames * 2 * MemoryLayout<Float>.stride))
    }
}

/// The memory of a `BedSound`, where an audio thread can reach it without counting references.
@safe struct BedLoop: BitwiseCopyable {
    private let samples: UnsafePointer<Float>
    let frames: Int
    let power: Double

    init(samples: UnsafePointer<Float>, frames: Int, power: Double) {
        unsafe self.samples = samples
        self.frames = frames
        self.power = power
    }

    /// Adds the frames that belong to a place of the programme, each under its gain. Audio thread.
    func add(
        to sum: UnsafeMutablePointer<Float>, under gains: UnsafePointer<Float>, at frame: Int64,
        count: Int
    ) {
        var place = Int(frame % Int64(frames))
        var done = 0
        while done < count {
            let part = min(count - done, frames - place)
            unsafe mix(samples + place * 2, under: gains + done, to: sum + done * 2, part)
            done += part
            place = 0
        }
    }
}
