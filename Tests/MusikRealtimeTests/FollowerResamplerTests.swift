import CMusikKernels
import Glibc
import MusikTestSupport
import Testing

@testable import MusikRealtime

@Suite("The follower's resampler")
struct FollowerResamplerTests {
    /// Output along walks, one after the other, from frame 0 of an interleaved input on.
    private func follow(
        _ input: [Float], channels: Int = 2, hertz: Int = 48_000, walks: [FollowerRatio],
        frames: Int = 256
    ) -> (output: [Float], taken: Int) {
        var resampler = FollowerResampler(channels: channels, hertz: hertz, mostFrames: frames)
        let taps = resampler.taps
        let silence = [Float](repeating: 0, count: (taps / 2 - 1) * channels)
        let padded = silence + input
        var output: [Float] = []
        output.reserveCapacity(walks.count * frames * channels)
        var block = [Float](repeating: 9, count: frames * channels)
        var position = taps
        padded.withUnsafeBufferPointer { samples in
            resampler.restart(phase: 0, around: samples.baseAddress!)
            for walk in walks {
                let count = resampler.inputFrames(for: frames, along: walk)
                precondition((position + count) * channels <= samples.count)
                resampler.resample(
                    samples.baseAddress! + position * channels, into: &block, frames: frames,
                    along: walk)
                output += block
                position += count
            }
        }
        return (output, position - taps)
    }

    /// The position of each output frame.
    private func positions(_ walks: [FollowerRatio], frames: Int = 256) -> [Double] {
        var start = 0.0
        return walks.flatMap { walk in
            defer { start += walk.advance(frames) }
            return (0..<frames).map { start + walk.advance($0) }
        }
    }

    private func noise(_ count: Int, seed: UInt64) -> [Float] {
        var generator = Generator(seed: seed)
        return (0..<count).map { _ in Float(generator.uniform() * 2 - 1) }
    }

    /// What a room's follower walked.
    private func walks(_ partsPerMillion: Double, seconds: Double) -> [FollowerRatio] {
        var room = SimulatedRoom(seed: 11, seconds: seconds + 1)
        room.reference.partsPerMillion = partsPerMillion
        room.follower.partsPerMillion = -partsPerMillion
        return Array(room.run().ratios.prefix(Int(seconds * 48_000) / 256))
    }

    private func decibels(_ error: Double, of power: Double) -> Double {
        10 * log10(error / power)
    }

    @Test(
        "The kernel equals plain arithmetic in double precision, for any channels",
        arguments: [1, 2, 3, 6], [44_100, 48_000])
    func plain(channels: Int, hertz: Int) {
        let frames = 700
        let input = noise((frames + 200) * channels, seed: UInt64(channels))
        for (first, bend) in [(1, 0), (1.0025, -2e-6), (0.9975, 3e-6), (1.0002, 1e-9)] {
            let walks = [
                FollowerRatio(first: first, bend: bend),
                FollowerRatio(first: first + 350 * bend, bend: 0),
            ]
            let out = follow(
                input, channels: channels, hertz: hertz, walks: walks, frames: 350
            ).output
            let plain = PlainResampler.sameAsFollower(hertz: hertz)
            for channel in 0..<channels {
                let plane = stride(from: channel, to: input.count, by: channels).map { input[$0] }
                for (n, position) in positions(walks, frames: 350).enumerated() {
                    let error =
                        Double(out[n * channels + channel]) - plain.value(plane, at: position)
                    if abs(error) > 2e-6 {
                        Issue.record("\(first), frame \(n), channel \(channel): \(error)")
                        return
                    }
                }
            }
        }
    }

    @Test("A channel is the same to the bit alone, in a pair, among three, cut in odd blocks")
    func channels() {
        let input = noise(2_000, seed: 9)
        let walks = [FollowerRatio(first: 1.0003, bend: 1e-7), FollowerRatio(first: 0.9985)]
        let alone = follow(input, channels: 1, walks: walks, frames: 301).output
        for channels in [2, 3] {
            let both = follow(
                input.flatMap { [Float](repeating: $0, count: channels) }, channels: channels,
                walks: walks, frames: 301
            ).output
            for n in both.indices where both[n] != alone[n / channels] {
                Issue.record("frame \(n / channels) of \(channels) channels")
                return
            }
        }
    }

    @Test("Sines up to 20 kHz come out 135 dB clean, and to 18.5 kHz of 44.1 kHz")
    func sines() {
        for (hertz, tones) in [
            (48_000, [50, 997, 5_000, 10_000, 15_000, 18_000, 20_000]),
            (44_100, [997, 10_000, 15_000, 18_500]), (96_000, [997, 20_000, 39_000]),
        ] {
            for tone in tones {
                for ratio in [0.998, 0.9999, 1.0001, 1.002] {
                    let walks = [FollowerRatio](repeating: .init(first: ratio), count: 80)
                    let turn = 2 * .pi * Double(tone) / Double(hertz)
                    let input = (0..<22_000).flatMap { n -> [Float] in
                        [Float(0.5 * sin(turn * Double(n))), Float(0.5 * cos(turn * Double(n)))]
                    }
                    let out = follow(input, hertz: hertz, walks: walks).output
                    var (error, power) = (0.0, 0.0)
                    for (n, position) in positions(walks).enumerated().dropFirst(100) {
                        let left = 0.5 * sin(turn * position) - Double(out[2 * n])
                        let right = 0.5 * cos(turn * position) - Double(out[2 * n + 1])
                        error += left * left + right * right
                        power += 0.25
                    }
                    let level = decibels(error, of: power)
                    if ratio == 1.0001 { print("\(tone) Hz at \(hertz): \(level) dB") }
                    #expect(level < (hertz == 44_100 ? -130 : -135), "\(tone) \(hertz) \(ratio)")
                }
            }
        }
    }

