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
        floats.withUnsafeBufferPointer { samples in
            while written < frames {
                let count = min(ring.room, frames - written, 1_000)
                if count == 0 {
                    usleep(200)
                    continue
                }
                ring.write(samples.baseAddress! + 2 * written, count: count)
                written += count
            }
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

    @Test("A file that can't be made is refused at the start")
    func refused() throws {
        let output = FileOutput(path: "/proc/none.wav")
        let feed = OutputFeed(ring: MixRing(rate: .standard, aheadSeconds: 0.1))
        #expect(throws: SoundFileError.self) { try output.start(feed) }
    }
}
