internal import MusikEngine
internal import MusikRealtime
private import Synchronization

/// Where an engine's outputs are, in memory that other processes read without asking.
///
/// Written some fifty times a second by the engine's process, into one of two halves in turn: whenever
/// that is killed, the half it wrote before is whole. Any thread of any process reads.
@safe final class EngineBoard: Sendable {
    /// What the board shows.
    struct Page: BitwiseCopyable {
        /// Which programme frame is heard when; a rate of 0 where nobody knows.
        var clock: ClockLine
        /// When the page was written, in nanoseconds of CLOCK_MONOTONIC.
        var moment: UInt64
    }

    /// The most outputs of an engine.
    static let mostOutputs = 8
    private static let half = 4096
    private let memory: MappedMemory

    /// A board in a file, which is made as large as it has to be.
    init(_ file: borrowing MemoryFile) throws(MemoryFile.Refused) {
        if file.count < 3 * Self.half { try file.resize(to: 3 * Self.half) }
        memory = try file.map(writable: true)
        precondition(
            MemoryLayout<Page>.stride + Self.mostOutputs * MemoryLayout<FeedPosition>.stride
                <= Self.half, "a page fits")
    }

    private var turn: UnsafeMutablePointer<Atomic<UInt64>> {
        unsafe memory.start.assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    private func half(_ turn: UInt64) -> UnsafeMutableRawPointer {
        unsafe memory.start + Self.half * Int(1 + turn % 2)
    }

    /// Writes a page. One process and thread at a time.
    func write(_ page: Page, _ positions: [FeedPosition]) {
        let next = unsafe turn.pointee.load(ordering: .relaxed) + 1
        let target = unsafe half(next)
        unsafe target.storeBytes(of: page, as: Page.self)
        for (output, position) in positions.enumerated() {
            unsafe target.storeBytes(
                of: position, toByteOffset: Self.offset(output), as: FeedPosition.self)
        }
        unsafe turn.pointee.store(next, ordering: .releasing)
    }

    /// The page as it was written last; nil before the first.
    var page: Page? { unsafe read { unsafe $0.load(as: Page.self) } }

    /// Where an output was when the page was written; nil before the first.
    func position(of output: Int) -> FeedPosition? {
        unsafe read { unsafe $0.load(fromByteOffset: Self.offset(output), as: FeedPosition.self) }
    }

    private static func offset(_ output: Int) -> Int {
        MemoryLayout<Page>.stride + output * MemoryLayout<FeedPosition>.stride
    }

    private func read<Value>(_ body: (UnsafeRawPointer) -> Value) -> Value? {
        while true {
            let before = unsafe turn.pointee.load(ordering: .acquiring)
            guard before > 0 else { return nil }
            let value = unsafe body(UnsafeRawPointer(half(before)))
            atomicMemoryFence(ordering: .acquiring)
            // The half that was read is written again only after the next one.
            if unsafe turn.pointee.load(ordering: .relaxed) == before { return value }
        }
    }
}
