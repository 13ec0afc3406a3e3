internal import MusikModel
internal import MusikProgramme

extension PlanNote {
    /// The note as a sentence of a report; nil for what belongs to the figures only.
    var sentence: String? {
        switch self {
        case .droppedTrack(let title): "left out to end on time: \(title)"
        case .addedReserve(let title): "added from the reserve: \(title)"
        case .repeatedTrack(let title): "played a second time: \(title)"
        case .cutFinal(let title, let seconds, let fade):
            "\(title) ends \(decimal(seconds, 1)) s early, under a fade of \(decimal(fade, 0)) s"
        case .overlap(let from, let to, let seconds, let correlation):
            "\(from) → \(to): \(decimal(seconds, 1)) s together"
                + (correlation >= 0.05 ? ", alike by \(decimal(correlation, 2))" : "")
        case .trimmed(let title, let head, let tail):
            "\(title): \(decimal(head, 1)) s of silence before it and \(decimal(tail, 1)) s after it left out"
        case .trimmedForSeam(let title, let head, let tail, let step, let remaining):
            "\(title): its \(head > 0 ? "first" : "last") \(decimal(max(head, tail), 1)) s left out, so that the volume at its seam steps by \(decimal(remaining.value, 1)) LU and not by \(decimal(step.value, 1))"
        case .gainLimitedByPeak(let title, let by):
            "\(title) stays \(decimal(abs(by.value), 1)) dB below the target: its peaks have no more room"
        case .unmeasuredLoudness(let title): "\(title) is too quiet to be measured; left as it is"
        case .droppedCue(let title): "left out to end on time: \(title)"
        case .failedSource(let title): "left out because its file failed: \(title)"
        case .levelChanged(let by): "all that follows moves by \(decimal(by.value, 1)) dB"
        }
    }
}

/// A number with so many decimals.
func decimal(_ value: Double, _ places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let rounded = (value * scale).rounded()
    let whole = Int64(abs(rounded))
    let sign = rounded < 0 ? "-" : ""
    guard places > 0 else { return sign + String(whole) }
    let part = String(whole % Int64(scale))
    return "\(sign)\(whole / Int64(scale))." + String(repeating: "0", count: places - part.count)
        + part
}
