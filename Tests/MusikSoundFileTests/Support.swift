import Foundation
import MusikEngine
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikSoundFile

/// A folder that is gone with the test.
final class Folder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "musik-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes bytes to a file of the folder; returns its path.
    func write(_ bytes: [UInt8], _ name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }
}

struct ToolFailure: Error {
    var command: String
    var output: String
}

/// Runs a tool to its end; its output on both channels.
@discardableResult
func run(_ tool: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let output = String(decoding: data, as: UTF8.self)
    guard process.terminationStatus == 0 else {
        throw ToolFailure(command: "\(tool) \(arguments.joined(separator: " "))", output: output)
    }
    return output
}

/// Something like music: swelling tones and noise, never silent, interleaved 16-bit values.
func music(frames: Int, channels: Int = 2, rate: Int = 44_100, seed: UInt64 = 1) -> [Int16] {
    var random = Generator(seed: seed)
    let tones = (0..<4 * channels).map { _ in
        (
            frequency: Double.random(in: 80...4_000, using: &random),
            swell: Double.random(in: 0.2...2, using: &random)
        )
    }
    var samples = [Int16](repeating: 0, count: frames * channels)
    for frame in 0..<frames {
        let time = Double(frame) / Double(rate)
        for channel in 0..<channels {
            var value = Double.random(in: -0.05...0.05, using: &random)
            for tone in tones[4 * channel..<4 * channel + 4] {
                value +=
                    0.15 * sin(2 * .pi * tone.frequency * time)
                    * (0.6 + 0.4 * sin(2 * .pi * tone.swell * time))
            }
            samples[frame * channels + channel] = Int16((value * 32_000).rounded())
        }
    }
    return samples
}

/// A plain WAV file's bytes.
func wave(
    _ data: [UInt8], channels: Int = 2, rate: Int = 44_100, bits: Int = 16, isFloat: Bool = false
) -> [UInt8] {
    func number(_ value: Int, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let frameSize = channels * bits / 8
    return Array("RIFF".utf8) + number(36 + data.count, 4) + Array("WAVEfmt ".utf8)
        + number(16, 4) + number(isFloat ? 3 : 1, 2) + number(channels, 2) + number(rate, 4)
        + number(rate * frameSize, 4) + number(frameSize, 2) + number(bits, 2)
        + Array("data".utf8) + number(data.count, 4) + data
}

func wave(_ samples: [Int16], channels: Int = 2, rate: Int = 44_100) -> [UInt8] {
    wave(samples.withUnsafeBytes { Array($0) }, channels: channels, rate: rate)
}

/// The codecs that every promise about files is tested with.
enum Codec: String, CaseIterable, Sendable {
    case wav, flac, aiff, ogg, opus, mp3, mp3noxing

    /// Encodes a WAV file; returns the encoded file's path.
    func encode(_ wav: String, in folder: Folder, as name: String, arguments: [String] = []) throws
        -> String
    {
        let target = folder.file("\(name).\(self == .mp3noxing ? "noxing.mp3" : rawValue)")
        switch self {
        case .wav: try FileManager.default.copyItem(atPath: wav, toPath: target)
        case .flac: try run("flac", ["-s", "-f"] + arguments + ["-o", target, wav])
        case .aiff: try run("sox", [wav, target])
        case .ogg: try run("oggenc", ["-Q", "-q", "6"] + arguments + ["-o", target, wav])
        case .opus: try run("opusenc", ["--quiet"] + arguments + [wav, target])
        case .mp3: try run("lame", ["--quiet", "-V2"] + arguments + [wav, target])
        case .mp3noxing: try run("lame", ["--quiet", "-V2", "-t"] + arguments + [wav, target])
        }
        return target
    }

    /// Whether decoding gives back what was encoded.
    var isLossless: Bool { self == .wav || self == .flac || self == .aiff }
}

func bytes(of path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// Reads a stream to its end, in blocks of changing size.
func drain(_ source: any AudioSource, block: Int = 3_000) throws -> [Float] {
    var all: [Float] = []
    var size = block
    while true {
        let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: 2 * size)
        defer { buffer.deallocate() }
        let got = try source.read(into: buffer)
        if got == 0 { return all }
        all += buffer[..<(2 * got)]
        size = size % 5_000 + 611
    }
}

func segment(_ track: LoadedTrack, from start: Int = 0, frames: Int? = nil) -> SourceSegment {
    SourceSegment(
        source: track.source, start: FrameCount(start), frames: frames.map { FrameCount($0) })
}

/// Everything a track has, at its own rate.
func samples(_ track: LoadedTrack, from start: Int = 0, frames: Int? = nil) throws -> [Float] {
    let library = LoadedLibrary([track])
    return try drain(
        library.open([segment(track, from: start, frames: frames)], at: track.analysis.rate))
}

/// The reason that loading a file gives; nil where it loads.
func fault(_ path: String) -> SoundFileError.Reason? {
    do throws(SoundFileError) {
        _ = try LoadedTrack(path: path)
        return nil
    } catch {
        return error.reason
    }
}

/// The reason that loading some bytes gives; nil where they load.
func fault(_ bytes: [UInt8]) -> SoundFileError.Reason? {
    do throws(SoundFileError) {
        _ = try LoadedTrack(SoundFileBytes(bytes, path: "test"))
        return nil
    } catch {
        return error.reason
    }
}

func largest(_ left: some Sequence<Float>, _ right: some Sequence<Float>) -> Float {
    zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

func level(_ value: Float) -> Double { value > 0 ? 20 * log10(Double(value)) : -.infinity }
