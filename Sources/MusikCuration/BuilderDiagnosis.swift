internal import MusikModel

/// Finds out why nothing fills the window, and the smallest change that would help.
struct BuilderDiagnosis {
    let objective: PlaylistObjective

    private var request: PlaylistRequest { objective.request }

    /// What can be said before any search; nil where a list may be possible.
    func obvious() -> PlaylistImpossible? {
        let allowed = PlaylistRequest.shortestWindow...8 * 3600
        if !allowed.contains(request.windowSeconds) { return .window(allowed: allowed) }
        if request.options.isEmpty { return .nothingOffered }
        if let trouble = pinned() { return .pinned(trouble) }
        if objective.allowed.isEmpty { return .everythingExcluded(held()) }
        if let missing = missing(objective.allowed) {
            return .tooLittle(missingSeconds: missing, held())
        }
        return nil
    }

    /// What is wrong with the pins by themselves; nil where nothing is.
    func pinned() -> PinnedTrouble? {
        let pinned = objective.pinned
        let missing = request.pinned.count - pinned.count
        if missing > 0 { return .notOffered(count: missing) }
        let most = PlaylistRequest.mostPinned
        if pinned.count > most { return .tooMany(most: most) }
        let excluded = pinned.compactMap { option in
            objective.excluded[option].map { (request.options[option].track.digest, $0) }
        }
        if !excluded.isEmpty {
            return .excluded(Dictionary(uniqueKeysWithValues: excluded))
        }
        guard request.arm == .music, !pinned.isEmpty else { return nil }
        let total = pinned.reduce(0) { $0 + objective.columns.seconds[$1] }
        let overlaps = request.overlapSeconds.upperBound * Double(pinned.count - 1)
        let over = total - overlaps - request.windowSeconds
        if over > 1e-6 { return .tooLong(bySeconds: over) }
        var sizes: [Int: Int] = [:]
        for option in pinned where objective.columns.group[option] >= 0 {
            sizes[objective.columns.group[option], default: 0] += 1
        }
        if let most = request.mostPerGroup, let least = sizes.values.max(), least > most {
            return .groups(least: least)
        }
        return nil
    }

    /// Why a search found nothing.
    func reason() -> PlaylistImpossible {
        if !objective.pinned.isEmpty {
            let tracks = grouped(request.mostPerGroup)
            let free = BuilderFit(objective, tracks: tracks, seconds: reach, held: [])
            if fits(free) {
                let near = BuilderFit(objective, tracks: tracks, seconds: reach)
                    .nearest(to: request.windowSeconds)
                return .pinned(
                    .noFit(shorterSeconds: near.shorter, longerSeconds: near.longer))
            }
        }
        if let most = request.mostPerGroup {
            var sizes: [Int: Int] = [:]
            for option in objective.allowed where objective.columns.group[option] >= 0 {
                sizes[objective.columns.group[option], default: 0] += 1
            }
            let largest = sizes.values.max() ?? 0
            for least in stride(from: most + 1, through: largest, by: 1) {
                if fits(BuilderFit(objective, tracks: grouped(least), seconds: reach)) {
                    return .groups(least: least)
                }
            }
        }
        let fit = BuilderFit(objective, tracks: grouped(request.mostPerGroup), seconds: reach)
        let near = fit.nearest(to: request.windowSeconds)
        return .noFit(shorterSeconds: near.shorter, longerSeconds: near.longer, held())
    }

    /// A window that is longer by one track is still looked for.
    private var reach: Double {
        let longest = objective.allowed.map { objective.columns.seconds[$0] }.max() ?? 0
        return request.windowSeconds + longest
    }

    private func fits(_ fit: BuilderFit) -> Bool { fit.choice(for: request.windowSeconds) != nil }

    /// What may be chosen, the best liked first, with so many of each group.
    func grouped(_ most: Int?) -> [Int] {
        let columns = objective.columns
        let sorted = objective.allowed.sorted {
            (columns.liking[$0], $1) > (columns.liking[$1], $0)
        }
        guard let most else { return sorted }
        var counts: [Int: Int] = [:]
        let pinned = Set(objective.pinned)
        for option in pinned { counts[columns.group[option], default: 0] += 1 }
        return sorted.filter { option in
            let group = columns.group[option]
            if group < 0 || pinned.contains(option) { return true }
            counts[group, default: 0] += 1
            return counts[group]! <= most
        }
    }

    /// By how many seconds all of these tracks are too short for the window.
    private func missing(_ tracks: [Int]) -> Double? {
        let total = tracks.reduce(0) { $0 + objective.columns.seconds[$1] }
        let overlaps = request.overlapSeconds.lowerBound * Double(max(0, tracks.count - 1))
        let missing = request.windowSeconds - (total - overlaps)
        return missing > 1e-6 ? missing : nil
    }

    /// What each kind of exclusion holds back.
    func held() -> [PlaylistImpossible.Held] {
        PlaylistExclusion.allCases.compactMap { why in
            let options = objective.excluded.filter { $0.value == why }.keys.sorted()
            if options.isEmpty { return nil }
            // No decision of anybody's makes a track shorter or longer.
            let isChoice = why != .tooLong && why != .tooShort
            return PlaylistImpossible.Held(
                why: why, count: options.count,
                seconds: options.reduce(0) { $0 + objective.columns.seconds[$1] },
                isEnough: isChoice && isEnough(objective.allowed + options))
        }
        .sorted { $0.seconds > $1.seconds }
    }

    private func isEnough(_ tracks: [Int]) -> Bool {
        guard missing(tracks) == nil else { return false }
        return fits(BuilderFit(objective, tracks: tracks, seconds: request.windowSeconds))
    }
}
