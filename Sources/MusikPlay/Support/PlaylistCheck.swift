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
        let wanted: [PlaylistDocument.Role] = document.arm == .music ? [.main] : [.cue, .quiet]
        if !document.entries.contains(where: { wanted.contains($0.role) }) {
            findings.append(
                Finding(
                    subject: playlist.path,
                    problem: document.arm == .music
                        ? "it has no piece; add at least one track"
                        : "it has no cue; give at least one track the role “cue”"))
        }
        var places: [(number: Int?, location: String)] = document.entries.enumerated()
            .filter { $0.element.role != .quiet }.map { ($0.offset + 1, $0.element.location) }
        if let bed = document.bed { places.append((nil, bed)) }
        let paths = places.map { place -> Result<String, Failure> in
            Result { () throws(Failure) in try playlist.absolutePath(of: place.location) }
        }
        let sound = failures(of: paths.compactMap { try? $0.get() }, store: store)
        var seen: [String: Int] = [:]
        for ((number, location), path) in zip(places, paths) {
            func add(_ problem: String) {
                findings.append(Finding(entry: number, subject: location, problem: problem))
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
