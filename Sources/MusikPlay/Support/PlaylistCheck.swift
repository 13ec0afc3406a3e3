internal import MusikModel
internal import MusikSoundFile

/// Looks for everything in a playlist that would keep it from being played.
enum PlaylistCheck {
    /// One thing that is wrong.
    struct Finding: Hashable, Sendable, CustomStringConvertible {
        /// The entry, counted from 1; nil for the playlist as a whole.
        var entry: Int?
        /// The file or field.
        var subject: String
        /// What is wrong, and what to do.
        var problem: String

        /// The finding as a line.
        var description: String {
            (entry.map { "entry \($0): " } ?? "") + subject + ": " + problem
        }
    }

    /// How many files are held in memory at once.
    private static let batch = 16

    /// Everything that is wrong, in the order of the entries, the landing bed last.
    ///
    /// Every file is decoded whole once, on all processors; with a store, once ever.
    static func findings(of playlist: LocatedPlaylist, store: AnalysisStore?) -> [Finding] {
        let document = playlist.document
        var findings: [Finding] = []
        if document.entries(document.arm == .music ? .main : .cue).isEmpty {
            findings.append(
                Finding(
                    subject: playlist.path,
                    problem: document.arm == .music
                        ? "it has no piece; add at least one track"
                        : "it has no cue; give at least one track the role “cue”"))
        }
        var locations = document.entries.map(\.location)
        if let bed = document.bed { locations.append(bed) }
        let paths = locations.map { location -> Result<String, Failure> in
            Result { () throws(Failure) in try playlist.absolutePath(of: location) }
        }
        let sound = failures(of: paths.compactMap { try? $0.get() }, store: store)
        var seen: [String: Int] = [:]
        for (index, path) in paths.enumerated() {
            let number = index < document.entries.count ? index + 1 : nil
            func add(_ problem: String) {
                findings.append(
                    Finding(entry: number, subject: locations[index], problem: problem))
            }
            switch path {
            case .failure(let failure): add(failure.problem + " " + failure.remedy)
            case .success(let path):
                if let failure = sound[path] { add(failure.problem + " " + failure.remedy) }
                // Cues and bells may come again; the same music twice is a slip of the hand.
                if let number, document.arm == .music {
                    if let first = seen[path] { add("it is entry \(first) as well; remove one") }
                    seen[path] = seen[path] ?? number
                }
            }
        }
        return findings
    }

    /// The files that can't be played, with the reasons.
    private static func failures(
        of paths: [String], store: AnalysisStore?
    ) -> [String: Failure] {
        let paths = Array(Set(paths)).sorted()
        var failures: [String: Failure] = [:]
        for start in stride(from: 0, to: paths.count, by: batch) {
            let some = Array(paths[start..<min(start + batch, paths.count)])
            for (path, outcome) in zip(some, SoundFileScan(store: store).run(some)) {
                if case .failure(let error) = outcome { failures[path] = Failure(error) }
            }
        }
        return failures
    }
}
