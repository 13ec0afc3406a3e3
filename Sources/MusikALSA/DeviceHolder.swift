internal import MusikEngine

/// A process that holds a sound card.
public struct DeviceHolder: Hashable, Sendable {
    /// Its process number.
    public var pid: Int32
    /// The first 15 bytes of its program's name.
    public var command: String
    /// What it holds: a path below /dev/snd, or "card0/pcm0p" as the kernel's driver names it.
    public var holds: String

    /// Everybody who has a card's playback open, by what this account may see; not on an audio
    /// thread.
    ///
    /// The driver names the owner of each running stream (`owner_pid` in
    /// /proc/asound/card*/pcm*p/sub*/status, which is a thread's number); open descriptors show
    /// those who hold a device without playing, but only of one's own processes unless root asks.
    ///
    /// - Parameter root: the folder that has `proc`, "" but in tests.
    public static func all(root: String = "") -> [DeviceHolder] {
        var found: [DeviceHolder] = []
        for holder in streamOwners(root) + descriptorOwners(root)
        where !found.contains(where: { $0.pid == holder.pid && $0.holds == holder.holds }) {
            found.append(holder)
        }
        return found
    }

    private static func streamOwners(_ root: String) -> [DeviceHolder] {
        let sound = root + "/proc/asound"
        var owners: [DeviceHolder] = []
        for card in ProcFile.names(in: sound) where card.hasPrefix("card") {
            for pcm in ProcFile.names(in: "\(sound)/\(card)")
            where pcm.hasPrefix("pcm") && pcm.hasSuffix("p") {
                for sub in ProcFile.names(in: "\(sound)/\(card)/\(pcm)") {
                    guard
                        let text = ProcFile.text("\(sound)/\(card)/\(pcm)/\(sub)/status"),
                        let thread = field("owner_pid", of: text)
                    else { continue }
                    owners.append(
                        DeviceHolder(
                            pid: thread, command: command(root, thread), holds: "\(card)/\(pcm)"))
                }
            }
        }
        return owners
    }

    private static func descriptorOwners(_ root: String) -> [DeviceHolder] {
        var owners: [DeviceHolder] = []
        for name in ProcFile.names(in: root + "/proc") {
            guard let pid = Int32(name) else { continue }
            let folder = "\(root)/proc/\(name)/fd"
            for file in ProcFile.names(in: folder) {
                guard let target = ProcFile.target(ofLink: "\(folder)/\(file)"),
                    target.hasPrefix("/dev/snd/pcm"), target.hasSuffix("p")
                else { continue }
                owners.append(
                    DeviceHolder(pid: pid, command: command(root, pid), holds: target))
            }
        }
        return owners
    }

    private static func command(_ root: String, _ pid: Int32) -> String {
        let text = ProcFile.text("\(root)/proc/\(pid)/comm") ?? ""
        return String(text.prefix { $0 != "\n" })
    }

    private static func field(_ name: String, of text: String) -> Int32? {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].filter({ $0 != " " }) == name {
                return Int32(parts[1].filter { $0 != " " })
            }
        }
        return nil
    }
}
