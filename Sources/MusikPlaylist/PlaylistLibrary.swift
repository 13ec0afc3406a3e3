internal import CExpat

/// The library that playlists are read with.
public enum PlaylistLibrary {
    /// Its name and the version that is running.
    public static var version: (name: String, version: String) {
        let text = unsafe XML_ExpatVersion().map { unsafe String(cString: $0) } ?? "unknown"
        let prefix = "expat_"
        return ("expat", text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text)
    }
}
