/// The last troubles, one entry for each kind at each output, so that none floods the others.
struct TroubleList {
    /// The most entries kept.
    static let most = 16
    /// Seconds within which the same trouble is counted.
    static let span = 60.0
    /// Moments kept for an entry: more often than that in a minute need not be told apart.
    private static let mostMoments = 100

    /// The entries, the latest last.
    private(set) var troubles: [Trouble] = []
    private var moments: [[Double]] = []

    /// Takes in a trouble that happens at a moment, in seconds. What it ends is dropped, and the
    /// same one from before is counted.
    mutating func note(
        _ kind: Trouble.Kind, output: Int? = nil, seconds: Double = 0, at moment: Double
    ) {
        var trouble = Trouble(kind, output: output, seconds: seconds, at: moment)
        for place in troubles.indices.reversed() {
            let other = troubles[place]
            // Whatever comes back, not all is gone any more.
            let isEnded =
                other.kind.ending == kind && (other.output == output || other.kind == .allLost)
            if isEnded { remove(place) }
        }
        var times = [moment]
        if let place = troubles.firstIndex(where: { $0.kind == kind && $0.output == output }) {
            times = (moments[place] + times).filter { $0 > moment - Self.span }
                .suffix(Self.mostMoments)
            remove(place)
        }
        trouble.count = times.count
        troubles.append(trouble)
        moments.append(times)
        if troubles.count > Self.most { remove(0) }
    }

    /// Whether an entry is there.
    func holds(_ kind: Trouble.Kind, output: Int? = nil) -> Bool {
        troubles.contains { $0.kind == kind && $0.output == output }
    }

    private mutating func remove(_ place: Int) {
        troubles.remove(at: place)
        moments.remove(at: place)
    }
}
