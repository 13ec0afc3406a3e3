import Foundation
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikSoundFile

/// Damage is reported, or changes nothing that is heard.
struct FuzzTests {
    private static let checked: [Codec] = [.wav, .flac, .aiff, .ogg, .opus, .mp3]

    private func encoded(_ codec: Codec) throws -> [UInt8] {
        let folder = try Folder()
        let wav = try folder.write(wave(music(frames: 60_001)), "in.wav")
        return try bytes(of: codec.encode(wav, in: folder, as: "x"))
    }

    /// Whether damaged bytes are refused or sound as the good ones.
    private func isHonest(_ damaged: [UInt8], like good: [Float]) throws -> Bool {
        let track: LoadedTrack
        do throws(SoundFileError) {
            track = try LoadedTrack(SoundFileBytes(damaged, path: "test"))
        } catch {
            return true
        }
        return try samples(track) == good
    }

    @Test("A file cut anywhere is refused, or nothing heard is missing", arguments: checked)
    func cut(_ codec: Codec) throws {
        let whole = try encoded(codec)
        let good = try samples(LoadedTrack(SoundFileBytes(whole, path: "test")))
        let seed = UInt64(codec.rawValue.utf8.reduce(0) { Int($0) * 31 + Int($1) })
        var random = Generator(seed: seed)
        var points = (0..<50).map { _ in Int.random(in: 1..<whole.count, using: &random) }
        points += [1, 2, 3, 4, 8, 12, 27, 36, 44, 45, 100] + (1...8).map { whole.count - $0 }
        var refused = 0
        for point in points {
            let damaged = Array(whole[..<point])
            if fault(damaged) != nil { refused += 1 }
            #expect(try isHonest(damaged, like: good), "seed \(seed), \(codec) cut to \(point)")
        }
        print("\(codec): \(refused) of \(points.count) cuts refused")
        #expect(refused >= 50)
    }

    @Test(
        "A changed byte is found, or nothing heard has changed",
        arguments: [
            Codec.flac, .ogg, .opus, .mp3,
        ])
    func flip(_ codec: Codec) throws {
        let whole = try encoded(codec)
        let good = try samples(LoadedTrack(SoundFileBytes(whole, path: "test")))
        let seed = UInt64(codec.rawValue.utf8.reduce(1) { Int($0) * 31 + Int($1) })
        var random = Generator(seed: seed)
        var points = (0..<50).map { _ in Int.random(in: 0..<whole.count, using: &random) }
        points += Array(0..<60)
        var refused = 0
        for point in points {
            var damaged = whole
            damaged[point] ^= UInt8.random(in: 1...255, using: &random)
            if fault(damaged) != nil { refused += 1 }
            #expect(try isHonest(damaged, like: good), "seed \(seed), \(codec) byte \(point)")
        }
        print("\(codec): \(refused) of \(points.count) changed bytes refused")
        #expect(refused >= 40)
    }

    @Test("Damage in a FLAC file without MD5 is found by its frames' checksums")
    func withoutMD5() throws {
        var whole = try encoded(.flac)
        for offset in 26..<42 { whole[offset] = 0 }
        #expect(fault(whole) == nil)
        var random = Generator(seed: 3)
        for _ in 0..<40 {
            let point = Int.random(in: 9_000..<whole.count, using: &random)
            var damaged = whole
            damaged[point] ^= UInt8.random(in: 1...255, using: &random)
            guard case .corrupt = fault(damaged) else {
                Issue.record("byte \(point) passed")
                continue
            }
        }
        #expect(fault(Array(whole[..<(whole.count / 2)])) != nil)
    }
}
