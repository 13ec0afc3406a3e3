import Foundation
import Testing

/// A PulseAudio of a test's own, with its own defaults and a sink that plays to nobody.
private final class SoundServer {
    private let folder: String
    private(set) var daemon: Running

    init(in folder: String) throws {
        self.folder = folder
        daemon = try Self.start(folder)
        try Data(
            """
            </usr/share/alsa/alsa.conf>
            pcm.musik_e2e { type pulse server "unix:\(folder)/native" device "test" }

            """.utf8
        ).write(to: URL(fileURLWithPath: folder + "/alsa.conf"))
    }

    private static func start(_ folder: String) throws -> Running {
        try? FileManager.default.removeItem(atPath: folder + "/native")
        let daemon = try Running(
            "/usr/bin/pulseaudio",
            [
                "-n", "--exit-idle-time=-1", "--daemonize=no", "--use-pid-file=no",
                "--disallow-exit", "-L",
                "module-null-sink sink_name=test norewinds=1 rate=48000 format=float32le "
                    + "channels=2",
                "-L", "module-native-protocol-unix auth-anonymous=1 socket=\(folder)/native",
            ],
            environment: [
                "XDG_RUNTIME_DIR": folder, "PULSE_RUNTIME_PATH": folder, "HOME": folder,
                "DBUS_SESSION_BUS_ADDRESS": "unix:path=/dev/null",
            ], errors: folder + "/pulse.log")
        let isThere = EndToEnd.wait(seconds: 10) {
            FileManager.default.fileExists(atPath: folder + "/native")
        }
        guard isThere else { throw EndToEnd.ToolFailed(description: "pulseaudio made no socket") }
        return daemon
    }

    func kill() { daemon.end(SIGKILL) }
    func restart() throws { daemon = try Self.start(folder) }

    /// Records what the sink plays into a file of raw floats.
    func record(_ path: String) throws -> Running {
        let recorder = try Running(
            "/usr/bin/parec",
            [
                "--server=unix:\(folder)/native", "--device=test.monitor", "--format=float32le",
                "--rate=48000", "--channels=2", "--latency-msec=10", "--raw",
            ], environment: ["HOME": folder], output: path)
        let records = EndToEnd.wait(seconds: 10) { Recording.size(path) > 0 }
        guard records else { throw EndToEnd.ToolFailed(description: "parec records nothing") }
        return recorder
    }

    /// Starts a rehearsal that plays into the sink.
    func session(_ window: String, data: String, events: String) throws -> Running {
        try Running(
            Built.path,
            [
                "session", "--rehearsal", "--unattended", "--window", window, "--headphones",
                "musik_e2e?format=float", "--events", events, "--data", data,
            ],
            environment: ["ALSA_CONFIG_PATH": folder + "/alsa.conf", "HOME": folder],
            errors: folder + "/session.log")
    }
}

/// Stereo floats as bytes.
private struct Recording {
    let bytes: Data
    static let frameSize = 8
    static let rate = 48_000.0

    init(_ path: String) throws {
        let all = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
        bytes = all.prefix(all.count / Self.frameSize * Self.frameSize)
    }

    init(_ wave: Wave) { bytes = wave.bytes }

    static func size(_ path: String) -> Int {
        var information = stat()
        return stat(path, &information) == 0 ? Int(information.st_size) : 0
    }

    var frames: Int { bytes.count / Self.frameSize }

    /// The frame where some frames of another recording are found; nil where they are not.
    func place(of other: Recording, from frame: Int, count: Int = 128) -> Int? {
        let start = other.bytes.startIndex + frame * Self.frameSize
        let wanted = other.bytes[start..<start + count * Self.frameSize]
        var rest = bytes[...]
        while let found = rest.range(of: wanted) {
            let distance = found.lowerBound - bytes.startIndex
            if distance % Self.frameSize == 0 { return distance / Self.frameSize }
            rest = bytes[(found.lowerBound + 1)...]
        }
        return nil
    }

    /// The frames in which samples differ, at most the first few, and their number.
    func differences(from frame: Int, to other: Recording, from otherFrame: Int, count: Int)
        -> (number: Int, first: Int?)
    {
        bytes.withUnsafeBytes { mine in
            other.bytes.withUnsafeBytes { theirs in
                let mine = mine.bindMemory(to: Float.self)
                let theirs = theirs.bindMemory(to: Float.self)
                var (number, first) = (0, Int?.none)
                for index in 0..<count {
                    let (one, two) = (2 * (frame + index), 2 * (otherFrame + index))
                    if mine[one] != theirs[two] || mine[one + 1] != theirs[two + 1] {
                        number += 1
                        first = first ?? index
                    }
                }
                return (number, first)
            }
        }
    }

    /// The first frame that is not silent.
    var onset: Int? {
        bytes.withUnsafeBytes { bytes in
            bytes.bindMemory(to: Float.self).firstIndex { $0 != 0 }.map { $0 / 2 }
        }
    }

    /// How many frames a recording that is being made is ahead of the machine's clock: constant
    /// but for the delay with which frames reach the file, so the largest of many readings counts.
    static func lead(_ path: String) -> Double {
        (0..<40).map { _ in
            usleep(20_000)
            return Double(size(path) / frameSize) - now() * rate
        }.max() ?? 0
    }

