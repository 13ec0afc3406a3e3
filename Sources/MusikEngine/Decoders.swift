private import Glibc
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime

/// The threads that decode ahead of the mixer, with a bounded stock of memory between them.
///
/// The strand that will run dry first is decoded first; strands of later clips use what memory is
/// left, those that take longest before others, so that several cores have work while one piece
/// plays. Threads wake each other as rarely as the work allows: waking costs more than mixing what a
/// chunk holds.
@safe final class Decoders: @unchecked Sendable {
    // Safe to share: everything mutable is used under `monitor`, but for what only the mixer's
    // thread uses: the first and last lines of `read` and `passed`. Of `strands` it is the only
    // writer, under `monitor`, and so reads it without.
    private let monitor = Monitor()
    private let library: any AudioLibrary
    private let rate: SampleRate
    private let horizon: Int64
    private let patience: Int
    private var pool: ChunkPool
    /// Chunks that have to be free, beside the reserve, before a stock that was full is filled again.
    private let refill: Int
    /// Chunks kept for the strand that runs dry first.
    private let reserve = 12
    /// Whether the stock was used up and is now drawn down before it is filled again.
    private var isDrawnDown = false
    private var strands: [Strand] = []
    private var head: FrameCount
    /// Before this frame `passed` has nothing to do.
    private var nextPass: FrameCount = 0
    private var isStopping = false
    /// Decoder threads without work.
    private var idleThreads = 0
    /// The strand the mixer waits for.
    private var awaited: Strand?
    private var threads: [NamedThread] = []
    private var failures: [(clip: Int, frame: FrameCount, error: any Error)] = []

