import Foundation
import MusikEngine
import MusikModel
import Testing

@testable import MusikSoundFile

/// Lengths and joins: no frame lost or added anywhere.
struct GaplessTests {
    @Test("F24: A decoded file has exactly the frames that were encoded", arguments: Codec.allCases)
    func length(_ codec: Codec) throws {
        let folder = try Folder()
        for (rate, frames) in [(44_100, 100_003), (48_000, 144_000), (48_000, 70_001)] {
            let source = music(frames: frames, rate: rate, seed: UInt64(frames))
            let wav = try folder.write(wave(source, rate: rate), "\(frames).wav")
            let path = try codec.encode(wav, in: folder, as: "e\(frames)")
            let track = try LoadedTrack(path: path)
            switch codec {
            case .mp3noxing:
                // Without the header nobody knows the encoder's delay: whole frames come out but
                // for the decoder's own delay of 529, and none is missing at the end.
                #expect((track.analysis.frames.value + 529) % 1152 == 0)
                #expect(track.analysis.frames.value >= Int64(frames) + 576)
            case .opus:
                let scaled = FrameCount(frames).converted(
                    from: SampleRate(hertz: rate)!, to: .standard)
                #expect(abs(track.analysis.frames.value - scaled.value) <= 1)
            default: #expect(track.analysis.frames.value == Int64(frames))
            }
            let decoded = try samples(track)
            #expect(decoded.count == 2 * Int(track.analysis.frames.value))
            if codec.isLossless {
                #expect(zip(decoded, source).allSatisfy { $0 == Float($1) / 32_768 })
            } else if codec != .mp3noxing, track.analysis.rate.hertz == rate {
                // In place to the sample: shifted by one, the difference would be far larger.
                var noise = 0.0
                var signal = 0.0
                for (left, right) in zip(decoded, source) {
                    let value = Double(right) / 32_768
                    noise += (Double(left) - value) * (Double(left) - value)
                    signal += value * value
                }
                let ratio = 10 * log10(noise / signal)
                print("\(codec) \(rate) Hz: coding noise \(ratio) dB")
                #expect(ratio < -12)
            }
        }
    }

    @Test("F33: A split sine rejoins with no frame lost or added", arguments: Codec.allCases)
    func split(_ codec: Codec) throws {
        guard codec != .mp3noxing else { return }
        let folder = try Folder()
        let rate = codec == .opus ? 48_000 : 44_100
        let frames = 3 * rate
        let cut = 61_237
        let source = (0..<frames).flatMap { frame -> [Int16] in
            let value = sin(2 * .pi * 331 * Double(frame) / Double(rate)) * 16_000
            return [Int16(value.rounded()), Int16((value * 0.7).rounded())]
        }
        func track(_ range: Range<Int>, _ name: String) throws -> LoadedTrack {
            let part = Array(source[(2 * range.lowerBound)..<(2 * range.upperBound)])
            let wav = try folder.write(wave(part, rate: rate), "\(name)-in.wav")
            return try LoadedTrack(path: codec.encode(wav, in: folder, as: name))
        }
        let whole = try track(0..<frames, "whole")
        let halves = [try track(0..<cut, "first"), try track(cut..<frames, "second")]
        let library = LoadedLibrary([whole] + halves)
        let joined = try drain(
            library.open(halves.map { segment($0) }, at: whole.analysis.rate))
        #expect(joined.count == 2 * frames)
        let exact = source.map { Float($0) / 32_768 }
        if codec.isLossless {
            #expect(joined == exact)
        } else {
            // A lost or added frame would shift everything behind the join by 1/133 of a period:
            // 0.023 at this level. An encoder that meets a cut is less exact around it.
            let behind = largest(
                joined[(2 * (cut + 4_000))...], exact[(2 * (cut + 4_000))...])
            let around = largest(
                joined[(2 * (cut - 4_000))..<(2 * (cut + 4_000))],
                exact[(2 * (cut - 4_000))..<(2 * (cut + 4_000))])
            print("\(codec): behind the join \(behind), around it \(around)")
            #expect(behind < 0.01)
        }
        guard rate == 44_100 else { return }
        let one = try drain(library.open([segment(whole)], at: .standard))
        let two = try drain(library.open(halves.map { segment($0) }, at: .standard))
        #expect(one.count == two.count)
        if codec.isLossless {
            let difference = level(largest(one, two))
            print("\(codec) at 48 kHz: join differs by \(difference) dBFS")
            #expect(difference < -80)
        }
    }
}
