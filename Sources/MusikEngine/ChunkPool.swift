/// A stretch of decoded stereo frames.
@safe final class Chunk: @unchecked Sendable {
    // Safe to share: owned by one strand at a time, handed over under the decoders' monitor.
    /// How many frames one chunk holds.
    static let capacity = 8192

    let samples: UnsafeMutablePointer<Float>
    /// Frames that are filled.
    var count = 0

    init() {
        unsafe samples = .allocate(capacity: Self.capacity * 2)
    }

    deinit { unsafe samples.deallocate() }
}

/// A bounded stock of chunks; used under the decoders' monitor.
struct ChunkPool {
    private var free: [Chunk] = []
    private var made = 0
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
        made += 1
        return Chunk()
    }

    /// Gives one back.
    mutating func give(_ chunk: Chunk) {
        chunk.count = 0
        free.append(chunk)
    }
}
