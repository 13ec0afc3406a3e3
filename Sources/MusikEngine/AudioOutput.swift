public import MusikRealtime

/// One place where sound goes: a card, a file, or silence at the right pace.
public protocol AudioOutput: AnyObject, Sendable {
    /// The name the output was asked for by.
    var name: String { get }

    /// Opens the output and starts its thread, which pulls from the feed until `stop`.
    ///
    /// Returns once the stream runs (with silence, until the feed is told to play).
    /// - Throws: an error that names the output, the failing call and its reason. Not for an
    ///   audio thread.
    func start(_ feed: OutputFeed) throws

    /// Ends the thread and closes the output; returns when both are done, in bounded time.
    func stop()
}
