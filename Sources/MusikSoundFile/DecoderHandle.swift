/// A C library's decoder over bytes in memory, behind `SoundFileDecoder`.
protocol DecoderHandle: ~Copyable {
    /// Channels as the file has them.
    var channels: Int { get }
    /// Frames per second.
    var rate: Int { get }
    /// Frames by the file's header; nil where it doesn't know.
    var frames: Int64? { get }
    /// libsndfile's number for the container and the encoding; nil from another library.
    var format: Int32? { get }
    /// libsndfile's channel map where the file carries one.
    var channelMap: [Int32]? { get }

    /// Reads interleaved frames of all channels; fewer than asked for only at the end.
    mutating func read(
        _ target: UnsafeMutablePointer<Float>, frames: Int
    ) throws(SoundFileError) -> Int

    /// Moves to a frame; false where the library can't reach it.
    mutating func seek(_ frame: Int64) -> Bool
}
