import Foundation
import MusikModel
import MusikRecord
import Testing

@testable import MusikStore

@Suite("Events as text")
struct EventTextTests {
    private final class Keeper: NoteKeeper, @unchecked Sendable {
        // Safe to share: one test's thread uses it.
        func keep(_ text: String) -> String { String(repeating: "a", count: 64) }
    }

    @Test("An event is one JSON object with sorted keys, and is read back equal")
    func sorted() throws {
        let code = SessionCode(patient, number: 4)
        let event = RecordEvent(
            time: WallTime(microseconds: 1_795_276_800_000_001),
            monotonicNanoseconds: .max, author: nurse,
            concern: RecordConcern(session: code, corrects: 12),
            body: .soundLine(
                SoundLine(
                    line: .object([
                        "z": .list([.null, .boolean(true), .integer(-3), .number(0.1)]),
                        "a": .text("“é\\\"/\u{1}\u{1F30A}”"),
                    ]))), reason: nil, isRehearsal: true)
        let bytes = try EventText(keeper: Keeper()).bytes(of: event)
        let object = try JSONSerialization.jsonObject(with: Data(bytes))
        let again = try JSONSerialization.data(
            withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        #expect(
            String(decoding: bytes, as: UTF8.self) == String(decoding: again, as: UTF8.self))
        #expect(try JSONDecoder().decode(RecordEvent.self, from: Data(bytes)) == event)
    }

    @Test("The text of a reason is never in an event")
    func notes() throws {
        let event = RecordEvent(
            time: WallTime(microseconds: 0), monotonicNanoseconds: 0, author: nurse,
            body: .intended(Intended(intentions: Note("secret one"), guiding: nil)),
            reason: Note("secret two"))
        let text = String(
            decoding: try EventText(keeper: Keeper()).bytes(of: event), as: UTF8.self)
        #expect(!text.contains("secret"))
        #expect(text.contains("\"reason\":\"aaaa"))
    }

    @Test("Every kind of event is read back as it was written")
    func kinds() throws {
        // Whoever adds a kind adds it here: the count says so.
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        var kinds: Set<RecordBody.Kind> = []
        for body in Samples.bodies {
            let recorded = try store.append(
                body, RecordConcern(session: SessionCode(patient, number: 1)), by: nurse)
            let read = try #require(try store.event(recorded.number))
            #expect(read.body == recorded.event.body)
            #expect(read.body.kind == body.kind)
            kinds.insert(body.kind)
        }
        #expect(kinds == Set(RecordBody.Kind.allCases))
    }
}

