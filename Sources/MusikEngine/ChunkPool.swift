private import Glibc

/// A stretch of decoded stereo frames.
@safe final class Chunk: @unchecked Sendable {
    // Safe to share: owned by one strand at a time, handed over under the decoders' monitor.
    /// How many frames one chunk holds.
    static let capacity = 8192

    let samples: UnsafeMutablePointer<Float>
    /// Frames that are filled.
    var count = 0
    private let slab: Slab

    /// Memory for several chunks at once: one large page, where the system has such.
    @safe final class Slab {
        static let chunks = 32
        private static let bytes = chunks * capacity * 2 * MemoryLayout<Float>.stride

        private let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: bytes)
        let samples: UnsafeMutablePointer<Float>

        init() {
            unsafe madvise(memory, Self.bytes, MADV_HUGEPAGE)
            unsafe samples = memory.bindMemory(to: Float.self, capacity: Self.chunks * capacity * 2)
        }

        deinit { unsafe memory.deallocate() }
    }

    init(_ slab: Slab, _ place: Int) {
        self.slab = slab
        unsafe samples = slab.samples + place * Self.capacity * 2
    }
}

/// A bounded stock of chunks; used under the decoders' monitor.
struct ChunkPool {
    private var free: [Chunk] = []
    private var made = 0
    private var slab = Chunk.Slab()
    /// How many there can be.
    let limit: Int

    /// A stock of at most so many chunks, each made when first needed.
    init(limit: Int) { self.limit = limit }

    /// How many more can be taken.
    var available: Int { free.count + limit - made }

    /// Takes one; nil when all are in use.
    mutating func take() -> Chunk? {
        if let chunk = free.popLast() { return chunk }
        guard made < limit else { return nil }
        if made > 0, made % Chunk.Slab.chunks == 0 { slab = Chunk.Slab() }
        defer { made += 1 }
        return Chunk(slab, made % Chunk.Slab.chunks)
    }

    /// Gives one back.
    mutating func give(_ chunk: Chunk) {
        chunk.count = 0
        free.append(chunk)
    }
}
