internal import MusikModel

/// Builds the cue arm's lists: what is heard at each spacing over the same window.
///
/// A moment is a multiple of the spacing after the window's start at which even the longest cue
/// ends, with 20 s of quiet, before the closing cue. The objective is that of music, by moments:
/// each counts alike, and hearing a cue again costs `ObjectiveWeights.cueAgain` for the second time,
/// twice that for the third, and so on; the same for quiet. As every cue fits every moment, taking
/// the dearest next hearing each time is exactly optimal, so that the bound is reached.
struct BuilderCues {
    /// The shortest quiet after a cue, in seconds.
    static let quietSeconds = 20.0
    /// What a list that leans to one kind adds to it while it is built, in points.
    static let leaning = 25.0

    private let request: PlaylistRequest
    private let objective: PlaylistObjective

    init(_ request: PlaylistRequest) {
        self.request = request
        objective = PlaylistObjective(request)
    }

    /// One way to build a list.
    private struct Way {
        var speaker: String?
        var spacing: Double
        var kind: CuePart.Kind?
    }

    /// A list; nil stands for quiet.
    private struct List {
        var way: Way
        var moments: [Int?]
        var parts: PlaylistParts
    }

    func offer() throws(PlaylistImpossible) -> PlaylistOffer {
        try check()
        let speakers = Set(objective.allowed.compactMap { speaker($0) }).sorted()
        let voices: [String?] = speakers.isEmpty ? [nil] : speakers
        var lists: [List] = []
        for spacing in [request.spacingSeconds, request.spacingSeconds * 1.5] {
            for voice in voices {
                for kind in [nil] + CuePart.Kind.allCases.map(Optional.some) {
                    let way = Way(speaker: voice, spacing: spacing, kind: kind)
                    if let list = list(way) { lists.append(list) }
                }
            }
        }
        // The spacing that was asked for comes first, whatever another one is worth.
        let asked = lists.filter { $0.way.spacing == request.spacingSeconds }
        guard let bound = asked.map(\.parts.total).max() else { throw nothingFits(voices) }
        let sorted = lists.enumerated().sorted { first, second in
            let (left, right) = (first.element, second.element)
            return (left.way.spacing, -left.parts.total, first.offset)
                < (right.way.spacing, -right.parts.total, second.offset)
        }
        var chosen: [List] = []
        for (_, list) in sorted where chosen.count < request.candidates {
            if chosen.allSatisfy({ isClear($0, list) }) { chosen.append(list) }
        }
        return PlaylistOffer(
            candidates: chosen.map { candidate($0, bound: bound) }, bound: bound, isProved: true,
            choice: objective.allowed.count, isShort: chosen.count < request.candidates)
    }

    private func check() throws(PlaylistImpossible) {
        let diagnosis = BuilderDiagnosis(objective: objective)
        let allowed = PlaylistRequest.shortestWindow...8 * 3600
        if !allowed.contains(request.windowSeconds) { throw .window(allowed: allowed) }
        precondition(request.spacingSeconds > 0, "cues have a spacing")
        if request.quiet == nil, request.options.isEmpty { throw .nothingOffered }
        if let trouble = diagnosis.pinned() { throw .pinned(trouble) }
        if request.quiet == nil {
            if objective.allowed.isEmpty { throw .everythingExcluded(diagnosis.held()) }
        }
    }

    private func speaker(_ option: Int) -> String? { request.options[option].cue?.speaker }

    private func kind(_ option: Int?) -> CuePart.Kind {
        guard let option else { return .quiet }
        return request.options[option].cue?.kind ?? .voice
    }

    /// The cues of a way that end in time before the next one.
    private func cues(_ way: Way) -> [Int] {
        objective.allowed.filter { option in
            let isHis = speaker(option) == nil || speaker(option) == way.speaker
            return isHis
                && objective.columns.seconds[option] + Self.quietSeconds <= way.spacing
        }
    }

    private func moments(_ way: Way, _ cues: [Int]) -> Int {
        let longest = cues.map { objective.columns.seconds[$0] }.max() ?? 0
        let room = request.windowSeconds - request.closingSeconds - Self.quietSeconds - longest
        return max(0, Int(room / way.spacing + 1e-9))
    }

    private func noCueFits() -> PlaylistImpossible {
        let shortest = objective.allowed.map { objective.columns.seconds[$0] }.min() ?? 0
        let room = request.windowSeconds - request.closingSeconds - Self.quietSeconds - shortest
        return .noCueFits(
            longestSpacingSeconds: room >= shortest + Self.quietSeconds ? room : nil)
    }

    /// Why there is no list at the spacing that was asked for.
    private func nothingFits(_ voices: [String?]) -> PlaylistImpossible {
        let isPossible = voices.contains { voice in
            let way = Way(speaker: voice, spacing: request.spacingSeconds, kind: nil)
            return moments(way, cues(way)) > 0
        }
        return objective.pinned.isEmpty || !isPossible
            ? noCueFits() : .pinned(.noFit(shorterSeconds: nil, longerSeconds: nil))
    }

