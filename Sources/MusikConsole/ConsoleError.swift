/// The system didn't let the console start.
public struct ConsoleError: Error, Hashable, Sendable {
    /// The call that failed.
    public let call: String
    /// Its errno.
    public let code: Int32
}
