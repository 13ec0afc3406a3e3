import Foundation
import MusikCuration
import MusikModel
import MusikPlaylist
import MusikProgramme
import MusikRecord
import MusikSoundFile
import MusikStore
import Testing

@testable import MusikPlay

@Suite("Curation without music")
struct CueCurationTests {
    /// What was measured of the cues that come with musik-play; once for all tests.
    private static let analyses = Result { try Scratch() }

    private let fixture: ReportFixture
    private let data: DataFolder
    private let surroundings = Surroundings(
        environment: [:], currentFolder: EndToEnd.root, executableFolder: "/nowhere")

    init() throws {
        fixture = try ReportFixture()
        data = try DataFolder(
            option: Self.analyses.get().path, environment: [:], currentFolder: "/")
    }

    private func curation() throws -> CueCuration {
        try CueCuration(
            patient: #require(try fixture.store.patient(ReportFixture.patient)),
            store: fixture.store, data: data, surroundings: surroundings)
    }

    private func offer(_ curation: CueCuration) throws -> CueCuration.Offer {
        try curation.offer(
            window: .minutes(55), opening: .recorded, candidates: 3, seed: 0x5EED_0043)
    }

    /// A session whose debrief said this of its support.
    private func session(
        _ number: Int, _ support: SupportReactions?, pieces: [PieceReaction] = [],
        arm: SupportArm = .cues
    ) throws {
        let hour = String(format: "%02d", 9 + number)
        let rule = DebriefRule.endOfInfusion
        try fixture.add(
            .sessionStarted(SessionStarted(arm: arm, planned: nil, debriefRule: rule)),
            to: number, at: "\(hour):00:00")
        try fixture.add(
            .preferenceLogged(
                PreferenceLogged(
                    liking: nil, remembered: [], pieces: pieces, support: support, wish: nil)),
            to: number, at: "\(hour):50:00")
    }

