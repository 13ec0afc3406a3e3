import Foundation
import MusikModel
import Testing

@testable import MusikSoundFile

/// Every kind of bad input has its own reason.
struct BadFileTests {
    @Test("F26: A missing file is missing, a folder is unreadable, an empty file has no frames")
    func outside() throws {
        let folder = try Folder()
        #expect(fault(folder.file("none.flac")) == .missing)
        #expect(fault(folder.file("none/none.flac")) == .missing)
        #expect(fault(folder.path) == .unreadable(errno: EISDIR))
        #expect(fault(try folder.write([], "empty.wav")) == .zeroFrames)
    }

    @Test("A text named .flac is no sound file")
    func text() throws {
        let folder = try Folder()
        let words = Array(String(repeating: "This is no music at all.\n", count: 400).utf8)
        #expect(fault(try folder.write(words, "text.flac")) == .notASoundFile)
        #expect(fault(try folder.write(words, "text.mp3")) == .notASoundFile)
    }

    @Test("Sound files with no frames are told apart")
    func noFrames() throws {
        let folder = try Folder()
        #expect(fault(wave([])) == .zeroFrames)
        let wav = try folder.write(wave([]), "zero.wav")
        for codec in [Codec.aiff, .ogg, .opus] {
            let path = try codec.encode(wav, in: folder, as: "zero")
            #expect(fault(path) == .zeroFrames, "\(codec)")
        }
    }

    @Test("F34: AAC and other foreign formats are named, so that a converter can be")
    func foreign() throws {
        let folder = try Folder()
        let wav = try folder.write(wave(music(frames: 20_000)), "in.wav")
        let cases: [(String, ForeignFormat)] = [
            ("a.m4a", .mpeg4), ("a.aac", .adts), ("a.wma", .windowsMedia), ("a.mka", .matroska),
            ("a.wv", .wavPack), ("a.spx", .otherOgg), ("flac.ogg", .otherOgg),
        ]
        for (name, format) in cases {
            let path = folder.file(name)
            try run(
                "ffmpeg",
                ["-loglevel", "error", "-y", "-i", wav, "-vn"]
                    + (name == "flac.ogg" ? ["-c:a", "flac"] : []) + [path])
            #expect(fault(path) == .unsupported(format), "\(name)")
        }
    }

    @Test("Chained Ogg streams are refused, for only the first would play")
    func chained() throws {
        let folder = try Folder()
        let wav = try folder.write(wave(music(frames: 20_000)), "in.wav")
        for codec in [Codec.ogg, .opus] {
            let one = try bytes(of: codec.encode(wav, in: folder, as: "one"))
            #expect(fault(one + one) == .unsupported(.chainedOgg), "\(codec)")
        }
    }

    @Test("A sample that is no number is found, with its frame")
    func notANumber() throws {
        for value in [Float.nan, .infinity, -.infinity] {
            var floats = [Float](repeating: 0.25, count: 2 * 30_000)
            floats[2 * 20_123 + 1] = value
            let file = wave(floats.withUnsafeBytes { Array($0) }, bits: 32, isFloat: true)
            #expect(fault(file) == .notANumber(frame: 20_123))
        }
    }

    @Test("A cut WAV says how much of it is there")
    func truncated() {
        let whole = wave(music(frames: 10_000))
        #expect(
            fault(Array(whole[..<(44 + 4_000)]))
                == .truncated(decoded: 1_000, expected: 10_000))
    }

    @Test("An MP3 cut between two frames is found by its Xing header")
    func cutMP3() throws {
        let folder = try Folder()
        let wav = try folder.write(wave(music(frames: 60_000)), "in.wav")
        let whole = try bytes(of: Codec.mp3.encode(wav, in: folder, as: "x"))
        let bytes = try SoundFileBytes(whole, path: "x")
        var position = 0
        var boundaries: [Int] = []
        while let header = MPEGFrameHeader(bytes.view, at: position) {
            position += header.length
            boundaries.append(position)
        }
        for boundary in boundaries.dropLast() {
            guard case .truncated = fault(Array(whole[..<boundary])) else {
                Issue.record("cut at \(boundary) passed")
                continue
            }
        }
        #expect(boundaries.count > 50)
    }

    @Test("More than eight channels, and changed content, are refused")
    func others() throws {
        let ten = wave(music(frames: 500, channels: 10), channels: 10)
        #expect(fault(ten) == .unsupported(.channels(10)))
        let folder = try Folder()
        let path = try folder.write(wave(music(frames: 500)), "a.wav")
        let source = try LoadedTrack(path: path).source
        _ = try folder.write(wave(music(frames: 500, seed: 2)), "a.wav")
        do throws(SoundFileError) {
            _ = try LoadedTrack(source: source)
            Issue.record("changed content was accepted")
        } catch {
            guard case .digestChanged(let expected, _) = error.reason else {
                Issue.record("\(error)")
                return
            }
            #expect(expected == source.digest)
        }
    }
}
