import Foundation
import MusikModel
import Testing

/// Levels, rates and digests.
struct UnitTests {
    @Test("Decibels of amplitude and power go there and back, and silence is minus infinity")
    func decibels() {
        for value in stride(from: -120.0, through: 24, by: 0.37) {
            let level = Decibels(value)
            #expect(abs(Decibels(amplitude: level.amplitude).value - value) < 1e-9)
            #expect(abs(Decibels(power: level.power).value - value) < 1e-9)
        }
        #expect(Decibels(amplitude: 1) == 0 && Decibels(amplitude: 10) == 20)
        #expect(Decibels(amplitude: 0).value == -.infinity)
        #expect(Decibels(power: -1).value == -.infinity)
        #expect(Decibels(-.infinity).amplitude == 0)
        #expect(Decibels(-23) - Decibels(-20) == -3 && -Decibels(6) == -6)
    }

    @Test("Minus infinity survives JSON, which has no such number")
    func json() throws {
        for level in [Decibels(-23.25), Decibels(-.infinity)] {
            let data = try JSONEncoder().encode([level])
            #expect(try JSONDecoder().decode([Decibels].self, from: data) == [level])
        }
    }

    @Test("Rates outside 8 to 768 kHz are none, also from JSON")
    func rates() throws {
        for hertz in [0, -48_000, 7_999, 768_001] { #expect(SampleRate(hertz: hertz) == nil) }
        for hertz in [8_000, 44_100, 768_000] { #expect(SampleRate(hertz: hertz)?.hertz == hertz) }
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([SampleRate].self, from: Data("[7999]".utf8))
        }
    }

    @Test("A digest is 64 lowercase hexadecimal digits and nothing else")
    func digests() throws {
        let bytes = (0..<32).map { UInt8($0 * 8) }
        let digest = ContentDigest(bytes: bytes)
        #expect(digest.hex.hasPrefix("0008101820") && digest.hex.count == 64)
        #expect(ContentDigest(hex: digest.hex) == digest)
        for wrong in [
            "", String(digest.hex.dropLast()), digest.hex + "0", digest.hex.uppercased(),
            String(digest.hex.dropLast()) + "g", String(digest.hex.dropLast(2)) + "é",
        ] {
            #expect(ContentDigest(hex: wrong) == nil, "\(wrong)")
        }
        let data = try JSONEncoder().encode([digest])
        #expect(try JSONDecoder().decode([ContentDigest].self, from: data) == [digest])
    }

    @Test("A track's loudness over a span is the mean of its blocks' power, silence included")
    func loudness() throws {
        let digest = ContentDigest(bytes: [UInt8](repeating: 1, count: 32))
        let silent = TrackAnalysis.silentBlock
        let track = TrackAnalysis(
            digest: digest, rate: .standard, channels: 2, frames: 48_000, integrated: -20,
            loudnessRange: 0, truePeak: -6,
            blocks: [-2000, -2000, silent, silent, -1000, -2000, -2000, -2000, -2000, -2000])
        #expect(track.seconds == 1)
        #expect(abs(track.loudness(from: 0, to: 0.2).value + 20) < 1e-9)
        #expect(track.loudness(from: 0.2, to: 0.4).value == -.infinity)
        #expect(abs(track.loudness(from: 0, to: 0.4).value - (-20 - 3.0103)) < 1e-3)
        #expect(abs(track.loudness(from: 0.4, to: 0.5).value + 10) < 1e-9)
        #expect(track.loudness(from: 2, to: 3).value == -.infinity)
        #expect(abs(track.loudness(from: -5, to: 0.1).value + 20) < 1e-9)
    }
}
