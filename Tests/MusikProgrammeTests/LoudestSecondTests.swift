import MusikModel
import MusikTestSupport
import Testing

@testable import MusikProgramme

/// How loud a programme may be, and what limits its level.
@Suite("The loudest second")
struct LoudestSecondTests {
    private let rate = SampleRate.standard

    /// A track of so many tenths of a second at each loudness in LUFS.
    private func track(_ number: UInt8, _ stretches: [(tenths: Int, loudness: Double)])
        -> TrackAnalysis
    {
        let blocks = stretches.flatMap {
            [Int16](repeating: Int16($0.loudness * 100), count: $0.tenths)
        }
        return TrackAnalysis(
            digest: ContentDigest(bytes: repeatElement(number, count: 32)), rate: rate,
            channels: 2, frames: FrameCount(blocks.count * 4800), integrated: -23,
            loudnessRange: 1, truePeak: -3, blocks: blocks)
    }

    private func clip(
        _ id: Int, _ track: TrackAnalysis, at start: Double, from source: Double = 0,
        seconds: Double, gain: GainLine = GainLine(constant: 0), fades: [Fade] = []
    ) -> Clip {
        Clip(
            id: id, kind: .music, source: SourceReference(digest: track.digest, path: ""),
            title: "", sourceRate: rate, sourceStart: FrameCount(seconds: source, at: rate),
            start: FrameCount(seconds: start, at: rate),
            length: FrameCount(seconds: seconds, at: rate), gain: gain, fades: fades)
    }

    private func loudest(_ clips: [Clip], _ tracks: [TrackAnalysis]) -> Double {
        let end = clips.map(\.end).max() ?? 0
        let programme = Programme(rate: rate, clips: clips, end: end, openingEnd: 0)
        return programme.loudestSecond { digest in tracks.first { $0.digest == digest } }.value
    }

    @Test("An even piece is as loud as it is, within the bound's one block of ten")
    func even() {
        let even = track(1, [(600, -23)])
        let level = loudest([clip(1, even, at: 0, seconds: 60)], [even])
        #expect(level >= -23 && level <= -23 + 0.42)
    }

    @Test("A loud second counts, with the gain that it has there, unless it isn't played")
    func loudPart() {
        let part = track(1, [(300, -30), (10, -14), (290, -30)])
        let line = GainLine(points: [
            .init(frame: FrameCount(seconds: 20, at: rate), gain: -6),
            .init(frame: FrameCount(seconds: 30.5, at: rate), gain: 2),
            .init(frame: FrameCount(seconds: 41, at: rate), gain: -6),
        ])
        let whole = loudest([clip(1, part, at: 0, seconds: 60, gain: line)], [part])
        #expect(whole >= -12 && whole <= -11.4)
        let left = loudest([clip(1, part, at: 0, from: 32, seconds: 20, gain: line)], [part])
        #expect(left < -27)
    }

    @Test("Clips at the same time count as the same sound, and fades by their louder side")
    func overlap() {
        let (one, other) = (track(1, [(200, -20)]), track(2, [(200, -20)]))
        let both = loudest(
            [clip(1, one, at: 0, seconds: 20), clip(2, other, at: 10, seconds: 20)], [one, other])
        #expect(both >= -20 + 6.02 && both <= -20 + 6.5)
        let fade = Fade(.outgoing, start: 0, length: FrameCount(96_000), correlation: 1)
        let faded = loudest([clip(1, one, at: 0, seconds: 20, fades: [fade])], [one])
        #expect(faded >= -20 && faded < -19.5)
    }

    @Test("What nobody measured counts as the loudest there is, and nothing as silence")
    func unmeasured() {
        let piece = track(1, [(100, -30)])
        #expect(abs(loudest([clip(1, piece, at: 0, seconds: 10)], []) - 6) < 1e-9)
        #expect(loudest([], []) == -.infinity)
    }

    @Test("Each output has its own highest level, and one that nobody measured 0 dB")
    func limits() {
        let piece = track(1, [(600, -23)])
        let programme = Programme(
            rate: rate, clips: [clip(1, piece, at: 0, seconds: 60)],
            end: FrameCount(seconds: 60, at: rate), openingEnd: 0)
        let loud = SoundCalibration(hearing: .eachEar, fullScale: 110, ceiling: 80)
        let soft = SoundCalibration(hearing: .bothEars, fullScale: 90, ceiling: 80)
        let limits = LevelLimits([loud, soft, nil]) { $0 == piece.digest ? piece : nil }
        let highest = limits.highestLevels(for: programme).map(\.value)
        #expect(highest[0] <= -7.1 && highest[0] >= -7.6)
        #expect(highest[1...] == [0, 0])
    }

    @Test(
        "At the highest level no second passes the ceiling, over random programmes",
        arguments: 1...40)
    func never(seed: UInt64) {
        var generator = Generator(seed: seed)
        let piece = track(
            1, (0..<60).map { _ in (10, Double.random(in: -50 ... -10, using: &generator)) })
        let start = Double.random(in: 0...20, using: &generator)
        let gain = Double.random(in: -10...10, using: &generator)
        let clip = clip(
            1, piece, at: 0, from: start, seconds: 20, gain: GainLine(constant: Decibels(gain)))
        let programme = Programme(rate: rate, clips: [clip], end: clip.end, openingEnd: 0)
        let calibration = SoundCalibration(hearing: .eachEar, fullScale: 120, ceiling: 75)
        let highest = LevelLimits([calibration]) { _ in piece }.highestLevels(for: programme)[0]
            .value
        // Every second of whole blocks that is played.
        for block in Int((start * 10).rounded(.up))...Int(start * 10) + 190 {
            let second = Double(block) / 10
            let heard = piece.loudness(from: second + 0.01, to: second + 0.99).value
            #expect(120 + heard + gain + highest <= 75)
        }
    }
}
