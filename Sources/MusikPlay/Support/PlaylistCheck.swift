internal import MusikModel

#if canImport(Glibc)
    internal import Glibc
#endif

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

    /// Everything that is wrong, in the order of the entries.
    static func findings(of playlist: LocatedPlaylist) -> [Finding] {
        let document = playlist.document
        var findings: [Finding] = []
        let sounding = document.entries(document.arm == .music ? .main : .cue)
        if sounding.isEmpty {
            findings.append(
                Finding(
                    subject: playlist.path,
                    problem: document.arm == .music
                        ? "it has no piece; add at least one track"
                        : "it has no cue; give at least one track the role “cue”"))
        }
        var seen: [String: Int] = [:]
        for (index, entry) in document.entries.enumerated() {
            let number = index + 1
            do throws(Failure) {
                let path = try playlist.absolutePath(of: entry.location)
                try requireReadable(path, as: "entry \(number)")
                // Cues and bells may come again; the same music twice is a slip of the hand.
                if document.arm == .music, let first = seen[path] {
                    findings.append(
                        Finding(
                            entry: number, subject: entry.location,
                            problem: "it is entry \(first) as well; remove one of them"))
                }
                seen[path] = number
            } catch {
                findings.append(
                    Finding(
                        entry: number, subject: entry.location,
                        problem: error.problem + " " + error.remedy))
            }
        }
        if let bed = document.bed {
            do throws(Failure) {
                try requireReadable(playlist.absolutePath(of: bed), as: "the landing bed")
            } catch {
                findings.append(
                    Finding(subject: bed, problem: error.problem + " " + error.remedy))
            }
        }
        return findings
    }
}
