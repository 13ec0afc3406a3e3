public import MusikModel

/// Why a sound file can't be used, read or written.
///
/// Carries facts only: what a person reads is made from them where people are spoken to.
public struct SoundFileError: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// There is no file of that name.
        case missing
        /// The file is there but can't be read; the errno says why.
        case unreadable(errno: Int32)
        /// The bytes are no sound file of any kind known here.
        case notASoundFile
        /// A sound file of a kind that has to be converted first.
        case unsupported(ForeignFormat)
        /// A sound file without a single frame, or without a single byte.
        case zeroFrames
        /// The end is missing; `expected` frames were promised where the file says so.
        case truncated(decoded: FrameCount?, expected: FrameCount?)
        /// Bytes were changed after the file was made.
        case corrupt(Damage)
        /// A sample is no number or infinite.
        case notANumber(frame: FrameCount)
        /// The content is no longer what was analysed.
        case digestChanged(expected: ContentDigest, found: ContentDigest)
        /// The file was not among those loaded by the preflight.
        case notLoaded(ContentDigest)
        /// Segments that share one stream have different rates.
        case rateMismatch(first: SampleRate, other: SampleRate)
        /// A position lies outside the file.
        case outsideFile(frame: FrameCount)
        /// libsndfile refused, with its own code and words.
        case decoder(code: Int32, message: String)
        /// The resampler refused, with its own words.
        case resampler(message: String)
        /// Measuring failed with libebur128's code.
        case meter(code: Int32)
        /// The file can't be written; the errno says why.
        case unwritable(errno: Int32)
        /// No memory is left.
        case outOfMemory
        /// The work was called off.
        case cancelled
    }

    /// Where damage was found.
    public enum Damage: Hashable, Sendable {
        /// At or after this byte of the file.
        case byte(Int)
        /// From this byte on, where the last piece begins: it is damaged, or its end is missing.
        case end(Int)
        /// Somewhere: only a checksum over the whole tells.
        case checksum
        /// The number of decoded frames differs from what the file promises.
        case frames(decoded: FrameCount, expected: FrameCount)
    }

    /// The file.
    public var path: String
    /// What is wrong.
    public var reason: Reason
    /// The call that failed, or the check that found the fault.
    public var call: String

    /// Describes one failure.
    public init(_ reason: Reason, path: String, call: String) {
        self.path = path
        self.reason = reason
        self.call = call
    }
}
