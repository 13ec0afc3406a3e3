import CSndfile
import Foundation
import MusikModel
import MusikRealtime
import MusikTestSupport
import Testing

@testable import MusikSoundFile

/// Files as they are written.
struct WriterTests {
    private static let cases: [(SoundFileWriter.Container, SoundFileWriter.Encoding)] = [
        (.wave, .int16), (.wave, .int24), (.wave, .float32), (.flac, .int16), (.flac, .int24),
    ]

    private func frames(_ encoding: SoundFileWriter.Encoding, _ count: Int) -> [UInt8] {
        var random = Generator(seed: 4)
        switch encoding {
        case .float32:
            let floats = (0..<2 * count).map { _ in Float.random(in: -1.5...1.5, using: &random) }
            return floats.withUnsafeBytes { Array($0) }
        default:
            return (0..<count * encoding.format.frameSize).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
        }
    }

    private func write(
        _ path: String, _ container: SoundFileWriter.Container,
        _ encoding: SoundFileWriter.Encoding, _ data: [UInt8]
    ) throws -> SoundFileWriter.Summary {
        var writer = try SoundFileWriter(
            path: path, container: container, encoding: encoding, rate: .standard, digesting: true)
        let size = encoding.format.frameSize
        var offset = 0
        var block = 100
        try data.withUnsafeBytes { bytes in
            while offset < data.count {
                let count = min(block, (data.count - offset) / size)
                try writer.write(bytes.baseAddress! + offset, frames: count, as: encoding.format)
                offset += count * size
                block = block * 3 % 4_001
            }
        }
        return try writer.finish()
    }

    @Test("What is written is read back to the bit, and the digest is that of the data chunk")
    func roundTrip() throws {
        let folder = try Folder()
        for (container, encoding) in Self.cases {
            let data = frames(encoding, 20_001)
            let path = folder.file("\(container)-\(encoding)")
            let summary = try write(path, container, encoding, data)
            #expect(summary.frames == 20_001)
            let sum = try run("sha256sum", [folder.write(data, "raw")]).prefix(64)
            #expect(summary.pcmSHA256?.hex == String(sum))
            let track = try LoadedTrack(path: path)
            #expect(track.analysis.frames == 20_001)
            let decoded = try samples(track)
            data.withUnsafeBytes { bytes in
                for index in 0..<decoded.count {
                    let wanted: Float =
                        switch encoding {
                        case .int16:
                            Float(bytes.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self))
                                / 32_768
                        case .int24:
                            Float(
                                (Int32(bytes[3 * index]) << 8 | Int32(bytes[3 * index + 1]) << 16
                                    | Int32(bitPattern: UInt32(bytes[3 * index + 2]) << 24)) >> 8)
                                / 8_388_608
                        case .float32:
                            bytes.loadUnaligned(fromByteOffset: 4 * index, as: Float.self)
                        }
                    guard decoded[index] == wanted else {
                        Issue.record("\(container) \(encoding): sample \(index)")
                        return
                    }
                }
            }
            // Nothing about the time or place is in it.
            let first = try bytes(of: path)
            _ = try write(folder.file("again"), container, encoding, data)
            #expect(try bytes(of: folder.file("again")) == first)
        }
    }

    @Test("24 bits come packed, in the low bytes of 32, or left-aligned, to the same file")
    func alignments() throws {
        let folder = try Folder()
        let values = (0..<2_000).map { Int32(truncatingIfNeeded: $0 &* 2_654_435_761) >> 8 }
        let packed = values.flatMap { value in
            (0..<3).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        for container in [SoundFileWriter.Container.wave, .flac] {
            var files: [[UInt8]] = []
            for format in [SampleFormat.s24in3, .s24in4, .s32] {
                let path = folder.file("\(container)-\(format)")
                var writer = try SoundFileWriter(
                    path: path, container: container, encoding: .int24, rate: .standard)
                let words = format == .s32 ? values.map { $0 << 8 } : values
                try format == .s24in3
                    ? packed.withUnsafeBytes {
                        try writer.write($0.baseAddress!, frames: 1_000, as: format)
                    }
                    : words.withUnsafeBytes {
                        try writer.write($0.baseAddress!, frames: 1_000, as: format)
                    }
                _ = try writer.finish()
                files.append(try bytes(of: path))
            }
            #expect(files[0] == files[1] && files[0] == files[2])
        }
    }

    @Test("An unfinished file leaves nothing, a full disk is reported with its errno")
    func failures() throws {
        let folder = try Folder()
        do {
            var writer = try SoundFileWriter(
                path: folder.file("a.wav"), container: .wave, encoding: .int16, rate: .standard)
            let data = [UInt8](repeating: 1, count: 4_000)
            try data.withUnsafeBytes {
                try writer.write($0.baseAddress!, frames: 1_000, as: .s16)
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        do throws(SoundFileError) {
            _ = try SoundFileWriter(
                path: folder.file("none/a.wav"), container: .wave, encoding: .int16,
                rate: .standard)
            Issue.record("a file was made in no folder")
        } catch {
            #expect(error.reason == .unwritable(errno: ENOENT))
            #expect(error.path == folder.file("none/a.wav"))
        }
        for container in [SoundFileWriter.Container.wave, .flac] {
            var file = try WritableFile(path: "/dev/full")
            _ = file.seek(0, SEEK_SET)
            do throws(SoundFileError) {
                let sink: any SampleSink =
                    container == .wave
                    ? try WaveSink(path: "/dev/full", encoding: .int16, rate: .standard)
                    : try FLACSink(path: "/dev/full", encoding: .int16, rate: .standard)
                var random = Generator(seed: 1)
                let noise = (0..<400_000).map { _ in UInt8.random(in: 0...255, using: &random) }
                try noise.span.bytes.withUnsafeBytes { bytes throws(SoundFileError) in
                    try sink.write(bytes)
                }
                try sink.finish(frames: 100_000)
                Issue.record("a full disk was not noticed: \(container)")
            } catch {
                #expect(error.reason == .unwritable(errno: ENOSPC), "\(container)")
            }
        }
    }

    @Test("Past 4 GiB the header is RF64, with sizes that libsndfile reads")
    func long() throws {
        let folder = try Folder()
        let frames: Int64 = 1_200_000_000
        let header = WaveSink.header(frames: frames, encoding: .int16, rate: .standard)
        #expect(header.count == 80 && Array(header[..<4]) == Array("RF64".utf8))
        let path = try folder.write(header, "long.wav")
        // The samples are a hole in the file.
        #expect(truncate(path, off_t(80 + frames * 4)) == 0)
        var info = SF_INFO()
        let file = try #require(sf_open(path, Int32(SFM_READ), &info))
        #expect(info.frames == frames && info.samplerate == 48_000 && info.channels == 2)
        sf_close(file)
        let short = WaveSink.header(frames: 1_000, encoding: .float32, rate: .standard)
        #expect(Array(short[..<4]) == Array("RIFF".utf8))
    }

    @Test("The output's meter agrees with the file's analysis")
    func meter() throws {
        let source = music(frames: 200_000, rate: 48_000)
        let track = try LoadedTrack(SoundFileBytes(wave(source, rate: 48_000), path: "m"))
        var meter = try OutputMeter(rate: .standard)
        try source.map { Float($0) / 32_768 }.withUnsafeBufferPointer {
            try meter.add($0.baseAddress!, frames: 200_000)
        }
        let figures = try meter.finish()
        #expect(figures.integrated == track.analysis.integrated)
        #expect(figures.truePeak == track.analysis.truePeak)
    }
}
