import Foundation
import Testing

/// A folder on a disk that stands still when it is told to, as one does that was unplugged: whoever
/// writes to it, or reads what isn't in memory, waits.
final class StoppableDisk {
    /// The folder.
    let path: String
    private let driver: Running

    init(in scratch: Scratch) throws {
        path = scratch.path + "/disk"
        let behind = scratch.path + "/behind"
        for folder in [path, behind] {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false)
        }
        driver = try Running("/usr/bin/bindfs", ["-f", behind, path])
        let before = try Self.device(scratch.path)
        let isThere = try EndToEnd.wait(seconds: 10) { try Self.device(path) != before }
        try #require(isThere, "bindfs makes no file system: is there a /dev/fuse?")
    }

    deinit {
        go()
        _ = try? EndToEnd.tool("fusermount -uz \(path)")
        driver.end(SIGTERM)
    }

    private static func device(_ path: String) throws -> dev_t {
        var about = stat()
        try #require(stat(path, &about) == 0)
        return about.st_dev
    }

    /// From here on nothing comes or goes.
    func stop() { kill(driver.pid, SIGSTOP) }

    /// What waited goes on.
    func go() { kill(driver.pid, SIGCONT) }
}

extension EndToEnd {
    @Suite("Storage that stands still")
    struct DiskTests {
        @Test(
            "F25: With the disk stopped and all cores loaded nothing is missing, and the log waits")
        func stopped() throws {
            let environment = ProcessInfo.processInfo.environment
            let minutes = environment["MUSIK_DISK_MINUTES"].flatMap(Double.init) ?? 1.5
            let speed = environment["MUSIK_DISK_SPEED"].flatMap(Int.init) ?? 1
            /// How long it takes here.
            let seconds = minutes * 60 / Double(speed)
            let about = "formats [ S16_LE ]\njitter 0.3\n"
            let cards = try SimulatedCards(
                ["phones": about + "ppm 60", "room": about + "ppm -60"], speed: speed)
            let buffer = "?buffer=\(50 * speed)"
            let disk = try StoppableDisk(in: cards.scratch)
            let data = try dataFolder(in: disk.path)
            let log = disk.path + "/events.jsonl"
            let window = try PseudoTerminal()
            let session = try Running(
                Built.path,
                [
                    "session", "--rehearsal", "--window", "\(Int(minutes * 60))s", "--playlist",
                    try music(on: disk, minutes: minutes), "--opening", "none", "--no-landing",
                    "--headphones", "hw:CARD=phones,DEV=0" + buffer, "--speakers",
                    "hw:CARD=room,DEV=0" + buffer,
                    "--events", log, "--data", data,
                ], environment: ["TERM": "xterm"].merging(cards.environment) { $1 },
                terminal: window.path)
            try #require(window.shows("Ready", within: 600), "\(window.shown)")
            let load = try Running(
                "/usr/bin/stress-ng",
                ["--cpu", "16", "--switch", "4", "--timeout", "\(Int(seconds) + 60)"])
            window.type("\r")
            let plays = try wait(seconds: 20) {
                try events(log).contains { $0.command == "play" }
            }
            try #require(plays)
            disk.stop()
            window.forget()
            #expect(window.shows("can’t be written at present", within: 90), "\(window.shown)")
            window.watch(seconds: max(0, seconds - 60))
            // Heard although nothing can be asked of the disk.
            window.type("k")
            #expect(window.shows("Marked", within: 10))
            disk.go()
            let isOver = try wait(seconds: 120) {
                window.watch(seconds: 0.5)
                return try events(log).contains { $0.event == "programmeEnded" }
            }
            #expect(isOver)
            load.end(SIGTERM)
            #expect(try Built.run(["stop", "--data", data], in: root).exit == 0)
            try #require(session.exit(within: 30) == 0, "\(window.shown)")

            let all = try events(log)
            let troubles: Set = [
                "linesLost", "eventsLost", "starved", "framesMissing", "jumped", "bed",
            ]
            #expect(!all.contains { troubles.contains($0.event) })
            #expect(!all.contains { $0.command == "underrun" || $0.command == "lostTime" })
            #expect(all.contains { $0.command == "marker" })
            try TwoCardTests.checkHealth(all)
            let out = cards.scratch.path + "/out.wav"
            let render = try Built.run(
                ["render", "--events", log, "--out", out, "--bits", "16", "--data", data], in: root)
            try #require(render.exit == 0, "\(render.errors)")
            let record = try cards.record("phones")
            try Wave(out).withShorts { programme in
                #expect(programme.count / 2 == Int(minutes * 60) * 48_000)
                let start = try #require(SimulatedCards.start(of: programme, in: record))
                let wrong = programme.indices.first { record[start + $0] != programme[$0] }
                #expect(wrong == nil, "frame \((wrong ?? 0) / 2)")
            }
        }

        /// A playlist on the disk, and its pieces, of at least so many minutes.
        private func music(on disk: StoppableDisk, minutes: Double) throws -> String {
            let samples = try FileManager.default.contentsOfDirectory(atPath: root + "/Samples")
                .filter { $0.hasSuffix(".opus") && !["bed.opus", "ground.opus"].contains($0) }
                .sorted().prefix(max(2, Int(minutes / 3) + 1))
            for sample in samples {
                try FileManager.default.copyItem(
                    atPath: "\(root)/Samples/\(sample)", toPath: "\(disk.path)/\(sample)")
            }
            let list = disk.path + "/list.m3u8"
            try Data((["#EXTM3U"] + samples + [""]).joined(separator: "\n").utf8).write(
                to: URL(fileURLWithPath: list))
            return list
        }
    }
}
