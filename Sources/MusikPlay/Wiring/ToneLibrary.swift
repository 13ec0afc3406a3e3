internal import MusikEngine
internal import MusikModel
internal import MusikProgramme

#if canImport(Glibc)
    internal import Glibc
#endif

/// Two soft tones, the left side first, with which a person hears whether a device is the right one.
struct ToneLibrary: AudioLibrary {
    /// The length of one tone in seconds.
    static let toneSeconds = 1.5
    /// The amplitude of a tone: -30 dBFS, low enough for headphones on a patient.
    static let amplitude: Float = 0.0316
    /// The tones' frequency in hertz.
    static let hertz = 440.0

    /// Left, half a second of nothing, right.
    static var programme: Programme {
        let rate = SampleRate.standard
        let length = FrameCount(seconds: toneSeconds, at: rate)
        let ramp = FrameCount(seconds: 0.05, at: rate)
        let clips = Side.allCases.enumerated().map { index, side in
            let start = FrameCount(seconds: Double(index) * (toneSeconds + 0.5), at: rate)
            return Clip(
                id: index + 1, kind: .bell, source: side.source, title: side.rawValue,
                sourceRate: rate, sourceStart: 0, start: start, length: length,
                gain: GainLine(constant: 0),
                fades: [
                    Fade(.incoming, start: start, length: ramp, correlation: 1),
                    Fade(.outgoing, start: start + length - ramp, length: ramp, correlation: 1),
                ])
        }
        return Programme(
            rate: rate, clips: clips, end: clips[clips.count - 1].end, openingEnd: 0)
    }

    /// One side of the stereo picture.
    enum Side: String, CaseIterable {
        case left, right

        /// A name for the engine; there is no file.
        var source: SourceReference {
            let byte: UInt8 = self == .left ? 0 : 1
            return SourceReference(
                digest: ContentDigest(bytes: repeatElement(byte, count: 32)), path: rawValue)
        }
    }

    func open(_ segments: [SourceSegment], at rate: SampleRate) throws -> any AudioSource {
        let side: Side = segments.first?.source == Side.left.source ? .left : .right
        return Tone(side, rate: rate)
    }

    /// An endless tone on one side.
    private final class Tone: AudioSource {
        private let channel: Int
        private let step: Double
        private var phase = 0.0

        init(_ side: Side, rate: SampleRate) {
            channel = side == .left ? 0 : 1
            step = 2 * .pi * ToneLibrary.hertz / Double(rate.hertz)
        }

        func read(into buffer: UnsafeMutableBufferPointer<Float>) throws -> Int {
            let frames = buffer.count / 2
            for frame in 0..<frames {
                unsafe buffer[2 * frame + channel] = Float(sin(phase)) * ToneLibrary.amplitude
                unsafe buffer[2 * frame + 1 - channel] = 0
                phase += step
            }
            return frames
        }
    }
}
