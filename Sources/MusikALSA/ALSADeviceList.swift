internal import CALSA
internal import Glibc

/// A playback device as ALSA's configuration names it.
public struct ALSADevice: Hashable, Sendable, Codable {
    /// The name it is opened by.
    public var name: String
    /// What it is, on one line.
    public var summary: String
}

/// The playback devices that ALSA knows, plugged in now.
public enum ALSADeviceList {
    /// Lists them in ALSA's own order, opening none, but for `default` and `sysdefault` by
    /// themselves: what those mean may change between two sessions, or within one. Any thread but
    /// an audio thread.
    /// - Throws: `ALSAError` where the configuration can't be read.
    public static func playback() throws(ALSAError) -> [ALSADevice] {
        _ = LibraryMessages.areSilent
        var hints: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        let code = unsafe snd_device_name_hint(-1, "pcm", &hints)
        guard code >= 0, let hints = unsafe hints else {
            throw ALSAError(call: "snd_device_name_hint", code: -code, device: "")
        }
        defer { _ = unsafe snd_device_name_free_hint(hints) }
        var devices: [ALSADevice] = []
        var next = unsafe hints
        while let hint = unsafe next.pointee {
            unsafe next += 1
            // No direction means both.
            guard let name = unsafe text(hint, "NAME"), !leftOut.contains(name),
                unsafe text(hint, "IOID") ?? "Output" == "Output"
            else { continue }
            let summary = (unsafe text(hint, "DESC") ?? "").split(separator: "\n")
            devices.append(ALSADevice(name: name, summary: summary.joined(separator: ", ")))
        }
        return devices
    }

    /// What ALSA's plugin packages list beside devices, and nobody hears; and what changes.
    private static let leftOut: Set = [
        "default", "sysdefault",
        "null", "lavrate", "samplerate", "speexrate", "speex", "upmix", "vdownmix",
    ]

    private static func text(_ hint: UnsafeMutableRawPointer, _ key: String) -> String? {
        guard let value = unsafe snd_device_name_get_hint(hint, key) else { return nil }
        defer { unsafe free(value) }
        return unsafe String(cString: value)
    }
}
