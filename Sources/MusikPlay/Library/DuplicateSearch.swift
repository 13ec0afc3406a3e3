internal import MusikModel
internal import MusikSoundFile
internal import MusikStore

/// Looks for the same music in two files.
struct DuplicateSearch {
    /// Two tracks that are likely to be one recording.
    struct Pair: Hashable, Sendable {
        /// The earlier in the list.
        var one: TrackEntry
        /// The later one.
        var other: TrackEntry
    }

    /// How far the audible lengths of one recording may lie apart, in seconds: codings trim and pad.
    static let tolerance = 3.0

    private let tracks: [TrackEntry]
    private let analyses: AnalysisStore

    /// A search among some tracks, with what was measured of them.
    init(_ tracks: [TrackEntry], _ analyses: AnalysisStore) {
        self.tracks = tracks.sorted { $0.audibleSeconds < $1.audibleSeconds }
        self.analyses = analyses
    }

    /// Every pair of which one at least is in a set; all pairs where there is none.
    func pairs(
        touching digests: Set<ContentDigest>? = nil, progress: (Int, Int) -> Void = { _, _ in }
    ) -> [Pair] {
        var pairs: [Pair] = []
        var prints: [ContentDigest: MusicFingerprint] = [:]
        func print(of track: TrackEntry) -> MusicFingerprint {
            if let known = prints[track.digest] { return known }
            let made =
                analyses.features(of: track.digest)?.fingerprint ?? MusicFingerprint(words: [])
            prints[track.digest] = made
            return made
        }
        for (index, track) in tracks.enumerated() {
            progress(index + 1, tracks.count)
            for other in tracks[(index + 1)...] {
                guard other.audibleSeconds - track.audibleSeconds <= Self.tolerance else { break }
                if let digests, !digests.contains(track.digest), !digests.contains(other.digest) {
                    continue
                }
                let difference = print(of: track).difference(from: print(of: other))
                if difference < MusicFingerprint.sameBelow {
                    pairs.append(Pair(one: track, other: other))
                }
            }
        }
        return pairs
    }
}
