import Foundation
import MusikModel
import Testing

@testable import MusikSoundFile

/// The fold to stereo, as measured on real files.
struct FoldTests {
    /// One tone per channel, told apart by frequency.
    private func tones(_ channels: Int, rate: Int = 48_000) -> [Int16] {
        (0..<rate).flatMap { frame in
            (0..<channels).map { channel in
                let time = Double(frame) / Double(rate)
                return Int16(8_000 * sin(2 * .pi * Double(200 + 100 * channel) * time))
            }
        }
    }

    /// How loud each channel's tone is on each side, 1 for as loud as in its channel.
    private func gains(_ track: LoadedTrack, _ channels: Int) throws -> [(Double, Double)] {
        let decoded = try samples(track)
        let frames = 24_000
        return (0..<channels).map { channel in
            var parts = [(0.0, 0.0), (0.0, 0.0)]
            for frame in 0..<frames {
                let at = frame + 12_000
                let angle = 2 * .pi * Double(200 + 100 * channel) * Double(at) / 48_000
                for side in 0..<2 {
                    let value = Double(decoded[2 * at + side])
                    parts[side].0 += value * cos(angle)
                    parts[side].1 += value * sin(angle)
                }
            }
            let scale = 2 / Double(frames) / (8_000 / 32_768)
            return (
                hypot(parts[0].0, parts[0].1) * scale, hypot(parts[1].0, parts[1].1) * scale
            )
        }
    }

    /// The documented matrix in the order of WAV channels.
    private func expected(_ channels: Int) -> [(Double, Double)] {
        let half = 0.5.squareRoot()
        let rows: [(Double, Double)] =
            switch channels {
            case 1: [(1, 1)]
            case 2: [(1, 0), (0, 1)]
            case 3: [(1, 0), (0, 1), (half, half)]
            case 4: [(1, 0), (0, 1), (half, 0), (0, half)]
            case 5: [(1, 0), (0, 1), (half, half), (half, 0), (0, half)]
            case 6: [(1, 0), (0, 1), (half, half), (0, 0), (half, 0), (0, half)]
            case 7: [(1, 0), (0, 1), (half, half), (0, 0), (0.5, 0.5), (half, 0), (0, half)]
            default:
                [
                    (1, 0), (0, 1), (half, half), (0, 0), (half, 0), (0, half), (half, 0),
                    (0, half),
                ]
            }
        let sum = channels < 3 ? 1 : rows.reduce(0) { $0 + $1.0 }
        return rows.map { ($0.0 / sum, $0.1 / sum) }
    }

    @Test(
        "F20: One to eight channels fold by the documented matrix in every codec's channel order",
        arguments: 1...8)
    func matrix(_ channels: Int) throws {
        let folder = try Folder()
        let wav = try folder.write(
            wave(tones(channels), channels: channels, rate: 48_000), "in.wav")
        for codec in [Codec.wav, .flac, .aiff, .ogg, .opus] {
            let arguments: [String] =
                switch codec {
                case .flac: ["--channel-map=none"]
                case .opus: ["--bitrate", "\(96 * channels)"]
                default: []
                }
            let path = try codec.encode(wav, in: folder, as: "c", arguments: arguments)
            let track = try LoadedTrack(path: path)
            #expect(track.analysis.channels == channels)
            let measured = try gains(track, channels)
            // The codecs' encoders filter the effects channel and share bits unevenly.
            let tolerance = codec.isLossless ? 0.001 : 0.03
            for (channel, (found, wanted)) in zip(measured, expected(channels)).enumerated() {
                #expect(
                    abs(found.0 - wanted.0) < tolerance && abs(found.1 - wanted.1) < tolerance,
                    "\(codec), \(channels) channels, channel \(channel): \(found), not \(wanted)")
            }
        }
    }

    @Test("A WAV mask decides where channels are, not their number")
    func mask() throws {
        let folder = try Folder()
        let wav = try folder.write(wave(tones(3), channels: 3, rate: 48_000), "in.wav")
        let path = folder.file("mask.wav")
        // Left, right and low-frequency effects.
        try run(
            "ffmpeg",
            ["-loglevel", "error", "-y", "-channel_layout", "2.1", "-i", wav, "-c", "copy", path])
        let measured = try gains(LoadedTrack(path: path), 3)
        for (found, wanted) in zip(measured, [(1.0, 0.0), (0, 1), (0, 0)]) {
            #expect(abs(found.0 - wanted.0) < 0.001 && abs(found.1 - wanted.1) < 0.001)
        }
    }

    @Test("Full scale in every channel at once never exceeds full scale", arguments: 1...8)
    func noClipping(_ channels: Int) throws {
        let loud = [Int16](repeating: -32_768, count: 1_000 * channels)
        let track = try LoadedTrack(
            SoundFileBytes(wave(loud, channels: channels), path: "loud.wav"))
        #expect(try samples(track).allSatisfy { abs($0) <= 1.000_001 })
    }
}
