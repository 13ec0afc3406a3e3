/// A way to write a playlist down.
public enum PlaylistFormat: String, Hashable, Sendable, CaseIterable {
    /// The JSON form of XSPF.
    case jspf
    /// The XML Shareable Playlist Format, version 1.
    case xspf
    /// An extended M3U list in UTF-8.
    case m3u8

    /// The format that a file name's ending stands for.
    public init?(path: String) {
        guard let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        switch path[path.index(after: dot)...].lowercased() {
        case "jspf", "json": self = .jspf
        case "xspf", "xml": self = .xspf
        case "m3u8", "m3u": self = .m3u8
        default: return nil
        }
    }

    /// The format of a file's bytes.
    ///
    /// An opening brace or angle bracket decides whatever the name says; a list of plain paths has
    /// no sign of its own, so there the name decides.
    init?(bytes: ArraySlice<UInt8>, path: String) {
        let text = bytes.drop { $0 == 32 || (9...13).contains($0) }
        if text.first == UInt8(ascii: "{") {
            self = .jspf
        } else if text.first == UInt8(ascii: "<") {
            self = .xspf
        } else if text.starts(with: Array("#EXTM3U".utf8)) {
            self = .m3u8
        } else if text.starts(with: [0xFE, 0xFF]) || text.starts(with: [0xFF, 0xFE]) {
            self = .xspf  // UTF-16 is XML's business only; expat reads it.
        } else {
            self.init(path: path)
        }
    }
}