    private func liking(_ curation: CueCuration, _ kind: CuePart.Kind) throws -> Double {
        let request = curation.request(seconds: 3_000)
        if kind == .quiet { return try #require(request.quiet).mean }
        let likings = request.options.filter { $0.cue?.kind == kind }.map(\.estimate.mean)
        return likings.reduce(0, +) / Double(likings.count)
    }

    @Test("A patient of whom nothing is known is offered three programmes that a session can play")
    func first() throws {
        let curation = try curation()
        #expect(curation.shelf.cues.count == 14 && curation.shelf.problems.isEmpty)
        let offer = try offer(curation)
        #expect(offer.offer.candidates.count == 3 && !offer.offer.isShort)
        #expect(Set(offer.documents.map(\.annotation)).count == 3)
        for (document, candidate) in zip(offer.documents, offer.offer.candidates) {
            #expect(document.arm == .cues && document.isFixed && document.language == .french)
            #expect(document.spacingSeconds == candidate.spacingSeconds)
            #expect(document.entries.count == candidate.entries.count + 2)
            for entry in document.entries {
                #expect(entry.location.hasPrefix("/") == (entry.role != .quiet))
                #expect(!entry.title.isEmpty)
                if entry.role != .quiet { #expect(!entry.location.contains("/en/")) }
            }
            let plan = try plan(document)
            #expect(plan.notes.isEmpty)
            #expect(plan.programme.end == FrameCount(seconds: 3_300, at: .standard))
            let spacing = try #require(candidate.spacingSeconds)
            let bells = plan.programme.clips.filter { $0.kind == .bell }.dropLast()
            let places = bells.map {
                ($0.start - plan.programme.openingEnd).seconds(at: .standard) / spacing
            }
            let wanted = candidate.entries.indices.filter { candidate.entries[$0].option != nil }
            #expect(places.map { ($0 * 1000).rounded() / 1000 } == wanted.map { Double($0 + 1) })
        }
        #expect(offer.documents[0].spacingSeconds == 240)
        #expect(try self.offer(self.curation()).documents == offer.documents)
    }

    /// Plans a document as a session would, once it has been written and read.
    private func plan(_ document: PlaylistDocument) throws -> Plan {
        let path = fixture.scratch.path + "/cues.jspf"
        try PlaylistFile.write(document, to: path, overwriting: true)
        let playlist = try LocatedPlaylist(path, data: data, surroundings: surroundings)
        var recordings = CueRecordings(data: data, surroundings: surroundings)
        let opening = try recordings.exercise(try #require(document.opening), .french)
        let material = try ProgrammeMaterial(
            playlist, recordings: recordings, opening: opening, withBed: false,
            store: data.analyses)
        #expect(material.problems.isEmpty)
        return try Planner.plan(
            PlanRequest(
                material, document: playlist.document,
                window: .frames(FrameCount(seconds: 3_300, at: .standard)), rate: .standard))
    }

    @Test("What is said of a kind moves what is offered of it, and of it alone")
    func kinds() throws {
        let before = try offer(curation())
        func moments(_ offer: CueCuration.Offer, _ kind: CuePart.Kind) -> Int {
            offer.offer.candidates[0].reasons.reduce(0) { count, reason in
                if case .cues(kind, let moments) = reason { count + moments } else { count }
            }
        }
        try session(1, SupportReactions(breath: 2, voice: -1))
        try session(2, SupportReactions(breath: 2, quiet: 1, voice: -1), arm: .live)
        let curation = try curation()
        let after = try offer(curation)
        let likings = try CuePart.Kind.allCases.map { ($0, try liking(curation, $0)) }
        print("after b++ v- twice:", likings)
        let liked = Dictionary(uniqueKeysWithValues: likings)
        #expect(liked[.breath]! > liked[.bodyScan]! + 3)
        #expect(liked[.voice]! < liked[.bodyScan]! - 3)
        #expect(moments(after, .breath) >= moments(before, .breath))
        #expect(moments(after, .voice) < moments(before, .voice))
    }

    @Test("One mild word against a kind lowers it, and rules nothing out")
    func mild() throws {
        let before = try liking(curation(), .voice)
        try session(1, SupportReactions(breath: 1, voice: -1))
        let curation = try curation()
        #expect(try liking(curation, .voice) < before)
        #expect(try offer(curation).request.exclusions.isEmpty)
    }

    @Test("An aversion to a kind is learnt: it is offered no more, and quiet never runs out")
    func aversion() throws {
        for number in 1...3 { try session(number, SupportReactions(breath: 1, voice: -2)) }
        let offer = try offer(curation())
        for candidate in offer.offer.candidates {
            for option in candidate.options {
                #expect(offer.request.options[option].cue?.kind != .voice)
            }
        }
        for number in 4...6 {
            try session(
                number, SupportReactions(breath: -2, bodyScan: -2, quiet: -2, voice: -2))
        }
        #expect(try self.offer(curation()).request.quiet != nil)
    }

    @Test("A cue that is not to be heard again is in no programme, another one of its kind is")
    func notAgain() throws {
        let cue = try #require(try curation().shelf.cues.first { $0.part.kind == .breath })
        try session(
            1, nil,
            pieces: [
                PieceReaction(
                    digest: cue.digest, title: "x", reaction: nil, isNotAgain: true)
            ])
        let offer = try offer(curation())
        #expect(offer.request.exclusions == [cue.digest: .refused])
        let heard = offer.offer.candidates.flatMap(\.entries).compactMap(\.digest)
        #expect(!heard.contains(cue.digest))
        #expect(offer.documents[0].entries.contains { $0.location.hasSuffix("breath-count.opus") })
    }

    @Test("Too close widens the spacing by a quarter, too far takes it back, within bounds")
    func spacing() throws {
        #expect(try curation().history.spacingSeconds == 240)
        try session(1, SupportReactions(spacing: .tooClose))
        #expect(try curation().history.spacingSeconds == 300)
        try session(2, SupportReactions(quiet: 1, spacing: .right))
        try session(3, SupportReactions(spacing: .tooClose))
        #expect(try curation().history.spacingSeconds == 375)
        #expect(try offer(curation()).documents[0].spacingSeconds == 375)
        for number in 4...6 { try session(number, SupportReactions(spacing: .tooClose)) }
        #expect(try curation().history.spacingSeconds == 600)
    }

    @Test("Where several people speak, a patient's programmes keep to the voice that was chosen")
    func speaker() throws {
        // What was measured for it is copied.
        _ = try curation()
        let scratch = try Scratch()
        let files = FileManager.default
        let own = scratch.path + "/cues/fr"
        try files.createDirectory(atPath: own, withIntermediateDirectories: true)
        try files.copyItem(atPath: data.path + "/analysis", toPath: scratch.path + "/analysis")
        for name in ["breath", "resting", "support"] {
            try files.copyItem(
                atPath: "\(EndToEnd.root)/Samples/cues/fr/\(name).opus",
                toPath: "\(own)/\(name).opus")
        }
        let item = { (name: String, speaker: String) in
            """
            {"name": "\(name)", "file": "\(name).opus", "title": "\(name)", "lengthSeconds": 60,
             "speaker": "\(speaker)", "lines": []}
            """
        }
        _ = try scratch.file(
            "cues/fr/cues.json",
            """
            {"language": "fr", "recording": "site", "items": [\(item("breath", "A. B.")),
             \(item("support", "A. B.")), \(item("resting", "C. D."))]}
            """)
        let folder = try DataFolder(option: scratch.path, environment: [:], currentFolder: "/")
        for (speaker, count) in [("A. B.", 2), ("C. D.", 1), ("nobody", 14)] {
            try fixture.store.append(
                .intakeNoted(
                    PatientIntake(
                        wish: .noMusic, likes: nil, aversions: nil, associations: nil,
                        lyrics: .never, languages: [], exercise: "opening",
                        exerciseLanguage: .french, speaker: speaker)),
                RecordConcern(subject: ReportFixture.patient), by: ReportFixture.nurse)
            let curation = try CueCuration(
                patient: #require(try fixture.store.patient(ReportFixture.patient)),
                store: fixture.store, data: folder, surroundings: surroundings)
            let speakers = curation.request(seconds: 3_000).options.compactMap(\.cue?.speaker)
            #expect(speakers.count == count)
            #expect(Set(speakers).count == (count == 14 ? 3 : 1))
        }
    }

    @Test("A session with music, and one that was not debriefed, say nothing of cues")
    func others() throws {
        try session(1, SupportReactions(voice: -2, spacing: .tooFar), arm: .music)
        let curation = try curation()
        #expect(curation.history.spacingSeconds == 240)
        #expect(curation.history.patient.sessions == [PatientSession()])
        #expect(curation.history.recent.isEmpty)
    }

    @Test("A window without room, and a spacing at which nothing fits, say what would help")
    func impossible() throws {
        let curation = try curation()
        func refusal(_ window: TimeSpan, _ spacing: Double?) -> String {
            do {
                _ = try curation.offer(
                    window: window, opening: .recorded, spacing: spacing, candidates: 3, seed: 1)
                return ""
            } catch {
                return (error as? PlaylistImpossible).map { Failure($0).description } ?? "\(error)"
            }
        }
        #expect(refusal(.minutes(3), nil).contains("A list lasts 1:00 to"))
        let none = refusal(.minutes(10), 3_000)
        #expect(none.contains("No cue fits") && none.contains("A spacing of"))
    }
}
