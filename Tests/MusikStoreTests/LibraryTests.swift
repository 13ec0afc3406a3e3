import Foundation
import MusikModel
import MusikRecord
import MusikStore
import Testing

@Suite("The library in the record")
struct LibraryTests {
    private let curator = RecordAuthor(actor: ActorCode("CU")!, role: .curator, site: site)

    private func digest(_ number: Int) -> ContentDigest {
        ContentDigest(bytes: (0..<32).map { UInt8(truncatingIfNeeded: number >> (8 * ($0 % 4))) })
    }

    private func figures(_ number: Int, version: Int = 3) -> TrackFigures {
        let analysis = TrackAnalysis(
            digest: digest(number), rate: .standard, channels: 2,
            frames: FrameCount(48_000 * (60 + number % 600)), integrated: -20, loudnessRange: 5,
            truePeak: -3, blocks: [])
        let features = TrackFeatures(
            digest: digest(number), brightness: -1, percussiveness: 0.2, onsetsPerSecond: 0.5,
            tempo: nil, tonalCentre: nil, voiceHint: 0, timbre: [],
            fingerprint: MusicFingerprint(words: []))
        return TrackFigures(version: version, analysis, features, audible: 0...60)
    }

    private func added(_ number: Int) -> RecordDraft {
        RecordDraft(
            .trackAdded(
                TrackAdded(
                    digest: digest(number), path: "/music/\(number).flac", title: "Piece \(number)",
                    figures: figures(number))))
    }

    private func tagged(_ number: Int, _ change: (inout TrackTags) -> Void) -> RecordDraft {
        var tags = TrackTags()
        change(&tags)
        return RecordDraft(.trackTagged(TrackTagged(digest: digest(number), tags: tags)))
    }

    @Test("Only a person's word says that there are no words")
    func lyrics() throws {
        let store = try RecordStore.make(in: TemporaryFolder())
        try store.append(
            [
                added(1), added(2), added(3), tagged(2) { $0.lyrics = TrackTags.Lyrics.none },
                tagged(3) { $0.lyrics = .words },
            ], by: curator)
        var filter = TrackFilter()
        for (wanted, numbers) in [
            (TrackFilter.Lyrics.none, [2]), (.words, [3]), (.unknown, [1]),
        ] {
            filter.lyrics = wanted
            #expect(try store.tracks(filter).map(\.digest) == numbers.map(digest))
        }
        #expect(!TrackTags().isKnownWithoutWords)
    }

    @Test("Filters find by approval, genre and missing tags; the last word of a track stands")
    func filters() throws {
        let store = try RecordStore.make(in: TemporaryFolder())
        try store.append((1...3).map(added), by: curator)
        try store.append(
            [
                tagged(1) { $0.genres = ["Ambient", "drone"] },
                tagged(2) { $0.genres = ["ambient dub"] },
                tagged(1) { tags in
                    tags.genres = ["Ambient"]
                    tags.isApproved = true
                },
            ], by: curator)
        var filter = TrackFilter()
        filter.genre = "AMBIENT"
        #expect(try store.tracks(filter).map(\.digest) == [digest(1)])
        filter = TrackFilter()
        filter.isApproved = true
        let approved = try #require(try store.tracks(filter).first)
        #expect(approved.approvedBy == "CU" && approved.genres == ["ambient"])
        filter.isApproved = false
        #expect(try store.tracks(filter).count == 2)
        filter = TrackFilter()
        filter.isMissingTags = true
        #expect(try store.tracks(filter).count == 3)
        #expect(try store.tracks(named: "Piece 2").map(\.digest) == [digest(2)])
        let start = String(digest(2).hex.prefix(10))
        #expect(try store.tracks(named: start).map(\.digest) == [digest(2)])
        #expect(try store.tracks(named: "/music/2.flac").map(\.digest) == [digest(2)])
        #expect(try store.tracks(named: "nothing").isEmpty)
    }

    @Test("A release keeps its tracks and their tags, whatever becomes of them")
    func releases() throws {
        let store = try RecordStore.make(in: TemporaryFolder())
        try store.append((1...3).map(added), by: curator)
        try store.append(
            (1...2).map { number in
                tagged(number) { tags in
                    tags.genres = ["ambient"]
                    tags.isApproved = true
                }
            } + [RecordDraft(.releaseMade(ReleaseMade(name: "one", tracks: 2)))], by: curator)
        try store.append(
            [
                tagged(1) { $0.genres = ["jazz"] },
                RecordDraft(.trackRetired(TrackRetired(digest: digest(2)))),
                RecordDraft(.trackFound(TrackFound(digest: digest(1), path: "/new/1.flac"))),
            ], by: curator)
        var filter = TrackFilter()
        filter.release = "one"
        let kept = try store.tracks(filter)
        #expect(kept.map(\.digest) == [digest(1), digest(2)])
        #expect(kept.allSatisfy { $0.genres == ["ambient"] && $0.approvedBy == "CU" })
        #expect(kept[0].path == "/new/1.flac")
        #expect(try store.tracks().map(\.digest) == [digest(1), digest(3)])
        filter = TrackFilter()
        filter.isRetired = true
        #expect(try store.tracks(filter).map(\.digest) == [digest(2)])
        #expect(try store.track(digest(2))?.retired != nil)
        #expect(try store.releases().map(\.tracks) == [2])
        let digests = try store.rebuildViews()
        #expect(digests.before == digests.after)
    }

    @Test("One content is added once; figures of another version take the place of older ones")
    func figures() throws {
        let store = try RecordStore.make(in: TemporaryFolder())
        try store.append([added(1)], by: curator)
        #expect(throws: StoreError.self) { try store.append([added(1)], by: curator) }
        #expect(try store.knownTracks(measuredBy: 4)[digest(1)]?.isCurrent == false)
        let measured = TrackMeasured(digest: digest(1), figures: figures(1, version: 4))
        try store.append([RecordDraft(.trackMeasured(measured))], by: curator)
        #expect(try store.knownTracks(measuredBy: 4)[digest(1)]?.isCurrent == true)
    }

    @Test("20 000 tracks open, list and filter in under half a second each")
    func manyTracks() throws {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        for start in stride(from: 0, to: 20_000, by: 2000) {
            try store.append(
                (start..<start + 2000).flatMap { number in
                    [
                        added(number),
                        tagged(number) { tags in
                            tags.genres = [number % 2 == 0 ? "ambient" : "classical"]
                            tags.lyrics = number % 3 == 0 ? TrackTags.Lyrics.none : .words
                            tags.isApproved = true
                        },
                    ]
                }, by: curator)
        }
        func seconds(_ what: String, _ body: () throws -> Int) throws -> Int {
            var count = 0
            // The fastest of three: other tests run meanwhile.
            let runs = try (0..<3).map { _ in
                try ContinuousClock().measure { count = try body() }
            }
            let took = try #require(runs.min())
            print("20 000 tracks: \(what) \(took)")
            #expect(took < .milliseconds(500), "\(what)")
            return count
        }
        let opened = try seconds("opened and the first found") {
            let again = try RecordStore(path: folder.record, clock: SteppingClock().clock)
            return try again.track(digest(1)) == nil ? 0 : 1
        }
        #expect(opened == 1)
        #expect(try seconds("listed") { try store.tracks().count } == 20_000)
        var filter = TrackFilter()
        filter.lyrics = TrackFilter.Lyrics.none
        filter.genre = "ambient"
        filter.isApproved = true
        #expect(try seconds("filtered") { try store.tracks(filter).count } == 3334)
        #expect(try seconds("one by its title") { try store.tracks(named: "Piece 77").count } == 1)
    }
}
