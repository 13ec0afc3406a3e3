import Foundation
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikSoundFile

@Suite("Features of sounds whose answer is known")
struct FeatureTests {
    private func features(
        _ seconds: Double = 20, rate: Int = 48_000, _ value: (Double) -> Double
    ) throws -> TrackFeatures {
        var sound = SynthesisedSound(rate: rate)
        sound.add(seconds, value)
        return try sound.figures().features
    }

    /// Bursts of noise of 5 ms, so many a minute.
    private func clicks(perMinute: Double, seed: UInt64) -> (Double) -> Double {
        let noise = SynthesisedSound.noise(0.5, seed: seed)
        return { time in
            let beat = time * perMinute / 60
            let since = (beat - beat.rounded(.down)) * 60 / perMinute
            return since < 0.005 ? noise(time) : 0
        }
    }

    private func chord(_ semitones: [Double]) -> (Double) -> Double {
        { time in
            semitones.reduce(0) { sum, semitone in
                let turn = 2 * Double.pi * 261.6256 * pow(2, semitone / 12) * time
                return sum + 0.1 * sin(turn) + 0.05 * sin(2 * turn)
            }
        }
    }

    @Test(
        "A sine's brightness is its octaves above 1 kHz",
        arguments: [22_050, 44_100, 48_000, 96_000])
    func brightness(rate: Int) throws {
        for hertz in [125.0, 500, 1000, 4000] {
            let found = try #require(
                try features(3, rate: rate) { 0.2 * sin(2 * .pi * hertz * $0) }.brightness)
            print("brightness of \(hertz) Hz at \(rate): \(found)")
            #expect(abs(found - log2(hertz / 1000)) < 0.02)
        }
        // Two sines of one power: the mean of their frequencies.
        let both = try #require(
            try features(3, rate: rate) {
                0.1 * sin(2 * .pi * 500 * $0) + 0.1 * sin(2 * .pi * 3500 * $0)
            }.brightness)
        #expect(abs(both - 1) < 0.02)
    }

    @Test("Noise up to a frequency has its centroid in the middle")
    func noise() throws {
        // At 16 kHz white noise ends at 8 kHz, and nothing is filtered away.
        let found = try features(10, rate: 16_000, SynthesisedSound.noise(0.3, seed: 4))
        print("noise to 8 kHz: \(String(describing: found.brightness))")
        #expect(abs(try #require(found.brightness) - 2) < 0.02)
        #expect(found.onsetsPerSecond == 0 && found.percussiveness == 0)
        #expect(found.tempo == nil && found.tonalCentre == nil && found.voiceHint == 0)
    }

    @Test("Opposed channels are measured as what each of them is")
    func opposed() throws {
        var sound = SynthesisedSound()
        sound.tone(5, dB: -20, hertz: 2000)
        let opposed = sound.samples.enumerated().map {
            $0.offset % 2 == 0 ? $0.element : -$0.element
        }
        let file = wave(
            opposed.withUnsafeBytes { Array($0) }, rate: 48_000, bits: 32, isFloat: true)
        let found = try SoundFileAnalyser.analyse(SoundFileBytes(file, path: "opposed")).features
        #expect(abs(try #require(found.brightness) - 1) < 0.02)
    }

    @Test(
        "Clicks are counted, and give their tempo", arguments: [60.0, 75, 90, 100, 120, 140],
        [44_100, 48_000])
    func clicks(perMinute: Double, rate: Int) throws {
        let found = try features(
            30, rate: rate, clicks(perMinute: perMinute, seed: UInt64(perMinute)))
        let tempo = try #require(found.tempo)
        print(
            "\(perMinute) at \(rate): \(tempo), \(found.onsetsPerSecond)/s, \(found.percussiveness)"
        )
        #expect(abs(tempo.beatsPerMinute - perMinute) / perMinute < 0.01)
        #expect(tempo.confidence > 0.7)
        #expect(abs(found.onsetsPerSecond - perMinute / 60) < 0.1)
        #expect(found.percussiveness > 0.7)
        #expect(found.voiceHint < 0.1)
    }

    @Test("Clicks at random moments have onsets and no tempo")
    func irregular() throws {
        var random = Generator(seed: 12)
        var moments = [0.5]
        while let last = moments.last, last < 60 {
            moments.append(last + Double.random(in: 0.15...1.6, using: &random))
        }
        let noise = SynthesisedSound.noise(0.5, seed: 3)
        var next = 0
        let found = try features(60) { time in
            if next + 1 < moments.count, time >= moments[next + 1] { next += 1 }
            return time >= moments[next] && time - moments[next] < 0.005 ? noise(time) : 0
        }
        print(
            "irregular: \(found.onsetsPerSecond)/s of \(moments.count), \(String(describing: found.tempo))"
        )
        #expect(found.tempo == nil)
        #expect(abs(found.onsetsPerSecond * 60 - Double(moments.count)) < 6)
    }

    @Test(
        "A chord's root is the tonal centre, in any tuning", arguments: [0.0, 0.3, -0.4], 0..<12)
    func tonalCentre(tuning: Double, root: Int) throws {
        // I-IV-V-I, major and minor, three seconds each.
        for (isMinor, third) in [(false, 4.0), (true, 3)] {
            var sound = SynthesisedSound(rate: 24_000)
            for degree in [0.0, 5, 7, 0] {
                let third = degree == 7 ? 4 : third
                sound.add(
                    3, chord([0, third, 7].map { Double(root) + degree + $0 - 12 + tuning }))
            }
            let found = try #require(try sound.figures().features.tonalCentre)
            #expect(found.semitone == root && found.isMinor == isMinor, "\(found)")
            #expect(found.confidence > 0.3)
        }
    }

    @Test("A drone has no onsets and no tempo; its tone is its centre")
    func drone() throws {
        let found = try features(30) { 0.2 * sin(2 * .pi * 220 * $0) }
        #expect(found.onsetsPerSecond == 0 && found.percussiveness == 0 && found.tempo == nil)
        #expect(found.tonalCentre?.semitone == 9)
        #expect(found.voiceHint == 0)
    }

    @Test("Silence has no features, and a file of a few frames none that matter")
    func silence() throws {
        for seconds in [0.0005, 0.1, 10] {
            let found = try features(seconds) { _ in 0 }
            #expect(found.brightness == nil && found.tempo == nil && found.tonalCentre == nil)
            #expect(found.onsetsPerSecond == 0 && found.percussiveness == 0)
            #expect(found.voiceHint == 0 && found.fingerprint.words.isEmpty)
            #expect(found.timbre == [0, 0, 0, 0, 0, 0, 0, 0])
        }
        let short = try features(0.001) { 0.5 * sin(2 * .pi * 1000 * $0) }
        #expect(short.fingerprint.words.isEmpty)
    }

    @Test("Level changes nothing but the level")
    func level() throws {
        let tone = chord([0, 4, 7])
        func made(_ gain: Double) throws -> TrackFeatures {
            let noise = SynthesisedSound.noise(0.5, seed: 2)
            return try features(20) { time in
                let since = (time * 100 / 60).truncatingRemainder(dividingBy: 1) * 0.6
                return gain * ((since < 0.005 ? noise(time) : 0) + tone(time))
            }
        }
        let (loud, soft) = (try made(1), try made(0.1))
        #expect(abs(try #require(loud.brightness) - (try #require(soft.brightness))) < 0.01)
        #expect(loud.tonalCentre?.semitone == soft.tonalCentre?.semitone)
        for (left, right) in zip(loud.timbre, soft.timbre) { #expect(abs(left - right) < 0.5) }
        #expect(loud.fingerprint.difference(from: soft.fingerprint) < 0.05)
    }

    @Test("Features are kept beside the analysis, and come back as they were")
    func kept() throws {
        let folder = try Folder()
        let store = AnalysisStore(folder: folder.path)
        var sound = SynthesisedSound()
        sound.add(12, chord([0, 3, 7]))
        let bytes = try SoundFileBytes(sound.file, path: "kept")
        #expect(store.features(of: bytes.digest) == nil)
        let figures = try SoundFileAnalyser.analyse(bytes)
        #expect(!figures.features.fingerprint.words.isEmpty)
        _ = try LoadedTrack(bytes, store: store)
        #expect(store.features(of: bytes.digest) == figures.features)
    }
}
