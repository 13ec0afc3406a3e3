internal import MusikRecord

/// The stretches of time in which an infusion ran.
struct InfusionSpans: Hashable, Sendable {
    /// One stretch.
    struct Span: Hashable, Sendable {
        /// When it began.
        var start: WallTime
        /// When it was paused or stopped; nil while no entry says so.
        var end: WallTime?
    }

    /// The stretches in order.
    private(set) var spans: [Span] = []
    /// Whether a stop is recorded.
    private(set) var isStopped = false

    /// When the infusion began; nil where it did not.
    var start: WallTime? { spans.first?.start }
    /// When it ended; nil where no entry says so.
    var end: WallTime? { isStopped ? spans.last?.end : nil }
    /// Minutes for which it ran; nil while a stretch has no end.
    var minutes: Double? {
        var seconds = 0.0
        for span in spans {
            guard let end = span.end else { return nil }
            seconds += end.seconds(since: span.start)
        }
        return spans.isEmpty ? nil : seconds / 60
    }

    /// Takes up the entries that stand, in the order in which they happened.
    init(_ report: SessionReport) {
        for (entry, infusion) in report.standing(InfusionChanged.self) {
            let runs = spans.last.map { $0.end == nil } ?? false
            switch infusion.change {
            case .started, .resumed:
                isStopped = false
                if !runs { spans.append(Span(start: entry.moment)) }
            case .paused, .stopped:
                if runs { spans[spans.count - 1].end = entry.moment }
                isStopped = infusion.change == .stopped
            }
        }
    }
}
