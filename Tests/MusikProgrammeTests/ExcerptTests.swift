import MusikModel
import MusikTestSupport
import Testing

@testable import MusikProgramme

@Suite("Excerpts")
struct ExcerptTests {
    /// A piece of stretches of one loudness each, in LUFS, a tenth of a LU up and down.
    private func piece(
        _ number: Int = 1, _ stretches: [(seconds: Double, level: Double)], peak: Double = -6
    ) -> PlannedTrack {
        var blocks: [Int16] = []
        for (seconds, level) in stretches {
            for place in 0..<Int((seconds * 10).rounded()) {
                let wobble = place % 2 == 0 ? 10.0 : -10
                blocks.append(Int16(max(-12_000, level * 100 + wobble)))
            }
        }
        let seconds = Double(blocks.count) / 10
        let loud = blocks.max() ?? 0
        let heard = blocks.filter { Double($0) > Double(loud) - 1_000 }
        let power = heard.reduce(0) { $0 + Decibels(Double($1) / 100).power }
        let digest = ContentDigest(bytes: [UInt8](repeating: UInt8(number), count: 32))
        return PlannedTrack(
            reference: SourceReference(digest: digest, path: "\(number).flac"),
            title: "Piece \(number)",
            analysis: TrackAnalysis(
                digest: digest, rate: .standard, channels: 2,
                frames: FrameCount(seconds: seconds, at: .standard),
                integrated: Decibels(power: power / Double(max(1, heard.count))),
                loudnessRange: 5, truePeak: Decibels(peak), blocks: blocks))
    }

    /// The loudest 3 s between two moments, in LUFS, and when they begin.
    private func loudest(
        _ analysis: TrackAnalysis, from start: Double, to end: Double
    ) -> (level: Double, start: Double) {
        let curve = analysis.shortTerm.map(\.value)
        let first = Int((start * 10).rounded())
        let last = min(curve.count - 1, Int((end * 10).rounded()) - 30)
        var best = (level: -Double.infinity, start: 0.0)
        for place in first...max(first, last) where curve[place] > best.level {
            best = (curve[place], Double(place) / 10)
        }
        return best
    }

