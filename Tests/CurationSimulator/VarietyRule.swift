private import MusikCuration

/// The rule under which every way of choosing makes its lists: no track of the last two sessions,
/// at most three of a group, nothing that the intake, the patient or today's wish rules out.
public struct VarietyRule: Sendable {
    private let tracks: [CurationTrack]
    private let allowed: [Bool]
    private var lists: [[Int]] = []
    private var banned: Set<Int> = []
    /// Whether variety is asked for; the intake, the patient and the wish always hold.
    private let isVaried: Bool

    /// The rule for one patient.
    public init(_ patient: SimulatedPatient, in world: SimulatedWorld, isVaried: Bool = true) {
        tracks = world.tracks
        allowed = patient.allowed
        self.isVaried = isVaried
    }

    /// The tracks that may be played today.
    public func candidates(wish: SimulatedWish?) -> [Int] {
        let recent = isVaried ? Set(lists.suffix(2).joined()) : []
        return tracks.indices.filter { track in
            allowed[track] && !banned.contains(track) && !recent.contains(track)
                && (wish?.holds(for: tracks[track]) ?? true)
        }
    }

    /// The best list by scores, one per track of the library: from the highest down, ties to the
    /// earlier track.
    public func list(by scores: [Double], from candidates: [Int]) -> [Int] {
        var perGroup: [String: Int] = [:]
        var list: [Int] = []
        for track in candidates.sorted(by: { (-scores[$0], $0) < (-scores[$1], $1) }) {
            if isVaried, let group = tracks[track].group {
                guard perGroup[group, default: 0] < 3 else { continue }
                perGroup[group, default: 0] += 1
            }
            list.append(track)
            if list.count == SimulatedWorld.listLength { break }
        }
        return list
    }

    /// Takes note of what was played and what was said.
    public mutating func note(_ list: [Int], _ answers: [SimulatedAnswer]) {
        lists.append(list)
        banned.formUnion(answers.filter(\.isNotAgain).map(\.track))
    }
}