/// One body of each kind, with all that it can hold.
enum Samples {
    static let bodies: [RecordBody] = [
        .folderOpened(FolderOpened()),
        .clockConfirmed(ClockConfirmed(shown: WallTime(microseconds: 1))),
        .clockStepped(ClockStepped(from: WallTime(microseconds: 2))),
        .settingsChanged(
            {
                var settings = SiteSettings()
                settings.readings = [0, 12.5]
                settings.debrief = ["music": .endOfInfusion]
                settings.calibrations = [
                    OutputCalibration(
                        purpose: .speakers, device: "hw:CARD=Room,DEV=0", volume: -12.5,
                        sound: SoundCalibration(
                            hearing: .bothEars, fullScale: 104.5, ceiling: 75),
                        by: ActorCode("NB")!, at: WallTime(microseconds: 4))
                ]
                return settings
            }()),
        .backupArranged(BackupArranged(folder: "/media/second", recipients: ["age1x"])),
        .backupMade(BackupMade(file: "a.age", sha256: "0f", head: 3)),
        .backupMissed(BackupMissed(problem: .sameDisk)),
        .noteDestroyed(NoteDestroyed(note: "0f")), .explained(Explained()),
        .patientAdded(PatientNoted(language: .french, name: Note("name"))),
        .patientChanged(PatientNoted(language: .english)),
        .intakeNoted(
            PatientIntake(
                wish: .open, likes: Note("e"), aversions: Note("f"), associations: Note("g"),
                lyrics: .foreign, languages: ["fr", "en"], exercise: "opening",
                exerciseLanguage: .french, avoided: ["organ"], mayTeach: true)),
        .courseStarted(
            CourseStarted(
                kind: .acute, days: [CalendarDay("2026-11-23")!], firstSession: 1)),
        .sessionMoved(SessionMoved(day: CalendarDay("2026-11-24")!)),
        .sessionMissed(SessionMissed(by: .technical)),
        .sessionStarted(
            SessionStarted(
                arm: .live, planned: CalendarDay("2026-11-24"), infusionMinutes: 0.7,
                debriefRule: .endOfInfusion,
                setup: SessionSetup(
                    version: "1", windowSeconds: 60, profile: "table5", opening: "live",
                    loudness: -23, overlap: "4s..12s", arc: "flat", settings: SiteSettings()))),
        .sessionResumed(SessionResumed(step: .gate)),
        .stepTaken(StepTaken(step: .debrief, isDone: false)),
        .sessionClosed(SessionClosed(outcome: .aborted)),
        .checkedIn(CheckedIn(note: Note("x"))),
        .intended(Intended(intentions: Note("y"), guiding: .much)),
        .dayNoted(DayNoted(mood: 40, wish: .dark, words: Note("h"))),
        .playlistOffered(
            PlaylistOffered(
                arm: .music, windowSeconds: 3120, arc: "domino", wish: .calm,
                method: PlaylistOffered.Method(
                    model: 1, prior: "vague", seed: .max, draws: 20, exploration: "{}",
                    release: "2026-autumn"),
                lists: [
                    PlaylistOffered.List(
                        pieces: [content, nil], new: [content], file: "M01-001-0a.jspf",
                        liking: 61.5, deviation: 9.25, objective: 48, bound: 48.5,
                        spacingSeconds: 240)
                ],
                chances: [PlaylistOffered.Chance(digest: content, probability: 0.95)])),
        .musicChosen(
            MusicChosen(
                playlist: "calm-shore", heardExcerpts: true, seconds: 61.5, offer: 7, list: 2,
                edited: [content], nodded: [content])),
        .excerptHeard(
            ExcerptHeard(
                digest: ContentDigest(bytes: [UInt8](repeating: 7, count: 32)), title: "Tide",
                start: 81.5, seconds: 30, arm: .music)),
        .excerptsCompared(
            ExcerptsCompared(
                first: ContentDigest(bytes: [UInt8](repeating: 7, count: 32)),
                second: ContentDigest(bytes: [UInt8](repeating: 8, count: 32)),
                choice: .undecided)),
        .musicChosen(MusicChosen(playlist: "calm-shore", heardExcerpts: true, seconds: 61.5)),
        .preflightPassed(
            PreflightPassed(
                frames: 158_400_000, rate: 48_000, pieces: 11, outputs: ["null:"],
                hasPlaceholders: true)),
        .comfortTried(ComfortTried(levels: [-6, -12.5], isComfortable: true)),
        .gateJudged(
            GateJudged(
                isStable: true, isReady: true, consents: true, confirmedBy: ActorCode("N07")!)),
        .infusionChanged(InfusionChanged(change: .paused)),
        .programmePassed(ProgrammePassed(end: .last)),
        .programmeSwitched(ProgrammeSwitched(to: .cues)),
        .soundLine(SoundLine(line: .object(["event": .text("applied")]))),
        .vitalSigns(
            VitalSigns(
                infusionMinute: 10, programmeFrame: 5, systolic: 120, diastolic: 80,
                heartRate: 60, saturation: 99)),
        .checkInMade(CheckInMade(state: .undisturbed)), .marked(Marked(programmeFrame: 7)),
        .blindfoldChanged(BlindfoldChanged(state: .declined)),
        .handedOver(HandedOver(to: ActorCode("N08")!)),
        .adverseEvent(
            AdverseEvent(description: Note("nausea"), severity: .mild, outcome: .resolved)),
        .distressChanged(DistressChanged(state: .eased)),
        .deviated(Deviated(wish: .stopMusic, by: .patient)),
        .debriefPassed(DebriefPassed(began: false)),
        .debriefed(Debriefed(lettingGo: Note("a"), difficulty: Note("b"), ease: 40)),
        .fidelityChecked(
            FidelityChecked(arm: .cues, answers: [.opening: true, .checkIns: false])),
        .answered(
            Answered(
                instrument: "ebi", version: "1", language: .english, answers: ["1": 3],
                scores: ["sum": 3])),
        .flagChanged(FlagChanged(instrument: "madrs", item: "10", isAcknowledged: true)),
        .preferenceLogged(
            PreferenceLogged(
                liking: 80, resonance: 70, openness: 60, remembered: ["One", "Two"],
                pieces: [
                    PieceReaction(
                        digest: ContentDigest(bytes: repeatElement(7, count: 32)), title: "One",
                        reaction: -2, isTooIntense: true, isNotAgain: true)
                ],
                support: SupportReactions(
                    breath: 1, bodyScan: -2, quiet: 0, voice: 2, spacing: .tooClose),
                wish: Note("c"))),
        .nextPlanned(NextPlanned(plan: Note("d"))),
        .discharged(Discharged(isReady: true, isStable: true, isReminded: true, card: .french)),
        .trackAdded(
            TrackAdded(
                digest: content, path: "/music/brook.flac", title: "brook", figures: figures)),
        .trackMeasured(TrackMeasured(digest: content, figures: figures)),
        .trackFound(TrackFound(digest: content, path: "/music/within/brook.flac")),
        .trackTagged(TrackTagged(digest: content, tags: tags)),
        .trackRetired(TrackRetired(digest: content)),
        .releaseMade(ReleaseMade(name: "2026-autumn", tracks: 3)),
        .priorLearnt(PriorLearnt(name: "MTL1-7", patients: 12, content: "{}")),
        .personNoted(
            PersonNoted(
                person: ActorCode("R1")!, roles: [.rater, .clinician], passphrase: "$argon2id$x")),
        .signInTried(
            SignInTried(
                account: 1000, purpose: .shift, outcome: .right,
                until: WallTime(microseconds: 1_000_000))),
        .signInTried(SignInTried(account: 1000, purpose: .signature, outcome: .wrong)),
        .signedOut(SignedOut(account: 1000)),
        .signed(Signed(meaning: .rating, entry: 17)),
        .trialDesigned(
            TrialDesigned(
                trial: "MUSIK-2", design: "{}", versions: "{}",
                commitment: String(repeating: "0c", count: 32))),
        .trialJoined(TrialJoined(trial: "MUSIK-2", package: "{}")),
        .trialAmended(TrialAmended(trial: "MUSIK-2", versions: "{}")),
        .enrolled(Enrolled(trial: "MUSIK-2", isEligible: true, levels: ["one"])),
        .consentGiven(
            ConsentGiven(
                kind: .trial, form: "ICF-2", version: "1.3", language: "fr",
                day: CalendarDay("2026-11-20")!, giver: .patient)),
        .consentWithdrawn(ConsentWithdrawn(kind: .sharing, data: .leftOut)),
        .allocationRequested(
            AllocationRequested(trial: "MUSIK-2", number: 3, levels: ["one"])),
        .allocationMade(
            AllocationMade(
                trial: "MUSIK-2", number: 3, request: 40,
                draw: String(repeating: "a7", count: 32), arm: "music")),
        .recordsMerged(
            RecordsMerged(parts: [
                RecordsMerged.Part(
                    site: "MTL1", events: 24,
                    head: ContentDigest(hex: String(repeating: "5e", count: 32))!)
            ])),
        .queryRaised(QueryRaised(about: 12, question: Note("is 40 right?"))),
        .queryClosed(QueryClosed(query: 13, answer: Note("yes, by the paper form"))),
        .itemMissing(ItemMissing(item: "madrs_week4")),
        .trialLocked(
            TrialLocked(
                trial: "MUSIK-2", table: content,
                parts: [RecordsMerged.Part(site: "MTL1", events: 24, head: content)])),
        .trialUnlocked(TrialUnlocked(trial: "MUSIK-2", lock: 30)),
        .exported(
            Exported(
                trial: "MUSIK-2", arms: .coded, table: content, parts: [],
                letters: ["music": "B", "cues": "A"])),
        .blindingBroken(BlindingBroken(manner: .told)),
        .raterNamed(RaterNamed(rater: ActorCode("R2")!)),
        .armGuessed(ArmGuessed(arm: "music")), .armGuessed(ArmGuessed(arm: nil)),
        .trialOpened(
            TrialOpened(
                trial: "MUSIK-2", seed: String(repeating: "01", count: 32),
                salt: String(repeating: "02", count: 32))),
    ]

