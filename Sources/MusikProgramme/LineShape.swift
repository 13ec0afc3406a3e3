internal import MusikModel

/// The slow gain line of one clip: the piece's gain, moved towards its seams, plus the arc.
struct LineShape {
    let settings: PlanSettings
    /// The gain to the loudness target.
    let gain: Double
    let start: FrameCount
    let end: FrameCount
    /// Where the first overlap ends; the clip's start without one.
    var overlapEnd: FrameCount
    /// Where the last overlap starts; the clip's end without one.
    var overlapStart: FrameCount
    /// The move at the first seam, in dB, held until 3 s after its overlap.
    var coming = 0.0
    /// The move at the last seam, in dB, reached 3 s before its overlap.
    var leaving = 0.0

    private typealias Corner = (frame: FrameCount, value: Double)

    /// The moves that a clip of this length allows at the line's slope.
    ///
    /// Where there is no time to go from one to the other, both shrink.
    private var corners: [Corner] {
        let hold = settings.frames(PlanSettings.seamSeconds)
        let (first, last) = (overlapEnd + hold, overlapStart - hold)
        let time = max(0, settings.seconds(last - first))
        let reach = PlanSettings.lineSlope * time
        var (coming, leaving) = (coming, leaving)
        if abs(leaving - coming) > reach {
            let share = reach / abs(leaving - coming)
            coming *= share
            leaving *= share
        }
        guard time > 0, coming != 0 || leaving != 0 else { return [(start, 0)] }
        let back = first + settings.frames(abs(coming) / PlanSettings.lineSlope + 0.001)
        let away = last - settings.frames(abs(leaving) / PlanSettings.lineSlope + 0.001)
        if back < away {
            return [(first, coming), (back, 0), (away, 0), (last, leaving)]
        }
        return [(first, coming), (last, leaving)]
    }

    /// The line over the clip.
    var line: GainLine {
        var points: [GainLine.Point] = []
        for corner in corners {
            let point = GainLine.Point(frame: corner.frame, gain: Decibels(gain + corner.value))
            if let last = points.last, last.frame >= point.frame { continue }
            points.append(point)
        }
        let line = GainLine(points: points)
        guard let arc = settings.arc else { return line }
        return line.adding(arc, from: start, to: end)
    }
}

extension GainLine {
    /// The sum of two lines, with every corner of both that lies within a range.
    func adding(_ other: GainLine, from start: FrameCount, to end: FrameCount) -> GainLine {
        let inner = (points + other.points).map(\.frame).filter { start < $0 && $0 < end }
        var frames = [start]
        for frame in (inner + [end]).sorted() where frame > frames[frames.count - 1] {
            frames.append(frame)
        }
        return GainLine(
            points: frames.map { Point(frame: $0, gain: gain(at: $0) + other.gain(at: $0)) })
    }
}

extension GainLine {
    /// This line up to a frame, then another one, reached at the line's slope.
    ///
    /// All gains before the frame stay what they are to the last bit: a sloped stretch that holds
    /// the frame is kept to its end, a level one is cut at it.
    ///
    /// - Parameter slope: the steepest way over to the other line, in dB per second; nil to follow
    ///   the other line's next corner whatever its slope.
    func continued(
        from frame: FrameCount, as other: GainLine, rate: SampleRate,
        slope: Double? = PlanSettings.lineSlope
    ) -> GainLine {
        var kept = points.filter { $0.frame < frame }
        let next = points.first { $0.frame >= frame }
        if let next, let last = kept.last, next.gain != last.gain {
            kept.append(next)
        } else {
            // The line is level here: before its first point, after its last, or between equals.
            kept.append(Point(frame: frame, gain: gain(at: frame)))
        }
        let last = kept[kept.count - 1]
        guard let slope else {
            return GainLine(points: kept + other.points.filter { $0.frame > last.frame })
        }
        func reachable(_ point: Point) -> Bool {
            let seconds = (point.frame - last.frame).seconds(at: rate)
            let steepest = slope + IntensityArc.steepest
            return abs(point.gain.value - last.gain.value) <= steepest * seconds
        }
        let away = abs(other.gain(at: last.frame).value - last.gain.value)
        let joined = last.frame + FrameCount(seconds: away / slope + 1, at: rate)
        var rest = other.points.filter { $0.frame > last.frame }
        if !rest.contains(where: { $0.frame == joined }) {
            rest.append(Point(frame: joined, gain: other.gain(at: joined)))
            rest.sort { $0.frame < $1.frame }
        }
        while let first = rest.first, !reachable(first) { rest.removeFirst() }
        return GainLine(points: kept + rest)
    }
}