    private func liking(_ option: Int?) -> Double {
        option.map { objective.columns.liking[$0] } ?? request.quiet?.mean ?? 0
    }

    private func heard(_ option: Int?) -> Double { option.map { objective.heard[$0] } ?? 0 }

    private func list(_ way: Way) -> List? {
        let cues = cues(way)
        let count = moments(way, cues)
        var choice: [Int?] = cues
        if request.quiet != nil { choice.append(nil) }
        if choice.isEmpty || count == 0 { return nil }
        // What is pinned is heard at least once; from there on the best next hearing is still optimal.
        guard objective.pinned.allSatisfy(cues.contains), objective.pinned.count <= count else {
            return nil
        }
        var times = choice.map { option in
            option.map { objective.pinned.contains($0) ? 1 : 0 } ?? 0
        }
        for _ in 0..<count - objective.pinned.count {
            let next = choice.indices.map { place in
                let leaning = kind(choice[place]) == way.kind ? Self.leaning : 0
                return liking(choice[place]) - heard(choice[place]) + leaning
                    - request.weights.cueAgain * Double(times[place])
            }
            times[next.indices.reduce(0) { next[$1] > next[$0] ? $1 : $0 }] += 1
        }
        var parts = PlaylistParts()
        for (place, option) in choice.enumerated() {
            let number = Double(times[place])
            parts.liking += number * liking(option) / Double(count)
            parts.heard -= number * heard(option) / Double(count)
            parts.variety -=
                request.weights.cueAgain * number * (number - 1) / 2 / Double(count)
        }
        return List(way: way, moments: order(choice, times), parts: parts)
    }

    /// Spreads what is heard: never the same kind twice running where that can be had.
    private func order(_ choice: [Int?], _ times: [Int]) -> [Int?] {
        var (left, moments) = (times, [Int?]())
        var last: CuePart.Kind?
        for _ in 0..<times.reduce(0, +) {
            var byKind: [CuePart.Kind: Int] = [:]
            for place in choice.indices { byKind[kind(choice[place]), default: 0] += left[place] }
            let candidates = choice.indices.filter { left[$0] > 0 }
            let next = candidates.max { first, second in
                func rank(_ place: Int) -> (Int, Int, Int, Int) {
                    let kind = kind(choice[place])
                    return (kind == last ? 0 : 1, byKind[kind]!, left[place], -place)
                }
                return rank(first) < rank(second)
            }!
            left[next] -= 1
            last = kind(choice[next])
            moments.append(choice[next])
        }
        return moments
    }

    private func isClear(_ first: List, _ second: List) -> Bool {
        if first.way.spacing != second.way.spacing { return true }
        if first.way.speaker != second.way.speaker { return true }
        let differing = zip(first.moments, second.moments).count { kind($0) != kind($1) }
        let count = max(first.moments.count, second.moments.count)
        let longer = abs(first.moments.count - second.moments.count)
        return Double(differing + longer) >= PlaylistDifference.leastMoments * Double(count)
    }

    private func candidate(_ list: List, bound: Double) -> PlaylistCandidate {
        let entries = list.moments.enumerated().map { place, option in
            PlaylistCandidate.Entry(
                option: option, digest: option.map { request.options[$0].track.digest },
                startSeconds: Double(place + 1) * list.way.spacing,
                seconds: option.map { objective.columns.seconds[$0] } ?? 0, overlapSeconds: 0,
                reason: .liked)
        }
        let estimates = list.moments.map { option in
            option.map { request.options[$0].estimate } ?? request.quiet!
        }
        let count = Double(estimates.count)
        let deviation = estimates.reduce(0) { $0 + $1.deviation } / count
        var reasons = CuePart.Kind.allCases.compactMap { kind -> PlaylistReason? in
            let moments = list.moments.count { self.kind($0) == kind }
            return moments > 0 ? .cues(kind: kind, moments: moments) : nil
        }
        if let speaker = list.way.speaker { reasons.append(.speaker(speaker)) }
        let used = Set(list.moments.compactMap { $0 })
        return PlaylistCandidate(
            entries: entries, parts: list.parts, bound: bound,
            liking: PreferenceEstimate(mean: list.parts.liking, deviation: deviation),
            reasons: reasons,
            uncertainties: used.sorted().compactMap { option in
                let deviation = request.options[option].estimate.deviation
                guard deviation >= PlaylistUncertainty.littleKnownDeviation else { return nil }
                return .littleKnown(option: option, deviation: deviation)
            },
            reserve: Array(
                cues(list.way).filter { !used.contains($0) }
                    .sorted { (liking($0), $1) > (liking($1), $0) }
                    .prefix(BuilderAccount.reserve)),
            spacingSeconds: list.way.spacing)
    }
}
