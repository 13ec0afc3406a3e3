import Foundation
import Testing

@testable import MusikPlay

/// A tree of devices as the kernel shows it.
private struct DeviceTree {
    let scratch: Scratch
    var path: String { scratch.path + "/sys" }

    /// A device at a place, found by its number.
    func device(_ place: String, _ number: String, partition: Bool = false) throws {
        let files = FileManager.default
        for folder in [path + "/devices/" + place, path + "/dev/block"] {
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        if partition { _ = try scratch.file("sys/devices/\(place)/partition", "1\n") }
        try files.createSymbolicLink(
            atPath: path + "/dev/block/" + number, withDestinationPath: "../../devices/" + place)
    }

    /// A link at a place to a device at another.
    func link(_ place: String, to target: String) throws {
        let link = path + "/devices/" + place
        try FileManager.default.createDirectory(
            atPath: (link as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: path + "/devices/" + target)
    }
}

@Suite("What holds a folder")
struct StorageMapTests {
    private let scratch: Scratch
    private var map: StorageMap

    /// A machine with a disk of two partitions, the second with an encrypted volume; a stick; a
    /// drive of two namespaces; a raid of disk and stick; an image file on the disk.
    init() throws {
        scratch = try Scratch()
        let tree = DeviceTree(scratch: scratch)
        try tree.device("pci/ata1/block/sda", "8:0")
        try tree.device("pci/ata1/block/sda/sda1", "8:1", partition: true)
        try tree.device("pci/ata1/block/sda/sda2", "8:2", partition: true)
        try tree.device("usb/block/sdb", "8:16")
        try tree.device("usb/block/sdb/sdb1", "8:17", partition: true)
        try tree.device("virtual/block/dm-0", "253:0")
        try tree.link("virtual/block/dm-0/slaves/sda2", to: "pci/ata1/block/sda/sda2")
        try tree.device("virtual/block/dm-1", "253:1")
        try tree.link("virtual/block/dm-1/slaves/dm-0", to: "virtual/block/dm-0")
        try tree.device("virtual/block/md0", "9:0")
        try tree.link("virtual/block/md0/slaves/sda1", to: "pci/ata1/block/sda/sda1")
        try tree.link("virtual/block/md0/slaves/sdb1", to: "usb/block/sdb/sdb1")
        try tree.device("pci/nvme/nvme0/nvme0n1", "259:0")
        try tree.device("pci/nvme/nvme0/nvme0n2", "259:1")
        try tree.link("pci/nvme/nvme0/nvme0n1/device", to: "pci/nvme/nvme0")
        try tree.link("pci/nvme/nvme0/nvme0n2/device", to: "pci/nvme/nvme0")
        try tree.device("virtual/block/loop0", "7:0")
        _ = try scratch.file("sys/devices/virtual/block/loop0/loop/backing_file", "/root1/image\n")
        try tree.device("virtual/block/zram0", "252:0")
        let mounts = """
            22 1 0:30 / /sub rw - btrfs /dev/sda2 rw,subvol=/sub
            23 1 0:31 / /stick\\040two rw - btrfs /dev/sdb1 rw
            24 1 0:40 / /shm rw - tmpfs tmpfs rw
            25 1 0:41 / /shm2 rw shared:1 master:2 - tmpfs none rw
            26 1 0:50 / /server rw - nfs4 archive.example:/backups rw
            27 1 0:51 / /server2 rw - fuse.sshfs nurse@archive.example:/other rw
            28 1 0:52 / /share rw - cifs //files/backups rw
            29 1 0:60 / /layers rw - overlay overlay rw,lowerdir=/a
            30 1 0:61 / /layers2 rw - overlay overlay rw,lowerdir=/b
            """
        let devices: [String: (UInt32, UInt32)] = [
            "/root1": (8, 1), "/root1/image": (8, 1), "/root2": (8, 2), "/stick": (8, 17),
            "/crypt": (253, 1), "/raid": (9, 0), "/fast1": (259, 0), "/fast2": (259, 1),
            "/image": (7, 0), "/zram": (252, 0), "/sub": (0, 30), "/stick two": (0, 31),
            "/shm": (0, 40), "/shm2": (0, 41), "/server": (0, 50), "/server2": (0, 51),
            "/share": (0, 52), "/layers": (0, 60), "/layers/in": (0, 60), "/layers2": (0, 61),
        ]
        let nodes: [String: (UInt32, UInt32)] = ["/dev/sda2": (8, 2), "/dev/sdb1": (8, 17)]
        map = StorageMap(
            sysfs: tree.path, mounts: mounts,
            deviceHolding: { devices[$0].map { .init(major: $0.0, minor: $0.1) } },
            deviceNamed: { nodes[$0].map { .init(major: $0.0, minor: $0.1) } })
    }

    private func verdict(_ record: String, _ folder: String) -> MediumVerdict {
        MediumVerdict(record: map.carriers(of: record), folder: map.carriers(of: folder))
    }

    @Test(
        "One disk is one, however it is divided, encrypted, mounted or put into a file",
        arguments: [
            ("/root1", "/root1"), ("/root1", "/root2"), ("/root1", "/crypt"), ("/crypt", "/root2"),
            ("/root1", "/raid"), ("/raid", "/stick"), ("/fast1", "/fast2"), ("/root2", "/image"),
            ("/root1", "/sub"), ("/sub", "/crypt"), ("/stick", "/stick two"), ("/shm", "/shm2"),
            ("/shm", "/zram"), ("/server", "/server2"), ("/layers", "/layers/in"),
        ])
    func same(_ record: String, _ folder: String) {
        #expect(verdict(record, folder) == .sameDisk)
        #expect(verdict(folder, record) == .sameDisk)
    }

    @Test(
        "Another disk, or another machine, is a second medium",
        arguments: [
            ("/root1", "/stick"), ("/crypt", "/stick"), ("/sub", "/stick two"), ("/raid", "/fast1"),
            ("/root1", "/server"), ("/root1", "/share"), ("/server", "/share"),
            ("/image", "/stick"), ("/shm", "/root1"),
        ])
    func second(_ record: String, _ folder: String) {
        #expect(verdict(record, folder) == .second)
    }

    @Test("Memory is told from a medium that lasts, and what can't be told is said")
    func others() {
        #expect(verdict("/root1", "/shm") == .memory)
        #expect(verdict("/root1", "/zram") == .memory)
        #expect(verdict("/layers", "/shm") == .memory)
        #expect(verdict("/root1", "/layers") == .unknown("overlay"))
        #expect(verdict("/layers", "/stick") == .unknown("overlay"))
        #expect(verdict("/layers", "/layers2") == .unknown("overlay"))
        #expect(verdict("/root1", "/nowhere") == .unknown("?"))
    }

    @Test("On this machine the memory's folder is memory and a folder's own disk is the same")
    func machine() {
        let map = StorageMap.machine
        #expect(map.carriers(of: "/dev/shm") == [.memory])
        let here = map.carriers(of: scratch.path)
        #expect(!here.isEmpty)
        #expect(MediumVerdict(record: here, folder: map.carriers(of: "/tmp")) == .sameDisk)
    }
}
