internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

/// The time axis that sound, infusion and vital signs share, in minutes.
///
/// With one start of the player it is the programme's clock, which stands while the programme is
/// paused; with several, or none, it is the time of the day from its origin on.
struct ChartAxis: Hashable, Sendable {
    /// The earliest place that is drawn: a reading from long before stands there.
    static let earliest = -10.0

    private let sound: DeliveredSound?
    private let origin: WallTime
    /// Whether it is the programme's clock.
    var isProgrammeClock: Bool { sound != nil }

    /// The axis of a report; nil where nothing happened that could be drawn.
    init?(_ report: SessionReport, _ infusion: InfusionSpans) {
        let played = report.sounds.filter { $0.first != nil }
        sound = played.count == 1 ? played[0] : nil
        let begun = played.first.flatMap { $0.first.flatMap($0.times.moment) }
        guard
            let origin = begun ?? infusion.start
                ?? report.standing(VitalSigns.self).first?.entry
                .moment
        else { return nil }
        self.origin = origin
    }

    /// The place of a moment.
    func place(_ moment: WallTime) -> Double {
        if let sound, let frame = sound.times.frame(at: moment) {
            return frame.seconds(at: sound.programme.rate) / 60
        }
        return moment.seconds(since: origin) / 60
    }

    /// The place of a frame of a sound.
    func place(_ frame: FrameCount, of sound: DeliveredSound) -> Double {
        if self.sound != nil { return frame.seconds(at: sound.programme.rate) / 60 }
        return sound.times.moment(of: frame).map { $0.seconds(since: origin) / 60 } ?? 0
    }

    /// The place of a reading, not before `earliest`.
    func place(_ entry: ReportEntry, _ vitals: VitalSigns) -> Double {
        if let sound, let frame = vitals.programmeFrame {
            return FrameCount(frame).seconds(at: sound.programme.rate) / 60
        }
        return max(Self.earliest, place(entry.moment))
    }
}
