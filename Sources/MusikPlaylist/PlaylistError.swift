/// Why a playlist cannot be found, read or written.
public struct PlaylistError: Error, Hashable, Sendable {
    /// The kind of failure.
    public enum Code: String, Hashable, Sendable {
        /// There is no such file or no such name.
        case notFound
        /// The file is there and can't be read.
        case unreadable
        /// More bytes or more entries than a playlist may have.
        case tooLarge
        /// Neither the name nor the content says which format it is.
        case unknownFormat
        /// The text breaks the rules of its format.
        case malformed
        /// The file asks for something that is never done, such as loading an entity.
        case refused
        /// A location names a place on a network.
        case networkLocation
        /// A field holds a value that it can't have.
        case badValue
        /// The file can't be written.
        case cannotCreate
    }

    /// The kind of failure.
    public var code: Code
    /// The file; empty while bytes without a file are read.
    public var path: String
    /// The line, counted from 1, where one is known.
    public var line: Int?
    /// The field, such as `playlist.track[3].location`, counted from 1, where one is known.
    public var field: String?
    /// What is wrong, as half a sentence.
    public var reason: String

    /// Describes a failure.
    public init(
        _ code: Code, path: String = "", line: Int? = nil, field: String? = nil, reason: String
    ) {
        self.code = code
        self.path = path
        self.line = line
        self.field = field
        self.reason = reason
    }
}

extension PlaylistError: CustomStringConvertible {
    /// The file, the place in it and the reason.
    public var description: String {
        var place = path.isEmpty ? "playlist" : path
        if let line { place += ", line \(line)" }
        if let field { place += ", \(field)" }
        return place + ": " + reason
    }
}
