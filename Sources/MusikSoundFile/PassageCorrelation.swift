public import MusikEngine
public import MusikModel

extension LoadedLibrary {
    /// How alike two passages are, sample against sample: r = Σab / √(Σa² Σb²) over both channels,
    /// limited to 0...1; 0 where either is silent.
    ///
    /// Takes `frames` frames at `rate` from each segment's start, or as many as the shorter has.
    /// What a crossfade needs to know: unrelated passages add in power, alike ones in amplitude.
    /// - Throws: `SoundFileError`, as `open`. Any thread but an audio thread.
    public func correlation(
        of first: SourceSegment, with second: SourceSegment, frames: FrameCount,
        at rate: SampleRate
    ) throws -> Double {
        let sources = (try open([first], at: rate), try open([second], at: rate))
        let block = 8192
        let left = FloatBuffer(count: 2 * block)
        let right = FloatBuffer(count: 2 * block)
        var product = 0.0
        var powers = (0.0, 0.0)
        var rest = Int(frames.value)
        while rest > 0 {
            let wanted = min(rest, block)
            let counts = (
                try unsafe sources.0.read(
                    into: UnsafeMutableBufferPointer(start: left.start, count: 2 * wanted)),
                try unsafe sources.1.read(
                    into: UnsafeMutableBufferPointer(start: right.start, count: 2 * wanted))
            )
            let common = min(counts.0, counts.1)
            for index in 0..<2 * common {
                let a = unsafe Double(left.start[index])
                let b = unsafe Double(right.start[index])
                product += a * b
                powers.0 += a * a
                powers.1 += b * b
            }
            rest -= common
            if common < wanted { break }
        }
        let scale = (powers.0 * powers.1).squareRoot()
        return scale > 0 ? max(0, min(1, product / scale)) : 0
    }
}
