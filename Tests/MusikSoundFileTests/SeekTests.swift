import Foundation
import MusikEngine
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikSoundFile

/// Starting anywhere gives what decoding from the start gives.
struct SeekTests {
    @Test("A start anywhere is exact to the sample", arguments: Codec.allCases)
    func anywhere(_ codec: Codec) throws {
        let folder = try Folder()
        let frames = 12 * 44_100 + 17
        let wav = try folder.write(wave(music(frames: frames)), "in.wav")
        let variants: [[String]] =
            switch codec {
            case .mp3:
                [
                    [], ["-b", "32", "-m", "m", "--cbr"], ["-b", "64", "--cbr"],
                    ["-b", "320", "--cbr"], ["-p"], ["--abr", "130"], ["-V9"],
                    ["-b", "8", "-m", "m", "--resample", "8", "--cbr"],
                ]
            case .opus: [[], ["--bitrate", "24"], ["--bitrate", "200"], ["--framesize", "60"]]
            case .ogg: [[], ["-b", "48", "--managed"]]
            default: [[]]
            }
        for (index, arguments) in variants.enumerated() {
            let path = try codec.encode(wav, in: folder, as: "v\(index)", arguments: arguments)
            let track = try LoadedTrack(path: path)
            let whole = try samples(track)
            let total = whole.count / 2
            var random = Generator(seed: 7)
            var starts = (0..<60).map { _ in Int.random(in: 0..<total, using: &random) }
            starts += [0, 1, 2, 575, 576, 1151, 1152, 4095, 96_000, 96_001, total - 1, total - 700]
            starts += (0..<20).map { _ in Int.random(in: total - 50_000..<total, using: &random) }
            var worst: Float = 0
            for start in starts {
                let wanted = min(3_000, total - start)
                let part = try samples(track, from: start, frames: 3_000)
                #expect(part.count == 2 * wanted, "start \(start)")
                worst = max(worst, largest(part, whole[(2 * start)...]))
            }
            print("\(codec) \(arguments): largest difference after a seek \(worst)")
            #expect(worst == 0)
        }
    }

    @Test("Other files that libsndfile reads play, and start anywhere")
    func others() throws {
        let folder = try Folder()
        let source = music(frames: 100_000)
        let wav = try folder.write(wave(source), "in.wav")
        let cases: [(name: String, arguments: [String], isExact: Bool)] = [
            ("a.au", [], true), ("a.caf", [], true), ("a.w64", [], true),
            ("a.mp2", ["-b:a", "192k"], false), ("f64.wav", ["-c:a", "pcm_f64le"], true),
            ("s32.wav", ["-c:a", "pcm_s32le"], true), ("mulaw.wav", ["-c:a", "pcm_mulaw"], false),
            ("adpcm.wav", ["-c:a", "adpcm_ms"], false), ("xing.mp3", ["-q:a", "3"], false),
            ("f32.aiff", ["-c:a", "pcm_f32be"], true), ("sowt.aiff", ["-c:a", "pcm_s16le"], true),
        ]
        for (name, arguments, isExact) in cases {
            let path = folder.file(name)
            try run("ffmpeg", ["-loglevel", "error", "-y", "-i", wav] + arguments + [path])
            let track = try LoadedTrack(path: path)
            let whole = try samples(track)
            if isExact { #expect(whole == source.map { Float($0) / 32_768 }, "\(name)") }
            // Encoders that work in blocks without saying how much of the last is filled give more.
            #expect(track.analysis.frames.value - 100_000 < 2_400, "\(name)")
            #expect(track.analysis.frames >= 100_000, "\(name)")
            for start in [1, 30_000, 61_237, 99_000] {
                let part = try samples(track, from: start, frames: 1_000)
                #expect(part == Array(whole[(2 * start)..<(2 * start + 2_000)]), "\(name)")
            }
        }
    }

    @Test("A start beyond the end is refused, at the end it is silence without frames")
    func beyond() throws {
        let track = try LoadedTrack(
            SoundFileBytes(wave(music(frames: 1_000)), path: "test.wav"))
        #expect(try samples(track, from: 1_000).isEmpty)
        do {
            _ = try samples(track, from: 1_001)
            Issue.record("a start beyond the end was accepted")
        } catch let error as SoundFileError {
            #expect(error.reason == .outsideFile(frame: 1_001))
        }
    }
}
