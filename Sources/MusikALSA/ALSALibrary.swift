internal import CALSA

/// The library that cards are played through.
public enum ALSALibrary {
    /// Its name and the version that is running.
    public static var version: (name: String, version: String) {
        let text = unsafe snd_asoundlib_version().map { unsafe String(cString: $0) } ?? "unknown"
        return ("alsa-lib", text)
    }
}
