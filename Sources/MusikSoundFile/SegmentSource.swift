internal import MusikEngine
internal import MusikModel

/// Segments at their own rate: samples pass untouched.
final class DirectSource: AudioSource {
    private var reader: SegmentReader

    init(_ segments: [SourceSegment], _ files: [LoadedFile]) throws(SoundFileError) {
        reader = try SegmentReader(segments, files, leadIn: 0)
    }

    func read(into buffer: UnsafeMutableBufferPointer<Float>) throws -> Int {
        guard let start = buffer.baseAddress else { return 0 }
        return try unsafe reader.read(start, frames: buffer.count / 2)
    }
}

/// Segments through one resampler.
///
/// Output frame k belongs to the moment k / rate after the first segment's start, and there are
/// exactly as many as the input's length at the new rate, rounded. The frames before the first
/// segment and after the last one, where the files have any, go through the filter as well, so
/// that a start or an end in the middle of a file sounds as the middle does.
final class ResampledSource: AudioSource {
    private var reader: SegmentReader
    private var resampler: Resampler
    private let input: SampleRate
    private let output: SampleRate
    private let block: FloatBuffer
    private var blockStart = 0
    private var blockEnd = 0
    /// Output of the lead-in, still to be thrown away.
    private var waste: Int64
    private var given: Int64 = 0

    private static let blockFrames = 4096
    /// How long the filter is fed before the first frame counts; its own length is about 5 ms.
    private static let leadInSeconds = 0.05

    init(
        _ segments: [SourceSegment], _ files: [LoadedFile], to rate: SampleRate,
        quality: ResamplerQuality
    ) throws(SoundFileError) {
        input = files[0].analysis.rate
        output = rate
        // Only a multiple of input / gcd ends on a whole frame on both sides.
        let divisor = Self.greatestCommonDivisor(input.hertz, output.hertz)
        let step = input.hertz / divisor
        let steps =
            segments[0].start == 0
            ? 0 : Int((Self.leadInSeconds * Double(input.hertz) / Double(step)).rounded(.up))
        waste = Int64(steps * (output.hertz / divisor))
        reader = try SegmentReader(segments, files, leadIn: Int64(steps * step))
        resampler = try Resampler(
            from: input, to: output, quality: quality, path: segments[0].source.path)
        block = FloatBuffer(count: Self.blockFrames * 2)
    }

    func read(into buffer: UnsafeMutableBufferPointer<Float>) throws -> Int {
        guard let start = buffer.baseAddress else { return 0 }
        let wanted = buffer.count / 2
        var done = 0
        while done < wanted {
            if blockStart == blockEnd { try fill() }
            // How long the output is gets known with the input's last frame, which the filter's
            // own delay brings long before the output's last.
            let rest = reader.isAtEnd ? total - given : .max
            guard waste > 0 || rest > 0 else { break }
            let room = Int(min(Int64(wanted - done), waste > 0 ? waste : rest))
            let moved = try unsafe resampler.process(
                block.start + 2 * blockStart, frames: blockEnd - blockStart,
                into: start + 2 * done, capacity: room)
            blockStart += moved.taken
            if waste > 0 {
                waste -= Int64(moved.given)
            } else {
                given += Int64(moved.given)
                done += moved.given
            }
        }
        return done
    }

    private var total: Int64 {
        FrameCount(reader.frames).converted(from: input, to: output).value
    }

    private func fill() throws(SoundFileError) {
        blockStart = 0
        blockEnd = try unsafe reader.read(block.start, frames: Self.blockFrames)
        if blockEnd == 0 {
            blockEnd = 512
            try unsafe reader.readOn(block.start, frames: blockEnd)
        }
    }

    private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
        var (larger, smaller) = (first, second)
        while smaller > 0 { (larger, smaller) = (smaller, larger % smaller) }
        return larger
    }
}