    /// Starts decoding a programme.
    ///
    /// - Parameters:
    ///   - horizonSeconds: how far before its start a clip begins to be decoded.
    ///   - stockSeconds: how much decoded sound is held at most, over all clips.
    ///   - refillShare: how much of the stock is used up before it is filled again: large shares wake
    ///     the threads seldom, small ones keep them at work beside a fast mixer.
    ///   - patience: for how many chunks the mixer waits once it has run out, where there is time.
    init(
        programme: Programme, from head: FrameCount, library: any AudioLibrary, threads count: Int,
        horizonSeconds: Double, stockSeconds: Double, refillShare: Double, patience: Int = 1
    ) {
        // A drawn-down stock gives a strand no more than the reserve: more would never come.
        precondition(patience <= reserve, "the mixer waits for what is certain to come")
        self.library = library
        self.patience = patience
        self.head = head
        rate = programme.rate
        horizon = Int64(min(horizonSeconds, 1e6) * Double(programme.rate.hertz))
        let chunks = stockSeconds * Double(programme.rate.hertz) / Double(Chunk.capacity)
        pool = ChunkPool(limit: max(3 * reserve, Int(chunks)))
        refill = Int(Double(pool.limit) * refillShare)
        strands = programme.strands(from: head).filter { $0.neededTo > head }
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
            for planned in programme.strands(from: head) where planned.neededTo > head {
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
            nextPass = 0
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

    /// The strand of a clip, as the latest plan has it; nil where all of it has passed. Mixer's
    /// thread.
    func strand(_ id: Int) -> Strand? { strands.first { $0.id == id } }

    /// Hands over frames of a strand from a timeline frame on; waits while they are being decoded.
    /// Mixer's thread.
    ///
    /// - Parameter body: takes the stretches one after the other: their samples, their place among
    ///   the frames asked for, how many they are.
    /// - Returns: how many frames there were; fewer only where the strand has ended.
    func read(
        _ strand: Strand, from frame: FrameCount, count: Int,
        _ body: (UnsafePointer<Float>, _ place: Int, _ frames: Int) -> Void
    ) -> Int {
        // Frames before it nobody wants any more: a clip that was cut out.
        while strand.mixedTo < frame, let chunk = chunk(of: strand) {
            strand.advance(min(Int((frame - strand.mixedTo).value), chunk.count - strand.offset))
        }
        var done = 0
        while done < count, let chunk = chunk(of: strand) {
            let part = min(count - done, chunk.count - strand.offset)
            unsafe body(chunk.samples + strand.offset * 2, done, part)
            done += part
            strand.advance(part)
        }
        return done
    }

    /// The chunk a strand is being mixed from, or the next one; nil at its end.
    private func chunk(of strand: Strand) -> Chunk? {
        if let chunk = strand.current, strand.offset < chunk.count { return chunk }
        return monitor.locked {
            giveBack(strand)
            if strand.chunks.isEmpty { awaitChunks(of: strand) }
            guard !strand.chunks.isEmpty else { return nil }
            strand.current = strand.chunks.removeFirst()
            return strand.current
        }
    }

    private func awaitChunks(of strand: Strand) {
        awaited = strand
        defer { awaited = nil }
        while !isStopping, !isServed(strand) { monitor.wait(milliseconds: 100) }
    }

    /// Whether the mixer has no reason to wait any longer.
    private func isServed(_ strand: Strand) -> Bool {
        strand.chunks.count >= patience || !strand.wantsMore
            || pool.available == 0 && !strand.chunks.isEmpty
    }

    private func giveBack(_ strand: Strand) {
        guard let chunk = strand.current else { return }
        strand.current = nil
        strand.offset = 0
        pool.give(chunk)
        wakeIdle()
    }

    /// Wakes the decoder threads where one of them has found work.
    private func wakeIdle() {
        if idleThreads > 0, nextStrand() != nil { monitor.signal() }
    }

    /// Says how far the mixer has come, so that clips are opened in time and ended ones let go.
    /// Mixer's thread.
    func passed(_ frame: FrameCount) {
        guard frame >= nextPass else { return }
        monitor.locked {
            head = frame
            for strand in strands where strand.neededTo <= frame { release(strand) }
            strands.removeAll { $0.neededTo <= frame }
            nextPass = strands.reduce(frame + FrameCount(Chunk.capacity)) {
                min($0, $1.neededTo)
            }
            wakeIdle()
        }
    }

    private func release(_ strand: Strand) {
        giveBack(strand)
        for chunk in strand.chunks { pool.give(chunk) }
        strand.chunks = []
        strand.hasEnded = true
        if !strand.isClaimed { strand.source = nil }
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
                    wakeIdle()
                    return (strand, chunk)
                }
                idleThreads += 1
                monitor.wait(milliseconds: 500)
                idleThreads -= 1
            }
            return nil
        }
    }

    private func nextStrand() -> Strand? {
        let limit = head + FrameCount(horizon)
        // What sounds soon and is short of frames may use all memory; the rest leaves the reserve.
        let soon = head + FrameCount(2 * rate.hertz)
        if pool.available <= reserve {
            isDrawnDown = true
        } else if pool.available >= reserve + refill {
            isDrawnDown = false
        }
        var best: Strand?
        for strand in strands where strand.wantsMore && !strand.isClaimed {
            guard strand.start < limit else { break }
            let isShort = strand.start <= soon && strand.chunks.count < reserve
            guard isShort || !isDrawnDown else { continue }
            if let other = best, !isFirst(strand, other, soon) { continue }
            best = strand
        }
        return best
    }

    /// Whether a strand is decoded before another: what sounds soon, then what takes longest, so
    /// that the memory holds as much of the work as it can.
    private func isFirst(_ strand: Strand, _ other: Strand, _ soon: FrameCount) -> Bool {
        if other.start > soon, strand.isConverted != other.isConverted { return strand.isConverted }
        return strand.decodedTo < other.decodedTo
    }

    /// Decodes into a chunk as much as fits; what was decoded before an error counts.
    private func fill(_ strand: Strand, _ chunk: Chunk) -> (any Error)? {
        do {
            let source = try strand.source ?? library.open(strand.decodedSegments, at: rate)
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
            if let awaited, isServed(awaited) { monitor.signal() }
        }
    }
}