    @Test("Within what is heard, of its length, never in the climax nor in what leads up to it")
    func properties() throws {
        let seed: UInt64 = 0x5EED_0C01
        print("seed: \(seed)")
        var random = Generator(seed: seed)
        var (louder, far) = (0, [Double]())
        for number in 0..<600 {
            let analysis = clinicalTrack(number, &random).analysis
            let points = CuePoints(analysis)
            let heard = (
                start: points.audibleStart.seconds(at: analysis.rate),
                end: points.audibleEnd.seconds(at: analysis.rate)
            )
            let wanted = [20.0, 30, 40][number % 3]
            let excerpt = try #require(Excerpt.telling(of: analysis, seconds: wanted))
            #expect(Excerpt.telling(of: analysis, seconds: wanted) == excerpt, "\(number)")
            #expect(excerpt.start >= heard.start - 0.101, "\(number)")
            #expect(excerpt.end <= heard.end + 0.001, "\(number)")
            #expect(excerpt.seconds <= wanted + 1e-9, "\(number)")
            if heard.end - heard.start >= 60.2 { #expect(excerpt.seconds >= 20, "\(number)") }
            if heard.end - heard.start >= 3 * wanted + 0.2 {
                #expect(abs(excerpt.seconds - wanted) < 1e-9, "\(number)")
            }
            let top = loudest(analysis, from: heard.start, to: heard.end)
            let inside = loudest(analysis, from: excerpt.start, to: excerpt.end)
            // Neither the loudest three seconds nor the ten before them.
            let isApart = excerpt.end <= top.start - 6 || excerpt.start >= top.start + 3
            #expect(isApart, "\(number): \(excerpt) \(top) \(heard)")
            if inside.level >= top.level { louder += 1 }
            let own = analysis.loudness(from: excerpt.start, to: excerpt.end).value
            far.append(abs(own - analysis.loudness(from: heard.start, to: heard.end).value))
        }
        far.sort()
        print("from the piece's own level: median \(far[300]) LU, 95 % \(far[570]) LU")
        #expect(louder == 0)
        #expect(far[570] < 3)
    }

    @Test("It begins where a phrase rises, at the piece's usual level")
    func phrase() throws {
        let analysis = piece(
            1,
            [
                (30, -40), (80, -26), (2, -36), (60, -25), (10, -20), (20, -12), (60, -25),
                (10, -38),
            ]
        ).analysis
        let excerpt = try #require(Excerpt.telling(of: analysis))
        // After the rest at 110 s, and before the climax from 182 s on.
        #expect(abs(excerpt.start - 112) < 0.6, "\(excerpt)")
        #expect(excerpt.seconds == 30)
    }

    @Test("A second climax is passed over where there is anything else")
    func second() throws {
        let analysis = piece(
            1,
            [
                (60, -24), (15, -14), (60, -24), (15, -14), (60, -24),
            ]
        ).analysis
        let excerpt = try #require(Excerpt.telling(of: analysis))
        for climax in [60.0, 135] {
            #expect(excerpt.end <= climax || excerpt.start >= climax + 15, "\(excerpt)")
        }
    }

    @Test("Short pieces are heard from their beginning, silent ones not at all")
    func short() throws {
        for seconds in [0.5, 3, 12] {
            let analysis = piece(1, [(seconds, -20)]).analysis
            let excerpt = try #require(Excerpt.telling(of: analysis))
            #expect(excerpt.start == 0 && abs(excerpt.seconds - seconds) < 0.11, "\(seconds)")
            _ = Programme(excerpts: [(piece(1, [(seconds, -20)]), excerpt)], kind: .cue)
        }
        let long = try #require(Excerpt.opening(of: piece(1, [(5, -110), (90, -20)]).analysis))
        #expect(abs(long.start - 5) < 0.2 && long.seconds == 30)
        #expect(long.prefix(Excerpt.againSeconds).seconds == 10)
        let silent = piece(1, [(60, -120)])
        #expect(Excerpt.telling(of: silent.analysis) == nil)
        #expect(Excerpt.opening(of: silent.analysis) == nil)
        // Any length has either an excerpt or none, and never a crash.
        for tenths in 1...700 {
            let analysis = piece(1, [(Double(tenths) / 10, -20)]).analysis
            let excerpt = try #require(Excerpt.telling(of: analysis), "\(tenths)")
            #expect(excerpt.end <= analysis.seconds + 1e-9 && excerpt.seconds > 0, "\(tenths)")
        }
    }

    @Test("One excerpt has the wanted loudness under its fades, and never a peak above the limit")
    func gain() throws {
        let track = piece(1, [(100, -30), (20, -14), (60, -30)], peak: -20)
        let excerpt = try #require(Excerpt.telling(of: track.analysis))
        let programme = Programme(excerpts: [(track, excerpt)], kind: .music)
        let clip = programme.clips[0]
        #expect(programme.end == clip.end && programme.openingEnd == 0)
        #expect(clip.fades.map(\.direction) == [.incoming, .outgoing])
        #expect(clip.fades[0].length == FrameCount(seconds: 2, at: .standard))
        #expect(clip.fades[1].end == clip.end)
        #expect(clip.fades[1].length == FrameCount(seconds: 3, at: .standard))
        // Flat at -30 LUFS: the fades take a few tenths of a LU, which the gain gives back.
        let gain = clip.gain.gain(at: 0).value
        #expect((7...8).contains(gain), "\(gain)")
        let loud = piece(2, [(180, -30)], peak: -1.5)
        let limited = Programme(
            excerpts: [(loud, try #require(Excerpt.telling(of: loud.analysis)))], kind: .music)
        #expect(abs(limited.clips[0].gain.gain(at: 0).value - 0.3) < 1e-9, "-1.2 dBTP")
    }

    @Test("Two are equally loud, also where the peak of one holds both down, with quiet between")
    func pair() throws {
        let seed: UInt64 = 0x5EED_0C02
        print("seed: \(seed)")
        var random = Generator(seed: seed)
        for number in 0..<100 {
            let tracks = clinicalList(2, from: 2 * number, &random)
            let excerpts = try tracks.map { track in
                (track: track, excerpt: try #require(Excerpt.telling(of: track.analysis)))
            }
            let both = Programme(excerpts: excerpts, kind: .music)
            let gains = both.clips.map { $0.gain.gain(at: $0.start).value }
            var levels: [Double] = []
            for (place, track) in tracks.enumerated() {
                let alone = Programme(excerpts: [excerpts[place]], kind: .music, loudness: -60)
                levels.append(-60 - alone.clips[0].gain.gain(at: 0).value + gains[place])
                let peak = track.analysis.truePeak.value + gains[place]
                #expect(peak <= -1.2 + 1e-9, "\(number)")
            }
            #expect(abs(levels[0] - levels[1]) < 1e-9, "\(number)")
            #expect(levels[0] <= -23 + 1e-9, "\(number)")
            let isHeld = zip(tracks, gains).contains {
                abs($0.analysis.truePeak.value + $1 + 1.2) < 1e-9
            }
            #expect(isHeld || abs(levels[0] + 23) < 1e-9, "\(number)")
            let gap = (both.clips[1].start - both.clips[0].end).seconds(at: .standard)
            #expect(abs(gap - 1.5) < 1e-4)
            #expect(both.clips.map(\.id) == [0, 1])
            #expect(both.excerpts(from: 0) == both)
            let rest = both.excerpts(from: 1)
            #expect(rest.clips.count == 1 && rest.clips[0].start == 0)
            #expect(rest.end == both.clips[1].length && rest.clips[0].gain == both.clips[1].gain)
            #expect(rest.clips[0].fades[0].start == 0 && rest.clips[0].fades[1].end == rest.end)
            for (clip, track) in zip(both.clips, tracks) {
                let rest = track.analysis.frames - clip.sourceStart
                let most = rest.converted(from: clip.sourceRate, to: .standard)
                #expect(clip.length <= most, "\(number)")
            }
        }
    }
}
