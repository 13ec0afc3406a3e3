internal import MusikCuration
internal import MusikModel

/// Compares a site's own recordings with the scripts they take the place of.
///
/// The control is fair only where the cues are said at the same times, as loud and as long as the
/// programme expects.
enum CueComparison {
    /// How far a recording's length may lie from the script's: 10 %, or 5 s for short ones.
    static func lengthTolerance(_ seconds: Double) -> Double { max(5, seconds * 0.1) }
    /// How far a recording's loudness may lie from the target, in LU; the programme corrects the
    /// rest, and more would raise the room's noise with it.
    static let loudnessTolerance = 3.0
    /// The loudness that recordings are aimed at.
    static let loudnessTarget: Decibels = -23
    /// The highest true peak that is accepted, in dBTP.
    static let highestPeak: Decibels = -1
    /// The highest true peak that recordings are aimed at, in dBTP: room for another meter, and for
    /// the gain that a soft one still gets.
    static let peakTarget: Decibels = -3

    /// What was measured of a recording.
    struct Measure: Hashable, Sendable {
        /// The decoded length in seconds.
        var seconds: Double
        /// Integrated loudness in LUFS.
        var integrated: Decibels
        /// True peak in dBTP.
        var truePeak: Decibels
    }

    /// What differs between two lists of cues, without listening to them; one sentence each.
    static func scriptFindings(site: CueManifest, reference: CueManifest) -> [String] {
        var findings: [String] = []
        if site.recording == .placeholder {
            findings.append(
                "the recordings are marked as placeholders; record a person and set "
                    + "\"recording\": \"site\"")
        }
        if site.language != reference.language {
            findings.append(
                "the language is \(site.language.rawValue), not \(reference.language.rawValue)")
        }
        let names = Set(site.items.map(\.name))
        if names.count < site.items.count {
            findings.append("a name comes twice; every cue has a name of its own")
        }
        for item in reference.items where !names.contains(item.name) {
            findings.append("\(item.name): it is missing; record it from the script")
        }
        for item in site.items {
            guard let wanted = reference.items.first(where: { $0.name == item.name }) else {
                findings.append("\(item.name): the scripts have no such cue; remove it")
                continue
            }
            if item.lines.map(\.text) != wanted.lines.map(\.text) {
                findings.append("\(item.name): its text differs from the script's")
            }
            if let kind = wanted.kind, item.kind != kind {
                findings.append(
                    "\(item.name): its kind is \(item.kind?.rawValue ?? "missing"); write "
                        + "\"kind\": \"\(kind.rawValue)\", by which it is chosen")
            }
        }
        return findings
    }

    /// What is wrong with one recording; one sentence each.
    static func soundFindings(
        _ name: String, measure: Measure, wantedSeconds: Double
    ) -> [String] {
        var findings: [String] = []
        let tolerance = lengthTolerance(wantedSeconds)
        if abs(measure.seconds - wantedSeconds) > tolerance {
            findings.append(
                "\(name): it lasts \(number(measure.seconds)) s; the script wants "
                    + "\(number(wantedSeconds)) ± \(number(tolerance)) s")
        }
        // Said this way round so that silence, at minus infinity, is a finding too.
        let deviation = measure.integrated.value - loudnessTarget.value
        if !(abs(deviation) <= loudnessTolerance) {
            let change = deviation > 0 ? "softer" : "louder"
            findings.append(
                "\(name): its loudness is \(number(measure.integrated.value)) LUFS; make it "
                    + "\(change), to \(number(loudnessTarget.value)) ± "
                    + "\(number(loudnessTolerance)) LUFS")
        }
        if measure.truePeak > highestPeak {
            findings.append(
                "\(name): its true peak is \(number(measure.truePeak.value)) dBTP; at most "
                    + "\(number(highestPeak.value)) is allowed, so make it softer")
        }
        return findings
    }

    private static func number(_ value: Double) -> String {
        guard value.isFinite else { return value < 0 ? "minus infinity" : "\(value)" }
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        return tenths % 10 == 0
            ? "\(tenths / 10)" : "\(sign)\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
