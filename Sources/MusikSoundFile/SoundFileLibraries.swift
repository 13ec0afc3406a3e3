internal import CEbur128
internal import CFLAC
internal import CSndfile
internal import CSoxr
internal import MusikDigest

/// The libraries that sound files are read, converted and measured with.
public enum SoundFileLibraries {
    /// Their names and the versions that are running.
    public static var versions: [(name: String, version: String)] {
        func text(_ pointer: UnsafePointer<CChar>?) -> String {
            unsafe pointer.map { unsafe String(cString: $0) } ?? "unknown"
        }
        var numbers: (major: Int32, minor: Int32, patch: Int32) = (0, 0, 0)
        unsafe ebur128_get_version(&numbers.major, &numbers.minor, &numbers.patch)
        return [
            ("libsndfile", unsafe text(sf_version_string())),
            ("libFLAC", unsafe text(musik_flac_version())),
            ("soxr", unsafe text(soxr_version())),
            ("libebur128", "\(numbers.major).\(numbers.minor).\(numbers.patch)"),
            ("OpenSSL", Digester.libraryVersion),
        ]
    }
}
