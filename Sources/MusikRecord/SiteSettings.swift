internal import MusikModel

/// How a site works: what it may set, each with its usual value.
public struct SiteSettings: Hashable, Sendable, Codable {
    /// Whether a patient's name may be kept, as a note beside the study code.
    public var allowsNames = false
    /// Whether a patient's wish may lead to the other arm's programme; otherwise it leads to quiet.
    public var allowsOtherProgramme = false
    /// The planned length of an infusion in minutes, 0.5 to 240.
    public var infusionMinutes = 40.0
    /// The infusion's minutes at which blood pressure is asked for, in order; its beginning and its
    /// end always are.
    public var readings: [Double] = [0, 10, 20, 30, 40]
    /// Minutes from one reading to the next after the infusion.
    public var readingInterval = 15.0
    /// Minutes from one check-in to the next in the arms without music.
    public var checkInInterval = 5.0
    /// When the debrief begins, by arm.
    public var debrief: [String: DebriefRule] = [:]

    /// What was measured of outputs; nil where nothing was, as in records of earlier versions.
    public var calibrations: [OutputCalibration]?

    /// The usual settings.
    public init() {}

    /// When the debrief begins in an arm: at the end of the infusion, with music at the end of the
    /// programme, unless it is set.
    public func debriefRule(_ arm: SupportArm) -> DebriefRule {
        debrief[arm.rawValue] ?? (arm == .music ? .endOfProgramme : .endOfInfusion)
    }

    /// What was measured of an output; nil where nothing was.
    ///
    /// - Parameter device: the name that it keeps.
    public func calibration(
        _ purpose: OutputCalibration.Purpose, _ device: String
    ) -> OutputCalibration? {
        calibrations?.last { $0.purpose == purpose && $0.device == device }
    }

    /// What makes the settings impossible; nil where they hold together.
    public var problem: String? {
        if !(0.5...240).contains(infusionMinutes) { return "an infusion lasts 0.5 to 240 minutes" }
        if !(1...240).contains(readingInterval) {
            return "readings are 1 to 240 minutes apart after the infusion"
        }
        if !(0.5...60).contains(checkInInterval) { return "check-ins are 0.5 to 60 minutes apart" }
        if !readings.allSatisfy({ (0...240).contains($0) })
            || !zip(readings, readings.dropFirst()).allSatisfy({ $0 < $1 })
        {
            return "the minutes of readings rise from 0 to 240"
        }
        return calibrations?.lazy.compactMap(\.sound.problem).first
    }
}