    static let content = ContentDigest(bytes: (0..<32).map { UInt8($0) })

    static let figures = TrackFigures(
        version: 3,
        TrackAnalysis(
            digest: content, rate: .standard, channels: 2, frames: 4_800_000, integrated: -20.5,
            loudnessRange: 5, truePeak: -3, blocks: [-2_000, -2_100]),
        TrackFeatures(
            digest: content, brightness: -1.5, percussiveness: 0.2, onsetsPerSecond: 0.5,
            tempo: TrackFeatures.Tempo(beatsPerMinute: 72, confidence: 0.5),
            tonalCentre: TrackFeatures.TonalCentre(semitone: 7, isMinor: true, confidence: 0.4),
            voiceHint: 0.1, timbre: [1, 2], fingerprint: MusicFingerprint(words: [7])),
        audible: 0.5...99)

    static let tags = {
        var tags = TrackTags()
        tags.title = "Brook"
        tags.creator = "somebody"
        tags.lyrics = .words
        tags.languages = ["fr"]
        tags.voice = .sung
        tags.instruments = ["harp"]
        tags.genres = ["ambient"]
        tags.cultures = ["none"]
        tags.familiarity = .wellKnown
        tags.phases = [.peak, .landing]
        tags.contraindications = ["fear of water"]
        tags.rights = "the composer's"
        tags.licence = "CC0"
        tags.isApproved = true
        return tags
    }()
}
