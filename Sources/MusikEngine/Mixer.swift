internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime

/// Sums the clips of a programme, block by block, from where the decoders put them.
///
/// The one place where a programme becomes samples, live and to a file. Used by one thread.
@safe final class Mixer {
    /// A clip and where its frames come from.
    private final class Voice {
        let clip: Clip
        let strand: Strand?

        init(_ clip: Clip, _ strand: Strand?) {
            self.clip = clip
            self.strand = strand
        }
    }

    /// Frames of a block; blocks lie at multiples of it, and a new plan begins at one.
    static let block = 512

    private(set) var programme: Programme
    /// The next frame to be mixed.
    private(set) var head: FrameCount
    /// One past the last frame of the last clip or of the programme, whichever is later.
    private(set) var end: FrameCount
    private let decoders: Decoders
    /// The clips that have not ended, in the programme's order.
    private var voices: [Voice] = []
    private let gains = UnsafeMutablePointer<Float>.allocate(capacity: Mixer.block)
    /// Frames a clip should have had and its file did not give.
    private(set) var missingFrames: Int64 = 0

    init(programme: Programme, from head: FrameCount, decoders: Decoders) {
        self.programme = programme
        self.head = head
        self.decoders = decoders
        end = 0
        follow(programme)
    }

    deinit {
        unsafe gains.deallocate()
    }

    /// Goes on with another plan, which is the same before `head`.
    func follow(_ programme: Programme) {
        self.programme = programme
        end = programme.lastFrame
        decoders.follow(programme)
        var strandOf: [Int: Int] = [:]
        voices = []
        for clip in programme.clips {
            let strand = clip.continues.flatMap { strandOf[$0] } ?? clip.id
            strandOf[clip.id] = strand
            if clip.end > head { voices.append(Voice(clip, decoders.strand(strand))) }
        }
    }

    /// Where the head is once the next block is mixed.
    var nextHead: FrameCount {
        let toBoundary = Int64(Self.block) - head.value % Int64(Self.block)
        return head + FrameCount(min(toBoundary, max(0, (end - head).value)))
    }

    /// Mixes the next block onto the ring, which has room for it; nothing at the end.
    func advance(_ ring: MixRing) {
        let count = Int((nextHead - head).value)
        unsafe ring.write(count: count) { unsafe mix(count, to: $0) }
        decoders.passed(head)
    }

    private func mix(_ count: Int, to sum: UnsafeMutablePointer<Float>) {
        unsafe sum.update(repeating: 0, count: count * 2)
        let blockEnd = head + FrameCount(count)
        for voice in voices {
            if voice.clip.start >= blockEnd { break }
            unsafe add(voice, to: sum, until: blockEnd)
        }
        head = blockEnd
        while let voice = voices.first, voice.clip.end <= head { voices.removeFirst() }
    }

    private func add(
        _ voice: Voice, to sum: UnsafeMutablePointer<Float>, until blockEnd: FrameCount
    ) {
        let from = max(head, voice.clip.start)
        let count = Int((min(blockEnd, voice.clip.end) - from).value)
        guard count > 0 else { return }
        unsafe voice.clip.envelope(gains, from: from, count: count)
        let target = unsafe sum + Int((from - head).value) * 2
        var read = 0
        if let strand = voice.strand {
            read = unsafe decoders.read(strand, from: from, count: count) {
                source, place, frames in
                unsafe MixKernel.add(
                    source, under: gains + place, to: target + place * 2, frames: frames)
            }
        }
        missingFrames += Int64(count - read)
    }
}
