internal import Glibc

/// Whether a file begins as sound files do, without reading more of it.
public enum SoundFileSign {
    private static let signs: [StaticString] = [
        "RIFF", "RF64", "RIFX", "FORM", "fLaC", "OggS", "ID3",
    ]

    /// Whether the first bytes of a file are those of a sound file; false where it can't be read.
    public static func isSeen(in path: String) -> Bool {
        // Non-blocking, so that a named pipe is not waited for.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return false }
        defer { _ = close(file) }
        var first = [UInt8](repeating: 0, count: 12)
        let got = unsafe first.withUnsafeMutableBytes { buffer in
            unsafe read(file, buffer.baseAddress, buffer.count)
        }
        guard got == first.count, let bytes = try? SoundFileBytes(first, path: path) else {
            return false
        }
        let view = bytes.view
        return ForeignFormat(view) != nil || signs.contains { view.matches($0, at: 0) }
            // The sync word of MPEG audio, but for the mark of UTF-16.
            || first[0] == 0xFF && first[1] & 0xE0 == 0xE0 && first[1] != 0xFE
    }
}
