internal import Synchronization

/// The memory and the positions of a `MixRing`, where an audio thread can reach them without
/// counting references.
@safe struct MixRingCore: ~Copyable {
    private let samples: UnsafeMutablePointer<Float>
    private let mask: Int64
    /// How many frames stay readable behind the reference reader.
    let history: Int64
    /// One past the last written frame.
    let head: Atomic<Int64>
    /// Where the reference reader is.
    let reference: Atomic<Int64>
    /// One past the last frame that will ever come.
    let end = Atomic<Int64>(.max)
    /// Where the programme has music.
    let sounding: SoundingMap
    /// What stands in for music that isn't mixed in time; nil for silence.
    let bed: BedLoop?

    init(capacity: Int64, history: Int64, start: Int64, hertz: Int, bed: BedLoop?) {
        sounding = SoundingMap(hertz: hertz)
        self.bed = bed
        mask = capacity - 1
        self.history = history
        unsafe samples = .allocate(capacity: Int(capacity) * 2)
        unsafe samples.initialize(repeating: 0, count: Int(capacity) * 2)
        head = Atomic(start)
        reference = Atomic(start)
    }

    deinit { unsafe samples.deallocate() }

    /// Appends frames in place. Writer thread.
    func write(count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
        let position = head.load(ordering: .relaxed)
        precondition(
            position % 512 + Int64(count) <= 512, "a stretch ends at the next multiple of 512")
        unsafe body(samples + Int(position & mask) * 2)
        head.store(position + Int64(count), ordering: .releasing)
    }

    /// Copies frames from a position on; returns how many were there. Audio thread.
    ///
    /// A position no longer kept copies nothing; the caller moves on.
    func read(
        _ destination: UnsafeMutablePointer<Float>, at position: Int64, count: Int
    ) -> Int {
        let available = head.load(ordering: .acquiring) - position
        let count = min(Int64(count), available)
        guard count > 0, available <= mask + 1 else { return 0 }
        let offset = position & mask
        let first = min(count, mask + 1 - offset)
        unsafe copyFloats(from: samples + Int(offset) * 2, to: destination, count: Int(first) * 2)
        unsafe copyFloats(
            from: samples, to: destination + Int(first) * 2, count: Int(count - first) * 2)
        return Int(count)
    }
}
