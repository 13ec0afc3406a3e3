public import ArgumentParser
internal import MusikCuration
public import MusikModel
public import MusikRecord
internal import MusikStore

extension Arm: ExpressibleByArgument {}
extension DayWish: ExpressibleByArgument {}

extension PlaylistCommand {
    /// `musik-play playlist build`.
    struct Build: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Build lists for a patient from the library and the preference log.",
            discussion: """
                Builds a few clearly different lists that fill the window exactly with whole \
                pieces, from what is approved, what the intake allows and what is known of the \
                patient, and says why and what is uncertain. With --as, the lists are kept as \
                playlists and the offer is put on record; a session builds its own.

                EXAMPLES
                  musik-play playlist build --patient M01-017
                  musik-play playlist build --patient M01-017 --arc domino --wish calm --as NB
                  musik-play playlist build --patient M01-017 --seed 7 --json
                """)

        @Option(help: "The study code.", transform: code)
        var patient: StudyCode
        @Option(
            help: ArgumentHelp("How long the programme lasts.", valueName: "time"),
            transform: TimeSpan.init(parsing:))
        var window: TimeSpan = .minutes(55)
        @Option(help: "Whether the window begins with the opening exercise, or after it.")
        var profile: SessionProfile = .registry
        @Option(
            help: ArgumentHelp(
                "The exercise before everything else: recorded, live, none, or one by its name.",
                valueName: "opening"), transform: OpeningChoice.init(parsing:))
        var opening: OpeningChoice = .recorded
        @Option(help: "What is heard.")
        var arm: Arm?
        @Option(
            help: ArgumentHelp(
                "The intensity's shape: flat, domino, clements or a file.", valueName: "arc"),
            completion: .list(["flat", "domino", "clements"]), transform: ArcChoice.init(parsing:))
        var arc: ArcChoice = .flat
        @Option(help: "What is wished for today.")
        var wish: DayWish?
        @Option(help: "How many lists, 1 to 6.")
        var candidates = BuildOrder.candidates
        @Option(help: "The seed of all draws; another one each time unless told.")
        var seed: UInt32?
        @Option(help: "A release of the library to choose from.")
        var release: String?
        @Option(help: "The language; otherwise the patient's.")
        var language: Language?
        @Flag(help: "As JSON, in both languages.")
        var json = false
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func validate() throws {
            guard (1...6).contains(candidates) else {
                throw ValidationError("A patient chooses between 1 to 6 lists, not \(candidates).")
            }
        }

        func run() throws {
            let surroundings = Surroundings.current()
            let store = try options.store(in: surroundings)
            let entry = try store.requirePatient(patient)
            let data = try options.data.folder(in: surroundings)
            let desk = CurationDesk(
                store: store, data: data, surroundings: surroundings, patient: entry)
            var wanted = CurationDesk.Wanted(seed: seed ?? UInt32.random(in: 0 ... .max))
            wanted.arm = try TrialCare(patient, in: store).sound(asked: arm)
            wanted.window = window
            wanted.profile = profile
            wanted.opening = opening
            wanted.arc = arc
            wanted.candidates = candidates
            wanted.wish = wish
            wanted.release = release
            let offer = try build(desk, wanted)
            let kept = try keep(offer, desk, surroundings)
            if json {
                print(try jsonText(OfferJSON(offer, kept?.paths, event: kept?.number)))
                return
            }
            RecordMark.print(for: store)
            for line in OfferSheet(offer: offer, language: language ?? entry.language).lines {
                print(line)
            }
            guard let kept else {
                print("Nothing was kept: say --as CODE to keep the lists and the offer.")
                return
            }
            print("Entry \(kept.number) (seed \(wanted.seed)). Play one of them:")
            for path in kept.paths { print("  musik-play session \(patient) --playlist \(path)") }
        }

        private func build(
            _ desk: CurationDesk, _ wanted: CurationDesk.Wanted
        ) throws(Failure) -> BuiltOffer {
            do throws(CurationDesk.Refusal) {
                return try desk.build(wanted)
            } catch {
                switch error {
                case .impossible(let impossible): throw Failure(impossible)
                case .failed(let failure): throw failure
                }
            }
        }

        private func keep(
            _ offer: BuiltOffer, _ desk: CurationDesk, _ surroundings: Surroundings
        ) throws(Failure) -> (number: Int, paths: [String])? {
            guard author.actor != nil || surroundings.environment["MUSIK_AS"] != nil else {
                return nil
            }
            let author = try author.author(
                as: .curator, or: [.clinician], in: desk.store, surroundings)
            return try desk.keep(
                offer, in: desk.data.path + "/Playlists",
                concern: RecordConcern(subject: patient), by: author)
        }
    }
}

/// An offer for programs.
private struct OfferJSON: Encodable {
    struct Text: Encodable {
        var en: String
        var fr: String

        init(_ text: Bilingual) {
            en = text.english
            fr = text.french
        }
    }

    struct Piece: Encodable {
        var digest: ContentDigest?
        var title: Text
        var startSeconds: Double
        var seconds: Double
        var isNew: Bool
    }

    struct List: Encodable {
        var file: String?
        var pieces: [Piece]
        var reserve: [String]
        var liking: PreferenceEstimate
        var objective: Double
        var bound: Double
        var parts: PlaylistParts
        var spacingSeconds: Double?
        var why: [Text]
        var uncertain: [Text]
    }

    var arm: Arm
    var windowSeconds: Double
    var arc: String
    var wish: DayWish?
    var method: PlaylistOffered.Method
    var event: Int?
    var choice: Int
    var lists: [List]
    var chances: [PlaylistOffered.Chance]

    init(_ offer: BuiltOffer, _ paths: [String]?, event: Int?) {
        arm = offer.arm
        windowSeconds = offer.windowSeconds
        arc = offer.arc
        wish = offer.wish
        method = offer.method
        self.event = event
        choice = offer.choice
        chances = offer.chances
        lists = offer.lists.enumerated().map { number, list in
            List(
                file: paths?[number],
                pieces: list.places.map {
                    Piece(
                        digest: $0.digest, title: Text($0.title), startSeconds: $0.startSeconds,
                        seconds: $0.seconds, isNew: $0.isNew)
                }, reserve: list.reserve, liking: list.liking, objective: list.candidate.objective,
                bound: list.candidate.bound, parts: list.candidate.parts,
                spacingSeconds: list.candidate.spacingSeconds, why: list.why.map(Text.init),
                uncertain: list.uncertain.map(Text.init))
        }
    }
}
