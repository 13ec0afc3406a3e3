import Foundation
import MusikEngine
import MusikModel
import MusikRealtime
import MusikTestSupport
import Testing

@testable import MusikSoundFile

/// A file as an output.
struct FileOutputTests {
    /// Writes a programme of known samples into a ring, ahead of a feed, on its own thread.
    private func play(_ output: FileOutput, frames: Int) throws -> [Float] {
        var random = Generator(seed: 8)
        let floats = (0..<2 * frames).map { _ in Float.random(in: -0.4...0.4, using: &random) }
        let ring = MixRing(rate: .standard, aheadSeconds: 0.2)
        ring.end = FrameCount(frames)
        let feed = OutputFeed(ring: ring, options: .init(ceiling: nil, dither: false))
        try output.start(feed)
        #expect(feed.send(FeedCommand(.play)))
        var written = 0
        while written < frames {
            let count = min(ring.room, frames - written, 1_000)
            if count == 0 {
                usleep(200)
                continue
            }
            ring.write(Array(floats[(2 * written)...].prefix(2 * count)), count: count)
            written += count
        }
        while output.outcome == nil { usleep(500) }
        output.stop()
        return floats
    }

    @Test(
        "A file holds the programme's frames and no others",
        arguments: [
            SoundFileWriter.Encoding.int16, .int24, .float32,
        ])
    func exact(_ encoding: SoundFileWriter.Encoding) throws {
        let folder = try Folder()
        let output = FileOutput(path: folder.file("out.wav"), encoding: encoding)
        let floats = try play(output, frames: 100_003)
        guard case .written(let summary) = output.outcome else {
            Issue.record("\(String(describing: output.outcome))")
            return
        }
        #expect(summary.frames == 100_003)
        let decoded = try samples(LoadedTrack(path: folder.file("out.wav")))
        #expect(decoded.count == floats.count)
        let step: Float =
            switch encoding {
            case .int16: 1.0 / 32_768
            case .int24: 1.0 / 8_388_608
            case .float32: 0
            }
        #expect(largest(decoded, floats) <= step)
    }

    @Test("Paced, a file takes as long as the sound")
    func paced() throws {
        let folder = try Folder()
        let output = try #require(FileOutput(name: "file:\(folder.file("p.wav"))?paced"))
        let start = MonotonicClock.nanoseconds
        _ = try play(output, frames: 14_400)
        let seconds = Double(MonotonicClock.nanoseconds - start) * 1e-9
        #expect(seconds > 0.25 && seconds < 3)
        #expect(output.outcome != nil)
    }

    @Test("Names are read as they are written")
    func names() {
        #expect(FileOutput(name: "file:/a/b.wav")?.name == "file:/a/b.wav")
        #expect(FileOutput(name: "file:b.wav?paced")?.name == "file:b.wav?paced")
        #expect(FileOutput(name: "file:") == nil)
        #expect(FileOutput(name: "null:") == nil)
    }

    @Test("A stop before the end completes the file with what was delivered")
    func stopped() throws {
        let folder = try Folder()
        let output = FileOutput(path: folder.file("s.wav"))
        let ring = MixRing(rate: .standard, aheadSeconds: 0.2)
        let feed = OutputFeed(ring: ring)
        try output.start(feed)
        output.stop()
        #expect(
            output.outcome
                == .written(
                    .init(
                        frames: 0,
                        pcmSHA256: ContentDigest(
                            hex: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
                    )))
    }

    /// A disk of the test's own with room for so many bytes.
    private final class SmallDisk {
        let folder: Folder

        init(bytes: Int) throws {
            folder = try Folder()
            try run("mount", ["-t", "tmpfs", "-o", "size=\(bytes)", "musik-test", folder.path])
        }

        deinit { _ = try? run("umount", [folder.path]) }
    }

    @Test(
        "A disk that fills up ends the file with an error that names it, and the programme goes on")
    func diskFull() throws {
        // Only root may mount; a container may forbid even that.
        guard let disk = try? SmallDisk(bytes: 128 * 1024) else {
            try Test.cancel("no file system can be mounted here")
        }
        let path = disk.folder.file("full.wav")
        let frames = 96_000
        let ring = MixRing(rate: .standard, aheadSeconds: 0.2)
        ring.end = FrameCount(frames)
        let feed = OutputFeed(ring: ring, options: .init(ceiling: nil, dither: false))
        let output = FileOutput(path: path)
        try output.start(feed)
        #expect(feed.send(FeedCommand(.play)))
        let block = [Float](repeating: 0.25, count: 2 * 256)
        var events: [FeedEvent.Kind] = []
        var written = 0
        let limit = MonotonicClock.nanoseconds + 20_000_000_000
        while !events.contains(.finished), MonotonicClock.nanoseconds < limit {
            while let event = feed.nextEvent() { events.append(event.kind) }
            if written < frames, ring.room >= 256 {
                ring.write(block, count: 256)
                written += 256
            } else {
                usleep(200)
            }
        }
        guard case .failed(let error) = output.outcome else {
            Issue.record("\(String(describing: output.outcome))")
            return
        }
        #expect(error.reason == .unwritable(errno: ENOSPC))
        #expect(error.path == path)
        let devices = events.compactMap { kind -> DeviceEvent? in
            if case .device(let device) = kind { device } else { nil }
        }
        #expect(devices.map(\.kind) == [.lost])
        #expect(devices.first?.code == ENOSPC)
        #expect(events.contains(.finished))
        // What is left of the file is gone before the end, so that a log beside it has room.
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.folder.path).isEmpty)
        output.stop()
        guard case .failed = output.outcome else {
            Issue.record("\(String(describing: output.outcome))")
            return
        }
    }

    @Test("A file that can't be made is refused at the start")
    func refused() throws {
        let output = FileOutput(path: "/proc/none.wav")
        let feed = OutputFeed(ring: MixRing(rate: .standard, aheadSeconds: 0.1))
        #expect(throws: SoundFileError.self) { try output.start(feed) }
    }
}
