import MusikEngine
import MusikModel
import MusikProgramme
import MusikRecord
import MusikSoundFile
import Testing

@testable import MusikPlay

@Suite("Excerpts as they sound")
struct ExcerptSoundTests {
    /// What a rendering measured, and its frames of the left channel.
    private struct Heard {
        var loudness: Double
        var truePeak: Double
        var left: [Float]
    }

    private func render(_ programme: Programme, _ library: LoadedLibrary) throws -> Heard {
        var meter = try OutputMeter(rate: programme.rate)
        var renderer = OfflineRenderer()
        renderer.options.dither = false
        var left: [Float] = []
        try renderer.render(programme, library: library) { stretch in
            guard let samples = stretch.samples.baseAddress else { return }
            try meter.add(samples, frames: stretch.frames)
            for frame in 0..<stretch.frames { left.append(samples[2 * frame]) }
        }
        let figures = try meter.finish()
        return Heard(
            loudness: figures.integrated.value, truePeak: figures.truePeak.value, left: left)
    }

    private static let names = [
        "tide", "undertow", "bells-far-off", "great-wheel", "harp-at-evening", "slow-rain",
    ]

    private func tracks(_ scratch: Scratch) throws -> (LoadedLibrary, [PlannedTrack]) {
        let store = AnalysisStore(folder: scratch.path + "/analysis")
        let loaded = try Self.names.map {
            try LoadedTrack(path: EndToEnd.sample($0), store: store)
        }
        let tracks = zip(Self.names, loaded).map {
            PlannedTrack(reference: $1.source, title: $0, analysis: $1.analysis)
        }
        return (LoadedLibrary(loaded), tracks)
    }

    @Test("Pairs match within half a LU, come from silence and go back, and are no climax")
    func pairs() throws {
        let scratch = try Scratch()
        let (library, tracks) = try tracks(scratch)
        for pair in stride(from: 0, to: tracks.count, by: 2) {
            let excerpts = try tracks[pair...pair + 1].map { track in
                (track: track, excerpt: try #require(Excerpt.telling(of: track.analysis)))
            }
            let both = Programme(excerpts: excerpts, kind: .music)
            var levels: [Double] = []
            for (clip, excerpt) in zip(both.clips, excerpts) {
                var alone = clip
                alone.start = 0
                alone.fades = clip.fades.map {
                    Fade(
                        $0.direction, start: $0.start - clip.start, length: $0.length,
                        correlation: 1)
                }
                let programme = Programme(
                    rate: both.rate, clips: [alone], end: alone.end, openingEnd: 0)
                let heard = try render(programme, library)
                let analysis = excerpt.track.analysis
                print(
                    "\(clip.title): from \(excerpt.excerpt.start) s of \(analysis.seconds) s,",
                    "\(heard.loudness) LUFS, \(heard.truePeak) dBTP")
                levels.append(heard.loudness)
                #expect(heard.truePeak <= -1)
                #expect(heard.left.count == Int(clip.length.value))
                // 20 ms at either end are as good as silent, and no step is larger than inside.
                let edge = heard.left.prefix(960) + heard.left.suffix(960)
                #expect(edge.map(abs).max()! < 0.001)
                let loudest = analysis.shortTerm.indices.max {
                    analysis.shortTerm[$0] < analysis.shortTerm[$1]
                }!
                let top = Double(loudest) / 10
                let isApart =
                    excerpt.excerpt.end <= top - 6 || excerpt.excerpt.start >= top + 2.9
                #expect(isApart, "\(clip.title): \(top)")
            }
            #expect(abs(levels[0] - levels[1]) <= 0.5)
            #expect(levels.max()! <= -22.5)
            let whole = try render(both, library)
            let gap = Int(both.clips[0].end.value)..<Int(both.clips[1].start.value)
            #expect(whole.left[gap].allSatisfy { $0 == 0 }, "quiet between the two")
        }
    }

    @Test("Where no peak forbids it, one excerpt has the session's loudness")
    func target() throws {
        let scratch = try Scratch()
        let (library, tracks) = try tracks(scratch)
        for track in tracks {
            let excerpt = try #require(Excerpt.telling(of: track.analysis))
            let programme = Programme(
                excerpts: [(track, excerpt)], kind: .music, loudness: -35)
            let heard = try render(programme, library)
            #expect(abs(heard.loudness + 35) <= 0.5, "\(track.title): \(heard.loudness)")
        }
    }

    @Test("In an arm without music, only cues can be heard")
    func arms() {
        func piece(_ kind: Clip.Kind) -> ExcerptSource.Piece {
            ExcerptSource.Piece(
                digest: ContentDigest(bytes: [UInt8](repeating: 1, count: 32)), path: "/a",
                title: "a", kind: kind)
        }
        for arm in SupportArm.allCases {
            #expect((ExcerptSource([piece(.music)], in: arm) != nil) == (arm == .music))
            #expect(ExcerptSource([piece(.cue)], in: arm) != nil)
            let mixed = ExcerptSource([piece(.cue), piece(.music)], in: arm)
            #expect((mixed != nil) == (arm == .music))
            for kind in [Clip.Kind.bell, .bed, .opening] where arm != .music {
                #expect(ExcerptSource([piece(kind)], in: arm) == nil, "\(kind)")
            }
        }
    }
}
