internal import MusikModel

/// What a list of tracks is worth, in points of liking; the one place that says so.
///
///     F = Σ s(t) · ( liking(t) - arc · |I(t) - W(m)| - peak · N(m) · (B(t) - B̄) - heard(t) )
///         - Σ seam(t, t') over neighbours - Σ alike(t, t') over all pairs - room · |Σ s(t) - 1|
///
/// with s(t) = (seconds of t - o) / (window - o) and o the middle of the allowed overlaps: the
/// share of the window in which a track is heard alone. m is the slot of the track's middle, one
/// of 32 equal parts of the window, with lengths counted in steps of 5 s; W is the intensity the
/// arc wants there, N its nearness to the peak. I and B are intensity and brightness; W runs
/// between the 10th and the 90th percentile of what may be chosen, B̄ is the median.
///
/// Tracks are named by their place in the request's options.
public struct PlaylistObjective: Sendable {
    /// Into how many parts the window is divided.
    public static let slots = 32
    /// The unit of places, in seconds.
    public static let stepSeconds = 5.0

    let request: PlaylistRequest
    let weights: ObjectiveWeights
    /// The middle of the allowed overlaps.
    let overlap: Double
    /// Which options may be chosen.
    let allowed: [Int]
    /// Why the other ones may not.
    let excluded: [Int: PlaylistExclusion]
    /// Which options every list holds.
    let pinned: [Int]
    let columns: ObjectiveColumns
    /// What earlier sessions take from the liking.
    let heard: [Double]
    /// For each slot the intensity the arc wants, in LUFS, and its nearness to the peak.
    let wanted: [Double]
    let nearness: [Double]
    /// The median brightness, in octaves.
    let middleBrightness: Double

    /// Prepares a request.
    public init(_ request: PlaylistRequest) {
        self.request = request
        weights = request.weights
        overlap = (request.overlapSeconds.lowerBound + request.overlapSeconds.upperBound) / 2
        (allowed, excluded) = Self.choice(request)
        pinned =
            request.pinned.isEmpty
            ? []
            : request.options.indices.filter { [request] in
                request.pinned.contains(request.options[$0].track.digest)
            }
        columns = ObjectiveColumns(request.options)
        heard = Self.heard(request)
        let intensities = allowed.map { [columns] in columns.intensity[$0] }.sorted()
        let brightness = allowed.map { [columns] in columns.brightness[$0] }.sorted()
        func quantile(_ values: [Double], _ share: Double) -> Double {
            values.isEmpty ? 0 : values[Int(share * Double(values.count - 1))]
        }
        let (calm, intense) = (quantile(intensities, 0.1), quantile(intensities, 0.9))
        middleBrightness = quantile(brightness, 0.5)
        let middles = (0..<Self.slots).map { (Double($0) + 0.5) / Double(Self.slots) }
        wanted = middles.map { calm + (intense - calm) * request.arc.level(at: $0) }
        nearness = middles.map { request.arc.nearness(at: $0) }
    }

    private static func choice(
        _ request: PlaylistRequest
    ) -> (allowed: [Int], excluded: [Int: PlaylistExclusion]) {
        var counts: [ContentDigest: Int] = [:]
        for digest in request.recent.joined() { counts[digest, default: 0] += 1 }
        let shortest = 3 * request.overlapSeconds.upperBound
        var (allowed, excluded) = ([Int](), [Int: PlaylistExclusion]())
        for (index, option) in request.options.enumerated() {
            let digest = option.track.digest
            if !request.exclusions.isEmpty, let why = request.exclusions[digest] {
                excluded[index] = why
            } else if let most = request.mostHeard, counts[digest, default: 0] >= most,
                !request.pinned.contains(digest)
            {
                // What is pinned was asked for, however often it was heard.
                excluded[index] = .heard
            } else if request.arm == .music, option.track.seconds < shortest {
                excluded[index] = .tooShort
            } else if option.track.seconds > request.windowSeconds {
                excluded[index] = .tooLong
            } else {
                allowed.append(index)
            }
        }
        return (allowed, excluded)
    }

    private static func heard(_ request: PlaylistRequest) -> [Double] {
        var costs: [ContentDigest: Double] = [:]
        var cost = request.weights.heard
        for session in request.recent {
            for digest in Set(session) { costs[digest, default: 0] += cost }
            cost *= 0.6
        }
        if costs.isEmpty { return [Double](repeating: 0, count: request.options.count) }
        return request.options.map { costs[$0.track.digest] ?? 0 }
    }
}
