internal import CALSA
internal import Glibc

/// The names that a person can choose an output by.
public enum OutputDirectory {
    /// A name that alsa-lib's configuration shows.
    public struct Entry: Hashable, Sendable {
        /// What to open.
        public var name: String
        /// The configuration's description, with line breaks.
        public var description: String
        /// Who plays behind it.
        public var backend: DeviceBackend
    }

    /// All names for playback, except `default` and `sysdefault` by themselves: what they mean may
    /// change between two sessions, or within one. Not on an audio thread; opens nothing.
    public static func entries() -> [Entry] {
        _ = LibraryMessages.areSilent
        var hints: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        guard unsafe snd_device_name_hint(-1, "pcm", &hints) >= 0, let list = unsafe hints else {
            return []
        }
        defer { unsafe snd_device_name_free_hint(list) }
        var entries: [Entry] = []
        var next = unsafe list
        while let hint = unsafe next.pointee {
            unsafe next += 1
            // Without a direction a name serves both.
            guard let name = unsafe text("NAME", of: hint), name != "default",
                name != "sysdefault", unsafe text("IOID", of: hint) ?? "Output" == "Output"
            else { continue }
            entries.append(
                Entry(
                    name: name, description: unsafe text("DESC", of: hint) ?? "",
                    backend: DeviceBackend.of(name)))
        }
        return entries
    }

    private static func text(_ key: String, of hint: UnsafeMutableRawPointer) -> String? {
        guard let copy = unsafe snd_device_name_get_hint(hint, key) else { return nil }
        defer { unsafe free(copy) }
        return unsafe String(cString: copy)
    }
}
