internal import Synchronization

/// Where a programme has music, in cells of 4096 frames: where a bed may stand in for it.
///
/// One writer, any number of readers, no locks. Holds twelve hours; nothing is known of music beyond.
@safe struct SoundingMap: ~Copyable {
    /// Frames of a cell.
    static let cell: Int64 = 4096
    private static let hours: Int64 = 12

    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    private let count: Int64

    /// A map of silence. Not for an audio thread.
    init(hertz: Int) {
        count = (Self.hours * 3600 * Int64(hertz) / Self.cell + 63) / 64
        unsafe words = .allocate(capacity: Int(count))
        for place in 0..<Int(count) { unsafe (words + place).initialize(to: Atomic(0)) }
    }

    deinit {
        unsafe words.deinitialize(count: Int(count))
        unsafe words.deallocate()
    }

    /// Whether music is planned at a frame and for a second from there on. Audio thread.
    func isSounding(_ frame: Int64) -> Bool {
        let cell = frame / Self.cell
        guard cell >= 0, cell / 64 < count else { return false }
        let word = unsafe words[Int(cell / 64)].load(ordering: .relaxed)
        return word >> UInt64(cell % 64) & 1 == 1
    }

    /// Says where music is planned from a frame's cell on: in these ranges, in order, which neither
    /// touch nor overlap. Writer's thread.
    ///
    /// - Parameter tail: a cell counts only where the music goes on so many frames beyond it.
    func set(_ ranges: [Range<Int64>], from frame: Int64, tail: Int64) {
        var next = 0
        for word in (max(0, frame) / Self.cell / 64)..<count {
            var bits: UInt64 = 0
            for bit in 0..<64 {
                let start = (word * 64 + Int64(bit)) * Self.cell
                while next < ranges.count, ranges[next].upperBound <= start { next += 1 }
                guard next < ranges.count else { break }
                let end = start + Self.cell + tail
                if ranges[next].lowerBound <= start, end <= ranges[next].upperBound {
                    bits |= 1 << UInt64(bit)
                }
            }
            unsafe words[Int(word)].store(bits, ordering: .relaxed)
        }
    }
}
