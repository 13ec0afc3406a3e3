import Foundation
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikSoundFile

/// Features of the pieces and cues that come with the program.
@Suite("Features of recordings")
struct RecordingTests {
    private static let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Samples").standardized.path
    private static let pieces = [
        "air-and-bronze", "brook", "deep-hall", "great-wheel", "kalimba-shade", "tide",
    ]

    private func features(_ path: String) throws -> TrackFeatures {
        try SoundFileAnalyser.analyse(SoundFileBytes(path: path)).features
    }

    @Test("The same music is recognised in other codings, softer, and after other silence")
    func sameMusic() throws {
        let folder = try Folder()
        var originals: [TrackFeatures] = []
        for piece in Self.pieces {
            let source = "\(Self.samples)/\(piece).opus"
            let original = try features(source)
            originals.append(original)
            let soft = folder.file("\(piece).mp3")
            try run(
                "ffmpeg",
                [
                    "-v", "error", "-i", source, "-af", "volume=-6dB,adelay=370:all=1", "-b:a",
                    "64k", soft,
                ])
            let other = folder.file("\(piece).ogg")
            try run("ffmpeg", ["-v", "error", "-i", source, "-ar", "44100", "-b:a", "96k", other])
            for path in [soft, other] {
                let found = try features(path)
                let difference = original.fingerprint.difference(from: found.fingerprint)
                print("\(piece) \(path.suffix(3)): \(difference)")
                #expect(difference < MusicFingerprint.sameBelow - 0.05)
            }
        }
        // One voice with much silence is no other recording of what it says elsewhere.
        for cue in ["breath", "sounds-and-silence", "kindness", "support"] {
            originals.append(try features("\(Self.samples)/cues/en/\(cue).opus"))
            originals.append(try features("\(Self.samples)/cues/fr/\(cue).opus"))
        }
        var least = 1.0
        for (index, one) in originals.enumerated() {
            for other in originals[..<index] {
                least = min(least, one.fingerprint.difference(from: other.fingerprint))
            }
        }
        print("different recordings: at least \(least)")
        #expect(least > MusicFingerprint.sameBelow + 0.05)
    }

    @Test("Speech gives a hint of a voice; the pieces, which have none, give little")
    func voice() throws {
        for cue in ["breath", "body-scan", "kindness"] {
            let hint = try features("\(Self.samples)/cues/en/\(cue).opus").voiceHint
            print("\(cue): voice \(hint)")
            #expect(hint > 0.4)
        }
        for piece in Self.pieces {
            let found = try features("\(Self.samples)/\(piece).opus")
            print(
                "\(piece): voice \(found.voiceHint), percussive \(found.percussiveness), "
                    + "\(found.onsetsPerSecond)/s, \(String(describing: found.tempo)), "
                    + "\(String(describing: found.tonalCentre)), \(found.brightness ?? 0)")
            #expect(found.voiceHint < 0.25)
        }
        #expect(
            try features("\(Self.samples)/deep-hall.opus").percussiveness
                < features("\(Self.samples)/kalimba-shade.opus").percussiveness)
    }
}