    @Test(
        "Along the ratio of a session it is 110 dB from an ideal resampler", arguments: [100, 1000])
    func logged(partsPerMillion: Double) {
        let walks = walks(partsPerMillion, seconds: 60)
        var generator = Generator(seed: 3)
        // Sixteen sines up to 20 kHz.
        let tones = (0..<16).map { _ in
            (2 * .pi * 20_000 / 48_000 * generator.uniform(), 2 * .pi * generator.uniform())
        }
        let mono = (0..<(61 * 48_000)).map { n in
            Float(tones.reduce(0) { $0 + sin($1.0 * Double(n) + $1.1) } / 16)
        }
        let (out, taken) = follow(mono, channels: 1, walks: walks)
        let positions = positions(walks)
        var worst = -Double.infinity
        // Some frames in every second, from the lock to the end.
        for second in 0..<59 {
            var (error, power) = (0.0, 0.0)
            for n in (second * 48_000 + 500)..<(second * 48_000 + 800) {
                let value = PlainResampler.ideal.value(mono, at: positions[n])
                error += (Double(out[n]) - value) * (Double(out[n]) - value)
                power += value * value
            }
            worst = max(worst, decibels(error, of: power))
        }
        print("\(2 * partsPerMillion) ppm: at most \(worst) dB from the ideal")
        #expect(worst <= -110)
        // No frame is dropped, none repeated.
        let end = positions.last! + walks.last!.first
        #expect(abs(Double(taken) - end) < 1.001)
    }

    @Test("F9: A tone of 1 kHz through the lock: THD+N below -110 dB", arguments: [100, 1000])
    func tone(partsPerMillion: Double) {
        let walks = walks(partsPerMillion, seconds: 12)
        let mono = (0..<(13 * 48_000)).map {
            Float(0.5 * sin(2 * .pi * 1_000 / 48_000 * Double($0)))
        }
        let out = follow(mono, channels: 1, walks: walks).output
        let spectrum = TestSpectrum(out[4_096..<(4_096 + 1 << 19)], hertz: 48_000)
        let residue = spectrum.residue(around: 1_000, notch: 20)
        print("\(2 * partsPerMillion) ppm: THD+N \(residue) dB")
        #expect(residue <= -110)
    }

    @Test(
        "F6: Silence stays silence to the bit, whatever the ratio; music after it comes as always")
    func mute() {
        let walks = walks(100, seconds: 8)
        let sound = noise(9 * 48_000, seed: 4)
        var muted = sound
        for n in 96_000..<240_000 { muted[n] = 0 }
        let whole = follow(sound, channels: 1, walks: walks)
        let part = follow(muted, channels: 1, walks: walks)
        #expect(whole.taken == part.taken)
        let positions = positions(walks)
        for (n, position) in positions.enumerated() {
            if position > 96_040, position < 239_960, part.output[n] != 0 {
                Issue.record("\(part.output[n]) in the silence, frame \(n)")
                return
            }
            if position < 95_960 || position > 240_040, part.output[n] != whole.output[n] {
                Issue.record("changed outside the silence, frame \(n)")
                return
            }
        }
    }

    @Test("Taken up anew at any frame it goes on bit for bit")
    func restart() {
        let input = noise(2 * 60_000, seed: 6)
        let walks = walks(1000, seconds: 1)
        let whole = follow(input, walks: walks).output
        var resampler = FollowerResampler(hertz: 48_000)
        var block = [Float](repeating: 0, count: 512)
        var phase = 0.0
        var frame = 0
        for (index, walk) in walks.enumerated() {
            if index > 20 {
                let before = (frame - resampler.taps / 2 + 1) * 2
                let next = before + resampler.taps * 2
                input.withUnsafeBufferPointer { samples in
                    resampler.restart(phase: phase, around: samples.baseAddress! + before)
                    resampler.resample(
                        samples.baseAddress! + next, into: &block, frames: 256, along: walk)
                }
                let isSame = block.elementsEqual(whole[(index * 512)..<(index * 512 + 512)])
                #expect(isSame, "block \(index)")
            }
            let end = phase + walk.advance(256)
            frame += Int(end)
            phase = end - Double(Int(end))
        }
    }

    @Test("Clock, steering and resampler run in the real-time scope")
    func realtime() {
        var clock = CardClock(hertz: 48_000)
        var steering = FollowerSteering(hertz: 48_000)
        var resampler = FollowerResampler(hertz: 48_000)
        let programme = ProgrammeClock()
        var line = ClockLine(frame: 0, moment: 0, rate: 0)
        let sound = UnsafeMutablePointer<Float>.allocate(capacity: 1_200)
        sound.initialize(repeating: 0.5, count: 1_200)
        defer { sound.deallocate() }
        var position = 0.0
        musik_realtime_enter()
        for turn in 0..<20_000 {
            let now = 1_000_000_000 + UInt64(turn) * 5_333_333
            // After a minute it stands still for 10 ms, after another it starts anew.
            clock.observe(
                frame: Int64(turn) * 256 - (turn > 11_000 ? 480 : 0), at: now)
            if turn == 15_000 { clock.restart() }
            guard let card = clock.line else { continue }
            programme.publish(card)
            guard programme.read(into: &line) else { continue }
            let next = Double(turn + 10) * 256
            if turn == 200 {
                position = steering.place(next, card: card, programme: line)
                resampler.restart(phase: 0)
            }
            let walk = steering.walk(
                from: position, deviceFrame: next, frames: 256, card: card, programme: line)
            resampler.resample(sound, into: sound + 600, frames: 256, along: walk)
            position += walk.advance(256)
        }
        musik_realtime_exit()
        #expect(abs(sound[601] - 0.5) < 1e-6)
    }
}
