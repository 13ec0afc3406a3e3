import MusikModel
import MusikTestSupport
import Testing

@testable import MusikSoundFile

/// Damage in a FLAC file is told from a missing end, with its place.
struct FLACDamageTests {
    /// A FLAC file and where its frames start.
    private struct Encoded {
        let bytes: [UInt8]
        let starts: [Int]
        /// The frames, the end of the file behind the last.
        var frames: [Range<Int>] {
            zip(starts, starts.dropFirst() + [bytes.count]).map { $0..<$1 }
        }

        init() throws {
            let folder = try Folder()
            let wav = try folder.write(wave(music(frames: 60_001)), "in.wav")
            bytes = try MusikSoundFileTests.bytes(of: Codec.flac.encode(wav, in: folder, as: "x"))
            let view = try SoundFileBytes(bytes, path: "x").view
            let audio = try #require(FLACStream(view)).audio
            var last = try #require(FLACFrameHeader(view, at: audio))
            var starts = [audio]
            for position in audio + 1..<bytes.count {
                guard let next = FLACFrameHeader(view, at: position), next.follows(last) else {
                    continue
                }
                starts.append(position)
                last = next
            }
            self.starts = starts
        }

        /// The reason given once bytes of a range are changed.
        func fault(changing range: Range<Int>) -> SoundFileError.Reason? {
            var damaged = bytes
            for index in range { damaged[index] ^= 0x55 }
            return MusikSoundFileTests.fault(damaged)
        }
    }

    @Test("A changed byte anywhere in a frame is damage at that frame, not a missing end")
    func inFrames() throws {
        let encoded = try Encoded()
        #expect(encoded.starts.count > 10)
        let seed = UInt64.random(in: 1...1_000_000)
        var random = Generator(seed: seed)
        for frame in encoded.frames.dropLast() {
            let inside = (0..<8).map { _ in Int.random(in: frame, using: &random) }
            // The head of a frame, its number and its checksums.
            let special = Array(frame.prefix(7)) + Array(frame.suffix(2))
            for place in inside + special {
                let found = encoded.fault(changing: place..<place + 1)
                #expect(
                    found == .corrupt(.byte(frame.lowerBound)), "seed \(seed), byte \(place)")
            }
        }
    }

    @Test("Two thousand bytes changed in the middle are damage at the first frame they touch")
    func manyBytes() throws {
        let encoded = try Encoded()
        let place = encoded.bytes.count / 2
        let frame = try #require(encoded.frames.first { $0.contains(place) })
        let found = encoded.fault(changing: place..<place + 2000)
        #expect(found == .corrupt(.byte(frame.lowerBound)))
    }

    @Test("Damage in the last frame is damage at the end")
    func inLastFrame() throws {
        let encoded = try Encoded()
        let last = try #require(encoded.frames.last)
        for place in last.prefix(7) + [(last.lowerBound + last.upperBound) / 2] + last.suffix(2) {
            let found = encoded.fault(changing: place..<place + 1)
            #expect(found == .corrupt(.end(last.lowerBound)), "byte \(place)")
        }
    }

    @Test("A cut file's end is missing, wherever it was cut before its last frame")
    func cut() throws {
        let encoded = try Encoded()
        let seed = UInt64.random(in: 1...1_000_000)
        var random = Generator(seed: seed)
        let last = try #require(encoded.starts.last)
        let inside = (0..<40).map { _ in Int.random(in: encoded.starts[1]..<last, using: &random) }
        for length in inside + encoded.starts.dropFirst().dropLast() {
            let found = fault(Array(encoded.bytes[..<length]))
            guard case .truncated = found else {
                Issue.record("seed \(seed), cut to \(length): \(String(describing: found))")
                continue
            }
        }
        #expect(fault(Array(encoded.bytes.dropLast())) == .corrupt(.end(last)))
    }

    @Test("A tail of zeros, as an interrupted copy leaves it, is damage and no missing end")
    func zeros() throws {
        let encoded = try Encoded()
        let frame = encoded.frames[encoded.frames.count / 2]
        let whole = encoded.bytes
        let zeroed =
            whole[..<(frame.lowerBound + 100)]
            + [UInt8](repeating: 0, count: whole.count - frame.lowerBound - 100)
        #expect(fault(Array(zeroed)) == .corrupt(.byte(frame.lowerBound)))
    }

    @Test("A changed number of frames or checksum in the head is damage in the head")
    func inHead() throws {
        let encoded = try Encoded()
        for place in 23...25 {
            #expect(
                encoded.fault(changing: place..<place + 1)
                    == .corrupt(.byte(FLACStream.framesOffset)), "byte \(place)")
        }
        for place in [26, 33, 41] {
            #expect(
                encoded.fault(changing: place..<place + 1)
                    == .corrupt(.byte(FLACStream.md5Offset)), "byte \(place)")
        }
        // The kind and the length of the first piece of metadata.
        for place in [4, 5, 6, 7] {
            guard case .corrupt = encoded.fault(changing: place..<place + 1) else {
                Issue.record("byte \(place) passed")
                continue
            }
        }
    }
}
