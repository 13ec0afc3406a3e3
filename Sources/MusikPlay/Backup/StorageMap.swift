internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// What holds the bytes of a file, as far as the system tells.
enum Carrier: Hashable, Sendable {
    /// A whole disk, by its place among the system's devices.
    case disk(String)
    /// The machine's memory, which a power cut empties.
    case memory
    /// Another machine, by its name.
    case machine(String)
    /// Something of which only the file system's kind, and its number, can be told.
    case unknown(kind: String, number: String)
}

/// Finds what holds a file: two partitions, volumes or images of one disk are that disk.
struct StorageMap {
    /// A device's numbers.
    struct Device: Hashable {
        var major: UInt32
        var minor: UInt32
    }

    /// Where the kernel shows its devices.
    var sysfs = "/sys"
    /// The text of `/proc/self/mountinfo`.
    var mounts: String
    /// The device of the file system that a path is on; nil where there is no such path.
    var deviceHolding: (String) -> Device?
    /// The device that a path such as `/dev/sda1` is.
    var deviceNamed: (String) -> Device?

    /// What holds a path; empty where there is no such path.
    func carriers(of path: String) -> Set<Carrier> {
        guard let device = deviceHolding(path) else { return [] }
        if let carriers = carriers(of: device) { return carriers }
        // Devices without a number of a disk: several of one name are told apart by their mounts.
        let number = "\(device.major):\(device.minor)"
        guard let mount = mount(of: path) else { return [.unknown(kind: "?", number: number)] }
        switch mount.kind {
        case "tmpfs", "ramfs", "devtmpfs": return [.memory]
        case "nfs", "nfs4", "ceph", "fuse.sshfs", "fuse.glusterfs":
            let host = mount.source.prefix { $0 != ":" }.split(separator: "@").last
            return [.machine(String(host ?? ""))]
        case "cifs", "smb3":
            return [.machine(mount.source.split(separator: "/").first.map(String.init) ?? "")]
        default: break
        }
        guard mount.source.hasPrefix("/dev/"), let device = deviceNamed(mount.source),
            let carriers = carriers(of: device)
        else { return [.unknown(kind: mount.kind, number: number)] }
        return carriers
    }

    /// What holds a block device; nil where the kernel shows none.
    private func carriers(of device: Device) -> Set<Carrier>? {
        resolved("\(sysfs)/dev/block/\(device.major):\(device.minor)").map(carriers(ofDeviceAt:))
    }

    private func carriers(ofDeviceAt folder: String) -> Set<Carrier> {
        let (parent, name) = split(folder)
        if isThere(folder + "/partition") { return carriers(ofDeviceAt: parent) }
        // LVM, encryption and RAID name the devices beneath them.
        let beneath = names(in: folder + "/slaves").compactMap {
            resolved(folder + "/slaves/" + $0)
        }
        if !beneath.isEmpty {
            return beneath.reduce(into: []) { $0.formUnion(carriers(ofDeviceAt: $1)) }
        }
        if let image = line(folder + "/loop/backing_file") {
            let carriers = carriers(of: image)
            return carriers.isEmpty ? [.unknown(kind: "loop", number: name)] : carriers
        }
        if name.hasPrefix("zram") || name.hasPrefix("ram") { return [.memory] }
        // Several namespaces or areas of one drive lead to one piece of hardware.
        return [.disk(resolved(folder + "/device") ?? folder)]
    }

    // MARK: Mounts

    private struct Mount {
        var kind: String
        var source: String
    }

    /// The mount that a path is on: the last of the longest that lead to it.
    private func mount(of path: String) -> Mount? {
        let path = resolved(path) ?? path
        var best: (length: Int, mount: Mount)?
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ").map(String.init)
            guard fields.count > 4, let dash = fields.firstIndex(of: "-"), dash + 2 < fields.count
            else { continue }
            let point = Self.unescaped(fields[4])
            let isAbove = path == point || path.hasPrefix(point == "/" ? "/" : point + "/")
            guard isAbove, point.utf8.count >= best?.length ?? 0 else { continue }
            let source = Self.unescaped(fields[dash + 2])
            best = (point.utf8.count, Mount(kind: fields[dash + 1], source: source))
        }
        return best?.mount
    }

    /// The kernel writes blanks and backslashes in octal, such as `\040`.
    private static func unescaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        var left = Array(text.utf8)[...]
        while let byte = left.popFirst() {
            let digits = String(decoding: left.prefix(3), as: UTF8.self)
            if byte == UInt8(ascii: "\\"), digits.utf8.count == 3,
                let value = UInt8(digits, radix: 8)
            {
                bytes.append(value)
                left = left.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Files of the kernel

    private func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    private func isThere(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    private func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    private func line(_ path: String) -> String? {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { return nil }
        return String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
    }

    private func resolved(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}

extension StorageMap {
    /// This machine.
    static var machine: StorageMap {
        let bytes = (try? Data(contentsOf: URL(filePath: "/proc/self/mountinfo"))) ?? Data()
        return StorageMap(
            mounts: String(decoding: bytes, as: UTF8.self),
            deviceHolding: { device(of: $0) { $0.st_dev } },
            deviceNamed: { device(of: $0) { $0.st_mode & S_IFMT == S_IFBLK ? $0.st_rdev : 0 } })
    }

    private static func device(of path: String, _ number: (stat) -> dev_t) -> Device? {
        var information = stat()
        guard unsafe stat(path, &information) == 0 else { return nil }
        let number = number(information)
        // As glibc's gnu_dev_major and gnu_dev_minor, which Swift doesn't show, take them apart.
        return Device(
            major: UInt32((number >> 8) & 0xFFF | (number >> 32) & 0xFFFF_F000),
            minor: UInt32(number & 0xFF | (number >> 12) & 0xFFFF_FF00))
    }
}

/// Whether a folder can hold a backup of a record.
enum MediumVerdict: Hashable, Sendable {
    /// It is on another medium.
    case second
    /// It is on another one, in the machine's memory.
    case memory
    /// It is on the record's own.
    case sameDisk
    /// That can't be told: the kind of a file system.
    case unknown(String)

    /// Judges by what holds the record and what holds the folder.
    init(record: Set<Carrier>, folder: Set<Carrier>) {
        func unknown(_ carriers: Set<Carrier>) -> String? {
            if carriers.isEmpty { return "?" }
            for case .unknown(let kind, _) in carriers { return kind }
            return nil
        }
        if !record.isDisjoint(with: folder) {
            self = .sameDisk
        } else if folder == [.memory] {
            self = .memory
        } else if let kind = unknown(folder) ?? unknown(record) {
            self = .unknown(kind)
        } else {
            self = .second
        }
    }
}
