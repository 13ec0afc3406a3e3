public import MusikModel

/// A consecutive range of one file, at the file's own rate.
public struct SourceSegment: Hashable, Sendable {
    /// The file.
    public var source: SourceReference
    /// The first frame, at the file's own rate.
    public var start: FrameCount
    /// How many frames at most, at the file's own rate; nil for all that follow.
    public var frames: FrameCount?

    /// Names a range of a file.
    public init(source: SourceReference, start: FrameCount, frames: FrameCount?) {
        self.source = source
        self.start = start
        self.frames = frames
    }
}

/// A stream of decoded frames at the programme's rate, folded to stereo.
///
/// Used by one decoder thread at a time, never by an audio thread.
public protocol AudioSource: AnyObject {
    /// Fills interleaved stereo float frames; returns how many, 0 only at the end.
    ///
    /// - Throws: an error that names the file when it can't be decoded any further.
    func read(into buffer: UnsafeMutableBufferPointer<Float>) throws -> Int
}

/// What opens sources: the sound files a preflight has loaded.
public protocol AudioLibrary: Sendable {
    /// Opens consecutive segments as one stream through one resampler.
    ///
    /// All segments have one sample rate. At the programme's own rate samples pass unchanged.
    /// - Throws: an error that names the file and the reason. Any thread.
    func open(_ segments: [SourceSegment], at rate: SampleRate) throws -> any AudioSource
}
