internal import MusikCuration
internal import MusikDigest
internal import MusikModel
internal import MusikPlaylist
internal import MusikRecord
internal import MusikSoundFile
internal import MusikStore

/// Where lists are built for a patient, kept as files and put on record.
struct CurationDesk {
    let store: RecordStore
    let data: DataFolder
    let surroundings: Surroundings
    let patient: PatientEntry

    /// Why no list came.
    enum Refusal: Error {
        /// There can be none.
        case impossible(PlaylistImpossible)
        /// Something failed.
        case failed(Failure)
    }

    /// What is asked for, as it is typed.
    struct Wanted {
        var arm: Arm = .music
        var window: TimeSpan = .minutes(55)
        var profile: SessionProfile = .registry
        var opening: OpeningChoice = .recorded
        var arc: ArcChoice = .flat
        var infusionMinutes = 40.0
        var candidates = BuildOrder.candidates
        var seed: UInt32
        var wish: DayWish?
        var release: String?
        /// The session that is being prepared.
        var today: SessionCode?
    }

    /// Builds lists.
    func build(_ wanted: Wanted) throws(Refusal) -> BuiltOffer {
        do {
            if wanted.arm == .cues { return try cues(wanted) }
            return try music(wanted).offer()
        } catch let impossible as PlaylistImpossible {
            throw .impossible(impossible)
        } catch let failure as Failure {
            throw .failed(failure)
        } catch {
            throw .failed(
                Failure(
                    .software, "The lists can't be built: \(error).",
                    remedy: "Take a playlist of your own, and report this."))
        }
    }

    /// Prepares to build lists of music.
    func music(_ wanted: Wanted) throws(Failure) -> MusicBuild {
        let order = try order(wanted)
        let music = try PatientMusic(patient, in: store, today: wanted.today)
        let library = try TrialCare(patient.code, in: store).library(
            store, release: wanted.release)
        return MusicBuild(music, library, order, bed: bed)
    }

    private func cues(_ wanted: Wanted) throws -> BuiltOffer {
        let recordings = CueRecordings(data: data, surroundings: surroundings)
        let curation = try CueCuration(
            patient: patient, store: store, data: data, surroundings: surroundings)
        for problem in curation.shelf.problems { complain(Failure(problem).description) }
        return try CueBuild(
            curation,
            CueFeedback(of: patient.code, in: store, recordings: recordings), for: patient.code
        ).offer(
            window: wanted.window, profile: wanted.profile, opening: wanted.opening,
            candidates: wanted.candidates, seed: wanted.seed)
    }

    /// Whether the library holds anything that somebody approved.
    func hasMusic(release: String? = nil) throws(Failure) -> Bool {
        var filter = TrackFilter()
        filter.isApproved = true
        filter.release = try TrialCare(patient.code, in: store).release(asked: release)
        return try recording { [filter] () throws(StoreError) in
            try !store.tracks(filter).isEmpty
        }
    }

    /// Keeps an offer: each list as a file of a folder, named after what it holds, and all of it on
    /// record.
    /// - Returns: the event's number and the files' paths, in the order of the lists.
    func keep(
        _ offer: BuiltOffer, in folder: String, concern: RecordConcern, by author: RecordAuthor
    ) throws(Failure) -> (number: Int, paths: [String]) {
        try DataFolder(
            option: folder, environment: [:], currentFolder: surroundings.currentFolder
        ).create()
        var paths: [String] = []
        for list in offer.lists {
            paths.append(try Self.write(list.document, for: patient, folder))
        }
        let names = paths.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        let recorded = try recording { () throws(StoreError) in
            try store.append(.playlistOffered(offer.event(files: names)), concern, by: author)
        }
        return (recorded.number, paths)
    }

    /// Writes a list into a folder under a name of its content, so that one name never means two
    /// lists.
    static func write(
        _ document: PlaylistDocument, for patient: PatientEntry, _ folder: String
    ) throws(Failure) -> String {
        do throws(PlaylistError) {
            let bytes = try PlaylistFile.encode(document, as: .jspf)
            var digester = Digester(.sha256)
            unsafe bytes.withUnsafeBytes { unsafe digester.update($0) }
            let name = ContentDigest(bytes: digester.finish()).hex.prefix(8)
            let path = "\(folder)/\(patient.code)-\(name).jspf"
            try PlaylistFile.write(document, to: path, overwriting: true)
            return path
        } catch {
            throw Failure(error)
        }
    }

    private func order(_ wanted: Wanted) throws(Failure) -> BuildOrder {
        let opening = try openingSeconds(wanted.opening)
        let within = wanted.profile == .registry ? opening : 0
        guard wanted.window.seconds > within else {
            throw Failure(
                .usage, "The opening exercise alone lasts \(SessionScreen.clock(opening)).",
                remedy: "Choose a longer window, or --opening none.")
        }
        return BuildOrder(
            windowSeconds: wanted.window.seconds - within, openingSeconds: opening,
            arc: wanted.arc, infusionMinutes: wanted.infusionMinutes,
            candidates: wanted.candidates, seed: wanted.seed, wish: wanted.wish,
            release: wanted.release)
    }

    private func openingSeconds(_ choice: OpeningChoice) throws(Failure) -> Double {
        guard let name = choice.exercise(in: PlaylistDocument()) else { return 0 }
        var recordings = CueRecordings(data: data, surroundings: surroundings)
        let recording = try recordings.exercise(name, patient.language)
        do throws(SoundFileError) {
            return try LoadedTrack(path: recording.path, store: data.analyses).analysis.seconds
        } catch {
            throw Failure(error)
        }
    }

    /// The quiet music after the end that came with musik-play.
    private var bed: String? {
        surroundings.materialFolder.map { $0 + "/Samples/bed.opus" }
            .flatMap { FileSize.bytes(of: $0) > 0 ? $0 : nil }
    }
}
