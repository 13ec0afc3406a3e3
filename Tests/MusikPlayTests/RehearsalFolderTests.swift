import Foundation
import Testing

@testable import MusikPlay

@Suite("Folders of rehearsals that are thrown away")
struct RehearsalFolderTests {
    @Test("What a process that is gone left is removed; what lives or is no such folder stays")
    func leftovers() throws {
        let scratch = try Scratch()
        let ended = Process()
        ended.executableURL = URL(fileURLWithPath: "/bin/true")
        try ended.run()
        ended.waitUntilExit()
        let gone = "\(scratch.path)/musik-rehearsal-\(ended.processIdentifier)-1"
        let living = "\(scratch.path)/musik-rehearsal-\(getppid())-2"
        let other = "\(scratch.path)/musik-rehearsal-notes"
        let manager = FileManager.default
        for folder in [gone, living, other] {
            try manager.createDirectory(atPath: folder, withIntermediateDirectories: false)
            try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/record.sqlite"))
        }
        let link = "\(scratch.path)/musik-rehearsal-\(ended.processIdentifier)-3"
        try manager.createSymbolicLink(atPath: link, withDestinationPath: other)

        let made = try RehearsalFolder.make(["TMPDIR": scratch.path])
        #expect(made.hasPrefix("\(scratch.path)/musik-rehearsal-\(getpid())-"))
        let mode = try manager.attributesOfItem(atPath: made)[.posixPermissions] as? Int
        #expect(mode == 0o700)
        #expect(!manager.fileExists(atPath: gone))
        for path in [living, other, link, other + "/record.sqlite"] {
            #expect(manager.fileExists(atPath: path), "\(path)")
        }
    }

    @Test("Memory comes before a disk, and a place that can't be written to is passed over")
    func places() throws {
        let (memory, disk) = (try Scratch(), try Scratch())
        let both = ["XDG_RUNTIME_DIR": memory.path, "TMPDIR": disk.path]
        #expect(try RehearsalFolder.make(both).hasPrefix(memory.path))
        let gone = ["XDG_RUNTIME_DIR": memory.path + "/none", "TMPDIR": disk.path]
        #expect(try RehearsalFolder.make(gone).hasPrefix(disk.path))
    }
}
