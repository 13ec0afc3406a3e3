import MusikModel
import MusikProgramme
import MusikTestSupport

extension Generator {
    /// Roughly normal, by the sum of twelve uniform numbers.
    mutating func normal() -> Double {
        (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &self) }
    }
}

/// What a made-up piece is like.
struct TrackShape {
    var seconds = 300.0
    var hertz = 48_000
    /// The loudness of the body, in LUFS.
    var level = -18.0
    /// How far the loudness wanders, in LU.
    var range = 4.0
    /// The natural fades at its ends, in seconds.
    var fadeIn = 0.5
    var fadeOut = 6.0
    /// Silence before and after, in seconds.
    var silence = 0.0
    /// How far it swells and ebbs beside that, in LU up and down, and how long one swell with its
    /// ebb takes, in seconds; half of it is spent at the top and the bottom.
    var swing = 0.0
    var period = 60.0
    /// True peak above the body's level, in dB.
    var crest = 14.0
}

func makeTrack(_ number: Int, _ shape: TrackShape, seed: UInt64 = 1) -> PlannedTrack {
    var random = Generator(seed: seed &* 1_000_003 &+ UInt64(number))
    let rate = SampleRate(hertz: shape.hertz)!
    let frames = FrameCount(seconds: shape.seconds, at: rate)
    let blockFrames = shape.hertz / 10
    let count = (Int(frames.value) + blockFrames - 1) / blockFrames
    var blocks: [Int16] = []
    var wander = 0.0
    var target = 0.0
    let phase = shape.swing > 0 ? Double.random(in: 0..<1, using: &random) : 0
    for index in 0..<count {
        let time = Double(index) / 10
        if index % 150 == 0 {
            target = Double.random(in: -shape.range...shape.range, using: &random) / 2
        }
        wander += (target - wander) / 60
        let inside = time - shape.silence
        let left = shape.seconds - shape.silence - time
        guard inside >= 0, left > 0 else {
            blocks.append(TrackAnalysis.silentBlock)
            continue
        }
        var level = shape.level + wander + Double.random(in: -0.5...0.5, using: &random)
        if shape.swing > 0 {
            let turn = (time / shape.period + phase).truncatingRemainder(dividingBy: 1)
            level += shape.swing * max(-1, min(1, 2 * (abs(4 * turn - 2) - 1)))
        }
        if inside < shape.fadeIn {
            level += Decibels(amplitude: (inside + 0.05) / shape.fadeIn).value
        }
        if left < shape.fadeOut { level += Decibels(amplitude: left / shape.fadeOut).value }
        blocks.append(Int16(max(-12_000, min(0, level * 100))))
    }
    let loud = blocks.filter { Double($0) / 100 > shape.level - 10 }
    let power = loud.reduce(0.0) { $0 + Decibels(Double($1) / 100).power }
    let integrated =
        shape.seconds < 0.4
        ? Decibels(-.infinity) : Decibels(power: loud.isEmpty ? 0 : power / Double(loud.count))
    let digest = ContentDigest(
        bytes: (0..<32).map { UInt8(truncatingIfNeeded: number >> (8 * min($0, 7))) })
    return PlannedTrack(
        reference: SourceReference(digest: digest, path: "piece-\(number).flac"),
        title: "Piece \(number)",
        analysis: TrackAnalysis(
            digest: digest, rate: rate, channels: 2, frames: frames, integrated: integrated,
            loudnessRange: shape.range, truePeak: Decibels(min(0, shape.level + shape.crest)),
            blocks: blocks))
}

/// A piece as clinical playlists have them: median 343 s, 5th to 95th percentile 150 to 1127 s.
func clinicalTrack(_ number: Int, _ random: inout Generator) -> PlannedTrack {
    let normal = random.normal()
    let spread = normal < 0 ? 0.503 : 0.723
    // e^x by way of decibels: 20 log10(e) = 8.6859.
    let seconds = 343 * Decibels(normal * spread * 8.685_889_638).amplitude
    let shape = TrackShape(
        seconds: min(1_800, max(60, seconds)),
        hertz: [44_100, 48_000, 96_000, 22_050].randomElement(using: &random)!,
        level: Double.random(in: -32...(-9), using: &random),
        range: Double.random(in: 2...14, using: &random),
        fadeIn: Double.random(in: 0.1...8, using: &random),
        fadeOut: Double.random(in: 0.5...30, using: &random),
        silence: Double.random(in: 0...3, using: &random),
        crest: Double.random(in: 8...18, using: &random))
    return makeTrack(number, shape, seed: random.next())
}

func clinicalList(_ count: Int, from number: Int, _ random: inout Generator) -> [PlannedTrack] {
    (0..<count).map { clinicalTrack(number + $0, &random) }
}

/// Frames of a number of seconds at 48 kHz.
func at48(_ seconds: Double) -> FrameCount { FrameCount(seconds: seconds, at: .standard) }
