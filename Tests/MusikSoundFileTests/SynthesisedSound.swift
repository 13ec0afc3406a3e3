import Foundation
import MusikModel
import MusikTestSupport

@testable import MusikSoundFile

/// Stereo sound made of arithmetic, as a WAV file of 32-bit floats.
struct SynthesisedSound {
    let rate: Int
    private(set) var samples: [Float] = []

    init(rate: Int = 48_000) { self.rate = rate }

    var seconds: Double { Double(samples.count / 2) / Double(rate) }

    /// Appends as many seconds of a function of the time since their start.
    mutating func add(_ seconds: Double, _ value: (Double) -> Double) {
        for frame in 0..<Int((seconds * Double(rate)).rounded()) {
            let sample = Float(value(Double(frame) / Double(rate)))
            samples += [sample, sample]
        }
    }

    /// Appends silence.
    mutating func rest(_ seconds: Double) { add(seconds) { _ in 0 } }

    /// Appends a sine of a level in dB under a full-scale one.
    mutating func tone(_ seconds: Double, dB: Double, hertz: Double = 1000) {
        let amplitude = pow(10, dB / 20)
        add(seconds) { amplitude * sin(2 * .pi * hertz * $0) }
    }

    /// Appends one channel's samples to both.
    mutating func add(_ mono: some Sequence<Double>) {
        for value in mono { samples += [Float(value), Float(value)] }
    }

    /// The file.
    var file: [UInt8] {
        wave(
            samples.withUnsafeBytes { Array($0) }, rate: rate, bits: 32, isFloat: true)
    }

    /// What one decoding finds.
    func figures() throws -> SoundFileFigures {
        try SoundFileAnalyser.analyse(SoundFileBytes(file, path: "synthesised"))
    }

    /// White noise of an amplitude.
    static func noise(_ amplitude: Double, seed: UInt64) -> (Double) -> Double {
        var random = Generator(seed: seed)
        return { _ in Double.random(in: -amplitude...amplitude, using: &random) }
    }
}
