private import Glibc
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime

/// The threads that decode ahead of the mixer, with a bounded stock of memory between them.
///
/// The strand that will run dry first is decoded first; strands of later clips use what memory is
/// left, so that several cores have work while one piece plays.
final class Decoders: @unchecked Sendable {
    // Safe to share: everything mutable is used under `monitor`.
    private let monitor = Monitor()
    private let library: any AudioLibrary
    private let rate: SampleRate
    private let horizon: Int64
    private var pool: ChunkPool
    /// Chunks kept for the strand that runs dry first.
    private let reserve = 12
    private var strands: [Strand] = []
    private var head: FrameCount
    private var isStopping = false
    private var threads: [NamedThread] = []
    private var failures: [(clip: Int, frame: FrameCount, error: any Error)] = []

    /// Starts decoding a programme.
    ///
    /// - Parameters:
    ///   - horizonSeconds: how far before its start a clip begins to be decoded.
    ///   - stockSeconds: how much decoded sound is held at most, over all clips.
    init(
        programme: Programme, from head: FrameCount, library: any AudioLibrary, threads count: Int,
        horizonSeconds: Double, stockSeconds: Double
    ) {
        self.library = library
        self.head = head
        rate = programme.rate
        horizon = Int64(min(horizonSeconds, 1e6) * Double(programme.rate.hertz))
        let chunks = stockSeconds * Double(programme.rate.hertz) / Double(Chunk.capacity)
        pool = ChunkPool(limit: max(3 * reserve, Int(chunks)))
        strands = programme.strands().filter { $0.neededTo > head }
        threads = (0..<count).map { number in
            NamedThread("decode-\(number)") { [self] in run() }
        }
    }

    /// Ends the threads. Not from one of them.
    func stop() {
        monitor.locked {
            isStopping = true
            monitor.signal()
        }
        for thread in threads { thread.join() }
    }

    /// Follows a new plan: strands of clips that stay are kept with all they have decoded.
    func follow(_ programme: Programme) {
        monitor.locked {
            var running: [Int: Strand] = [:]
            for strand in strands { running[strand.id] = strand }
            var next: [Strand] = []
            for planned in programme.strands() where planned.neededTo > head {
                if let strand = running[planned.id],
                    strand.segments.starts(with: planned.segments)
                        || planned.segments.starts(with: strand.segments) && strand.source == nil
                {
                    running[planned.id] = nil
                    strand.neededTo = planned.neededTo
                    next.append(strand)
                } else {
                    next.append(planned)
                }
            }
            for strand in running.values { release(strand) }
            strands = next
            monitor.signal()
        }
    }

    /// What failed since the last call: the clip, the timeline frame up to which it can be heard.
    func takeFailures() -> [(clip: Int, frame: FrameCount, error: any Error)] {
        monitor.locked {
            defer { failures = [] }
            return failures
        }
    }

    /// Copies frames of a strand from a timeline frame on; waits while they are being decoded.
    ///
    /// - Returns: how many frames there were; fewer only where the strand has ended.
    func read(
        strand id: Int, from frame: FrameCount, into target: UnsafeMutablePointer<Float>,
        count: Int
    ) -> Int {
        monitor.locked {
            guard let strand = strands.first(where: { $0.id == id }) else { return 0 }
            skip(strand, to: frame)
            var done = 0
            while done < count {
                guard let chunk = strand.chunks.first else {
                    if strand.hasEnded || isStopping { break }
                    monitor.wait(milliseconds: 100)
                    continue
                }
                let part = min(count - done, chunk.count - strand.offset)
                unsafe (target + done * 2).update(
                    from: chunk.samples + strand.offset * 2, count: part * 2)
                done += part
                advance(strand, by: part)
            }
            return done
        }
    }

    /// Says how far the mixer has come, so that clips are opened in time and ended ones let go.
    func passed(_ frame: FrameCount) {
        monitor.locked {
            head = frame
            for strand in strands where strand.neededTo <= frame { release(strand) }
            strands.removeAll { $0.neededTo <= frame }
        }
    }

    /// Drops frames before a position, which nobody wants any more (a clip that was cut out).
    private func skip(_ strand: Strand, to frame: FrameCount) {
        while strand.mixedTo < frame, let chunk = strand.chunks.first {
            advance(
                strand, by: min(Int((frame - strand.mixedTo).value), chunk.count - strand.offset))
        }
    }

    private func advance(_ strand: Strand, by frames: Int) {
        strand.offset += frames
        strand.mixedTo += FrameCount(frames)
        if let chunk = strand.chunks.first, strand.offset == chunk.count {
            pool.give(strand.chunks.removeFirst())
            strand.offset = 0
            monitor.signal()
        }
    }

    private func release(_ strand: Strand) {
        for chunk in strand.chunks { pool.give(chunk) }
        strand.chunks = []
        strand.hasEnded = true
        if !strand.isClaimed { strand.source = nil }
        monitor.signal()
    }

    // MARK: The threads

    private func run() {
        while let (strand, chunk) = claim() {
            let failure = fill(strand, chunk)
            finish(strand, chunk, failure)
        }
    }

    /// Waits for work: the strand that runs dry first and may take memory.
    private func claim() -> (Strand, Chunk)? {
        monitor.locked {
            while !isStopping {
                if let strand = nextStrand(), let chunk = pool.take() {
                    strand.isClaimed = true
                    return (strand, chunk)
                }
                monitor.wait(milliseconds: 500)
            }
            return nil
        }
    }

    private func nextStrand() -> Strand? {
        let limit = head + FrameCount(horizon)
        // What sounds soon and is short of frames may use all memory; the rest leaves the reserve.
        let soon = head + FrameCount(2 * rate.hertz)
        let hasPlenty = pool.available > reserve
        var best: Strand?
        for strand in strands where strand.wantsMore && !strand.isClaimed {
            guard strand.start < limit else { break }
            let isShort = strand.start <= soon && strand.chunks.count < reserve
            guard isShort || hasPlenty else { continue }
            if best == nil || strand.decodedTo < best!.decodedTo { best = strand }
        }
        return best
    }

    /// Decodes into a chunk as much as fits; what was decoded before an error counts.
    private func fill(_ strand: Strand, _ chunk: Chunk) -> (any Error)? {
        do {
            let source = try strand.source ?? library.open(strand.segments, at: rate)
            strand.source = source
            while chunk.count < Chunk.capacity {
                let rest = unsafe UnsafeMutableBufferPointer(
                    start: chunk.samples + chunk.count * 2,
                    count: (Chunk.capacity - chunk.count) * 2)
                let read = unsafe try source.read(into: rest)
                if read == 0 { return nil }
                chunk.count += read
            }
            return nil
        } catch {
            return error
        }
    }

    private func finish(_ strand: Strand, _ chunk: Chunk, _ failure: (any Error)?) {
        monitor.locked {
            strand.isClaimed = false
            let isFull = chunk.count == Chunk.capacity
            strand.decodedTo += FrameCount(chunk.count)
            if strand.hasEnded || chunk.count == 0 {
                // Let go while it was being decoded, or at its end.
                pool.give(chunk)
            } else {
                strand.chunks.append(chunk)
            }
            if let failure, !strand.hasEnded {
                failures.append((strand.id, strand.decodedTo, failure))
            }
            if strand.hasEnded || !isFull {
                strand.hasEnded = true
                strand.source = nil
            }
            monitor.signal()
        }
    }
}