    /// CLOCK_MONOTONIC in seconds.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

extension EndToEnd {
    @Suite("Played in real time through a sound server")
    struct DeviceTests {
        private static func render(_ window: String, _ out: String, _ data: String) throws {
            let result = try Built.run([
                "render", "--playlist", "calm-shore", "--window", window, "--opening", "none",
                "--bits", "32f", "--out", out, "--data", data,
            ])
            try #require(result.exit == 0, "\(result.errors)")
        }

        private static let troubles = ["starved", "jumped", "framesMissing", "eventsLost"]
        private static let deviceTroubles = ["underrun", "lostTime", "lost"]

        @Test("Three minutes under heavy load are the rendered programme, sample for sample")
        func underLoad() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let (log, raw) = (scratch.path + "/events.jsonl", scratch.path + "/recorded")
            let rendered = scratch.path + "/rendered.wav"
            try Self.render("3m", rendered, data)
            let server = try SoundServer(in: scratch.path)
            let recorder = try server.record(raw)
            let load = try Running(
                "/usr/bin/stress-ng",
                [
                    "--cpu", "16", "--switch", "4", "--hdd", "2", "--temp-path", scratch.path,
                    "--timeout", "240",
                ])
            let session = try server.session("3m", data: data, events: log)
            let exit = session.exit(within: 220)
            load.end(SIGTERM)
            usleep(500_000)
            recorder.end(SIGTERM)
            server.kill()
            #expect(exit == 0)

            let all = try events(log)
            let lost = all.filter {
                Self.troubles.contains($0.event)
                    || $0.event == "device" && Self.deviceTroubles.contains($0.command ?? "")
            }
            #expect(
                lost.isEmpty,
                "\(lost.map { "\($0.event) \($0.command ?? "") at \($0.programmeFrame)" })")
            #expect(all.first { $0.event == "finished" }?.programmeFrame == 8_640_000)

            let reference = Recording(try Wave(rendered))
            let recording = try Recording(raw)
            #expect(reference.frames == 8_640_000)
            let place = try #require(recording.place(of: reference, from: 240_000))
            let start = place - 240_000
            try #require(start >= 0 && recording.frames >= start + reference.frames)
            let (number, first) = recording.differences(
                from: start, to: reference, from: 0, count: reference.frames)
            print(
                "under load: \(reference.frames) frames compared, \(number) differ,",
                "first at \(first.map(String.init) ?? "none"), \(all.count) events")
            #expect(number == 0)
        }

        @Test(
            "F39: The sound server dies and returns: the music is back, nobody touches a key"
        )
        func serverReturns() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let log = scratch.path + "/events.jsonl"
            let (before, after) = (scratch.path + "/before", scratch.path + "/after")
            let rendered = scratch.path + "/rendered.wav"
            try Self.render("60s", rendered, data)
            let server = try SoundServer(in: scratch.path)
            let first = try server.record(before)
            let session = try server.session("60s", data: data, events: log)
            let plays = try wait(seconds: 20) {
                try events(log).contains { $0.event == "applied" && $0.command == "play" }
            }
            try #require(plays)
            sleep(18)
            let leadBefore = Recording.lead(before)
            server.kill()
            first.end(SIGKILL)
            sleep(3)
            try server.restart()
            let isUp = Recording.now()
            let second = try server.record(after)
            sleep(6)
            let leadAfter = Recording.lead(after)
            #expect(session.exit(within: 60) == 0)
            second.end(SIGTERM)
            server.kill()

            let all = try events(log)
            let devices = all.filter { $0.event == "device" }
            #expect(devices.contains { $0.command == "lost" })
            let recovered = try #require(devices.first { $0.command == "recovered" })
            let recovery = Double(recovered.monotonicNanoseconds) / 1e9 - isUp
            #expect(recovery < 2)
            #expect(all.first { $0.event == "finished" }?.programmeFrame == 2_880_000)

            let reference = Recording(try Wave(rendered))
            let (early, late) = (try Recording(before), try Recording(after))
            let start = try #require(early.place(of: reference, from: 240_000)) - 240_000
            let onset = try #require(late.onset)
            let silence = (Double(onset) - leadAfter) / Recording.rate - isUp
            // Well after the fade that follows a return.
            let probe = onset + 96_000
            let frame = try #require(reference.place(of: late, from: probe))
            // One clock for both recordings: where the programme was against it, then and now.
            let was = leadBefore - Double(start)
            let isNow = leadAfter - Double(probe - frame)
            let shift = (isNow - was) / Recording.rate
            let count = min(reference.frames - frame, late.frames - probe)
            let (number, where_) = late.differences(
                from: probe, to: reference, from: frame, count: count)
            print(
                "server back: recovered \(recovery) s after it, sound \(silence) s after it,",
                "\(shift * 1000) ms off the clock, \(count) frames compared, \(number) differ",
                where_.map(String.init) ?? "")
            #expect(silence < 2)
            #expect(abs(shift) < 0.15)
            #expect(count > 480_000 && number == 0)
            #expect(session.exit == 0)
        }
    }
}
