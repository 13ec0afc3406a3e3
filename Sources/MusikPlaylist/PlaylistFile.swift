public import MusikModel

#if canImport(Glibc)
    internal import Glibc
#endif

/// Reads and writes playlists as files.
///
/// Any thread; files are read whole, within bounds.
public enum PlaylistFile {
    /// The largest file that is read, in bytes.
    public static let maximumBytes = 10_000_000
    /// The largest number of entries that is read or written.
    public static let maximumEntries = 100_000

    /// Reads a playlist; its content says which format it is, or else its name.
    ///
    /// Locations come back as plain paths, percent signs decoded; text has single spaces.
    /// - Throws: `PlaylistError` with the file, the line or field, and the reason.
    public static func read(_ path: String) throws(PlaylistError) -> PlaylistDocument {
        do throws(PlaylistError) {
            let bytes = try contents(of: path)
            let text = withoutMark(bytes)
            guard let format = PlaylistFormat(bytes: text, path: path) else {
                throw PlaylistError(
                    .unknownFormat,
                    reason: "neither its name (.jspf, .xspf, .m3u8) nor its content is a playlist's"
                )
            }
            return try decode(text, as: format)
        } catch {
            throw error.at(path: path)
        }
    }

    /// Reads a playlist from bytes in a known format.
    /// - Throws: `PlaylistError` with the line or field and the reason.
    public static func decode(
        _ bytes: [UInt8], as format: PlaylistFormat
    ) throws(PlaylistError) -> PlaylistDocument {
        try decode(withoutMark(bytes), as: format)
    }

    /// Writes a playlist down as bytes.
    /// - Throws: `PlaylistError` naming a field that no playlist can hold.
    public static func encode(
        _ document: PlaylistDocument, as format: PlaylistFormat
    ) throws(PlaylistError) -> [UInt8] {
        let document = try document.normalised()
        return switch format {
        case .jspf: try JSPF.encode(document)
        case .xspf: XSPF.encode(document)
        case .m3u8: M3U8.encode(document)
        }
    }

    /// Writes a playlist to a file, whole or not at all.
    ///
    /// - Parameter format: the format; by the file's name where none is given.
    /// - Parameter overwriting: whether a file of that name may be replaced.
    /// - Throws: `PlaylistError`; the file is then as it was.
    public static func write(
        _ document: PlaylistDocument, to path: String, format: PlaylistFormat? = nil,
        overwriting: Bool = false
    ) throws(PlaylistError) {
        do throws(PlaylistError) {
            guard let format = format ?? PlaylistFormat(path: path) else {
                throw PlaylistError(
                    .unknownFormat, reason: "the name must end in .jspf, .xspf or .m3u8")
            }
            let bytes = try encode(document, as: format)
            try store(bytes, at: path, overwriting: overwriting)
        } catch {
            throw error.at(path: path)
        }
    }

    private static func decode(
        _ text: ArraySlice<UInt8>, as format: PlaylistFormat
    ) throws(PlaylistError) -> PlaylistDocument {
        guard text.count <= maximumBytes else { throw tooLarge(text.count) }
        return switch format {
        case .jspf: try JSPF.decode(text)
        case .xspf: try XSPFReader.decode(text)
        case .m3u8: try M3U8.decode(text)
        }
    }

    private static func withoutMark(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    }

    private static func tooLarge(_ bytes: Int) -> PlaylistError {
        PlaylistError(
            .tooLarge, reason: "\(bytes) bytes; a playlist has at most \(maximumBytes)")
    }
}

extension PlaylistFile {
    private static func contents(of path: String) throws(PlaylistError) -> [UInt8] {
        // Non-blocking, so that a named pipe is refused below instead of waited for.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            throw PlaylistError(
                code == ENOENT || code == ENOTDIR ? .notFound : .unreadable, reason: text(of: code))
        }
        defer { _ = close(descriptor) }
        var information = stat()
        guard unsafe fstat(descriptor, &information) == 0 else {
            throw PlaylistError(.unreadable, reason: text(of: errno))
        }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw PlaylistError(.unreadable, reason: "this is no regular file")
        }
        guard information.st_size <= maximumBytes else {
            throw tooLarge(Int(information.st_size))
        }
        var bytes = [UInt8](repeating: 0, count: Int(information.st_size))
        var count = 0
        while count < bytes.count {
            let read = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
            }
            if read < 0 && errno == EINTR { continue }
            guard read >= 0 else { throw PlaylistError(.unreadable, reason: text(of: errno)) }
            if read == 0 { break }
            count += read
        }
        return Array(bytes[..<count])
    }

    /// Writes beside the file and renames, so that nobody ever reads half a playlist.
    private static func store(
        _ bytes: [UInt8], at path: String, overwriting: Bool
    ) throws(PlaylistError) {
        let beside = "\(path).\(getpid()).part"
        let descriptor = unsafe open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw PlaylistError(.cannotCreate, reason: text(of: errno))
        }
        var failure: Int32 = 0
        var count = 0
        while count < bytes.count && failure == 0 {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress! + count, buffer.count - count)
            }
            if written > 0 { count += written } else if errno != EINTR { failure = errno }
        }
        if failure == 0, fsync(descriptor) != 0 { failure = errno }
        if close(descriptor) != 0, failure == 0 { failure = errno }
        if failure == 0 {
            // A link, unlike a renaming, refuses a name that is taken.
            let result =
                unsafe overwriting ? rename(beside, path) : link(beside, path)
            if result != 0 { failure = errno }
            if result == 0 && !overwriting { _ = unsafe unlink(beside) }
        }
        if failure != 0 {
            _ = unsafe unlink(beside)
            throw PlaylistError(.cannotCreate, reason: text(of: failure))
        }
    }

    private static func text(of code: Int32) -> String {
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
