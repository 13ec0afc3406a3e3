internal import MusikEngine
internal import MusikModel

/// Decodes consecutive segments as one stream at the files' own rate.
///
/// Before the first segment's first frame it can give the frames that precede it in its file, and
/// after the last segment's last frame those that follow; both are zeros beyond the file's ends.
struct SegmentReader: ~Copyable {
    private let files: [LoadedFile]
    private let segments: [SourceSegment]
    private var decoder: SoundFileDecoder
    private var index = 0
    /// Frames left of the current segment, as planned.
    private var left: Int64
    /// Zeros to give before anything else.
    private var leadingZeros: Int
    /// Frames to give before the first segment counts.
    private var leading: Int64
    /// Frames given that follow the last segment.
    private var following: Int64 = 0
    /// Frames of the segments given so far, without lead-in and lead-out.
    private(set) var frames: Int64 = 0
    /// Whether all frames of the segments were given.
    private(set) var isAtEnd = false

    /// Opens the first segment, `leadIn` frames before its start.
    ///
    /// `files` has one entry for each segment.
    init(
        _ segments: [SourceSegment], _ files: [LoadedFile], leadIn: Int64
    ) throws(SoundFileError) {
        precondition(!segments.isEmpty && segments.count == files.count)
        let start = segments[0].start.value
        let length = try Self.length(segments[0], files[0])
        decoder = try Self.open(segments[0], files[0], at: max(0, start - leadIn))
        leadingZeros = Int(max(0, leadIn - start))
        leading = min(start, leadIn)
        left = length
        self.segments = segments
        self.files = files
    }

    /// Reads the segments' frames, after the lead-in; fewer than asked for only at their end.
    mutating func read(
        _ target: UnsafeMutablePointer<Float>, frames wanted: Int
    ) throws(SoundFileError) -> Int {
        var done = 0
        if leadingZeros > 0 {
            done = min(wanted, leadingZeros)
            unsafe target.update(repeating: 0, count: 2 * done)
            leadingZeros -= done
        }
        while done < wanted, !isAtEnd {
            if leading == 0, left == 0 {
                try advance()
                continue
            }
            let count = Int(min(Int64(wanted - done), leading > 0 ? leading : left))
            let got = try unsafe decoder.read(target + 2 * done, frames: count)
            guard got == count else { throw ended() }
            done += got
            if leading > 0 {
                leading -= Int64(got)
            } else {
                left -= Int64(got)
                frames += Int64(got)
            }
        }
        return done
    }

    /// Reads the frames that follow the last segment in its file, then zeros without end.
    mutating func readOn(
        _ target: UnsafeMutablePointer<Float>, frames wanted: Int
    ) throws(SoundFileError) {
        let last = segments[index]
        let file = files[index].analysis.frames
        let rest = file.value - (last.frames.map { min(file, last.start + $0) } ?? file).value
        let count = Int(max(0, min(Int64(wanted), rest - following)))
        let got = try unsafe decoder.read(target, frames: count)
        following += Int64(got)
        unsafe (target + 2 * got).update(repeating: 0, count: 2 * (wanted - got))
    }

    private mutating func advance() throws(SoundFileError) {
        guard index + 1 < segments.count else {
            isAtEnd = true
            return
        }
        index += 1
        decoder = try Self.open(segments[index], files[index], at: segments[index].start.value)
        left = try Self.length(segments[index], files[index])
    }

    private static func open(
        _ segment: SourceSegment, _ file: LoadedFile, at frame: Int64
    ) throws(SoundFileError) -> SoundFileDecoder {
        try SoundFileDecoder(file.bytes, file.layout(), from: frame)
    }

    /// How many frames a segment has: what is asked for, as far as its file reaches.
    private static func length(
        _ segment: SourceSegment, _ file: LoadedFile
    ) throws(SoundFileError) -> Int64 {
        let available = file.analysis.frames.value - segment.start.value
        guard segment.start.value >= 0, available >= 0 else {
            throw SoundFileError(
                .outsideFile(frame: segment.start), path: segment.source.path, call: "open")
        }
        return min(available, segment.frames?.value ?? available)
    }

    /// The same bytes gave fewer frames than they did when they were analysed.
    private func ended() -> SoundFileError {
        SoundFileError(
            .truncated(decoded: nil, expected: files[index].analysis.frames),
            path: segments[index].source.path, call: "sf_readf_float")
    }
}
