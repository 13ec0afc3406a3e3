import Foundation
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikSoundFile

/// FLAC, which is decoded by libFLAC itself.
struct FLACTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        var channels: Int
        var bits: Int
        var rate: Int
        var block: Int
        var testDescription: String { "\(channels) x \(bits) bit, \(rate) Hz, blocks of \(block)" }
    }

    private static let shapes = [
        Shape(channels: 1, bits: 8, rate: 8_000, block: 16),
        Shape(channels: 2, bits: 16, rate: 44_100, block: 4_096),
        Shape(channels: 2, bits: 16, rate: 48_000, block: 192),
        Shape(channels: 2, bits: 24, rate: 96_000, block: 16_384),
        Shape(channels: 2, bits: 32, rate: 48_000, block: 4_608),
        Shape(channels: 3, bits: 20, rate: 44_100, block: 1_152),
        Shape(channels: 6, bits: 24, rate: 48_000, block: 4_608),
        Shape(channels: 8, bits: 16, rate: 192_000, block: 65_535),
    ]

    /// Encodes samples with the reference encoder; returns them as floats, and the file's path.
    private func encode(_ shape: Shape, frames: Int, in folder: Folder) throws -> (
        floats: [Float], path: String
    ) {
        var random = Generator(seed: UInt64(shape.channels * 100 + shape.bits))
        let top = Int64(1) << (shape.bits - 1)
        var value = Int64(0)
        let samples = (0..<frames * shape.channels).map { index -> Int64 in
            // Steps that a predictor can follow, and now and then the extremes.
            if index % 997 == 0 { return index % 2 == 0 ? top - 1 : -top }
            value += Int64.random(in: -top / 64...top / 64, using: &random)
            value = max(-top, min(top - 1, value))
            return value
        }
        let width = (shape.bits + 7) / 8
        let pad = 8 * width - shape.bits
        var raw: [UInt8] = []
        // WAV's samples of one byte have no sign.
        let zero: Int64 = width == 1 ? 128 : 0
        for sample in samples {
            for byte in 0..<width {
                raw.append(UInt8(truncatingIfNeeded: ((sample << pad) + zero) >> (8 * byte)))
            }
        }
        let source = try folder.write(
            wave(raw, channels: shape.channels, rate: shape.rate, bits: shape.bits), "in.wav")
        let bytes = pad == 0 ? nil : try padded(raw, shape)
        if let bytes { try Data(bytes).write(to: URL(fileURLWithPath: source)) }
        let path = try Codec.flac.encode(
            source, in: folder, as: "out",
            arguments: [
                "--lax", "--channel-map=none", "--ignore-chunk-sizes", "-b", "\(shape.block)",
            ])
        return (samples.map { Float($0) / Float(top) }, path)
    }

    /// WAVE_FORMAT_EXTENSIBLE with fewer valid bits than its bytes hold.
    private func padded(_ raw: [UInt8], _ shape: Shape) throws -> [UInt8] {
        func number(_ value: Int, _ size: Int) -> [UInt8] {
            (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let size = shape.channels * (shape.bits + 7) / 8
        let guid: [UInt8] = [1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
        return Array("RIFF".utf8) + number(60 + raw.count, 4) + Array("WAVEfmt ".utf8)
            + number(40, 4) + number(0xFFFE, 2) + number(shape.channels, 2)
            + number(shape.rate, 4) + number(shape.rate * size, 4) + number(size, 2)
            + number((shape.bits + 7) / 8 * 8, 2) + number(22, 2) + number(shape.bits, 2)
            + number(0, 4) + guid + Array("data".utf8) + number(raw.count, 4) + raw
    }

    private func decoded(
        _ path: String, from start: Int, channels: Int, block: Int
    ) throws -> [Float] {
        let bytes = try SoundFileBytes(path: path)
        var decoder = try SoundFileDecoder(bytes, SoundFileLayout(bytes), from: Int64(start))
        #expect(decoder.channels == channels)
        var all: [Float] = []
        let buffer = FloatBuffer(count: block * channels)
        while true {
            let got = try decoder.readUnfolded(buffer.start, frames: block)
            for index in 0..<(got * channels) { all.append(buffer.start[index]) }
            if got < block { return all }
        }
    }

    @Test("FLAC of every shape decodes to what was encoded, by any reads", arguments: shapes)
    func whole(_ shape: Shape) throws {
        let folder = try Folder()
        let (floats, path) = try encode(shape, frames: 70_001, in: folder)
        for block in [1_000, 4_096, 8_191, 80_000] {
            let found = try decoded(path, from: 0, channels: shape.channels, block: block)
            let isSame = found == floats
            #expect(isSame, "reads of \(block): \(found.count) of \(floats.count) samples")
        }
    }

    @Test("FLAC of every shape is entered at any frame exactly", arguments: shapes)
    func entered(_ shape: Shape) throws {
        let folder = try Folder()
        let frames = 70_001
        let (floats, path) = try encode(shape, frames: frames, in: folder)
        var random = Generator(seed: 5)
        let starts =
            [1, 191, 192, 4_095, 4_096, frames - 1]
            + (0..<12).map { _ in Int.random(in: 0..<frames, using: &random) }
        for start in starts {
            let found = try decoded(path, from: start, channels: shape.channels, block: 3_000)
            let isSame = found == Array(floats[(start * shape.channels)...])
            #expect(isSame, "seed 5, from \(start)")
        }
    }

    @Test("Frames of other channels behind a FLAC stream's own are not read as its own")
    func changed() throws {
        let folder = try Folder()
        let one = try encode(
            Shape(channels: 2, bits: 16, rate: 44_100, block: 1_152), frames: 20_000, in: folder)
        var joined = try bytes(of: one.path)
        let other = try encode(
            Shape(channels: 6, bits: 16, rate: 44_100, block: 1_152), frames: 20_000, in: folder)
        let second = try bytes(of: other.path)
        // The other file's frames without its metadata follow.
        let sync = try #require(
            (8_000..<second.count - 1).first { second[$0] == 0xFF && second[$0 + 1] == 0xF8 })
        joined += second[sync...]
        let path = try folder.write(joined, "joined.flac")
        let found = try decoded(path, from: 0, channels: 2, block: 4_096)
        let isSame = found == one.floats
        #expect(isSame, "\(found.count) samples")
        #expect(try LoadedTrack(path: path).analysis.frames == 20_000)
    }
}
