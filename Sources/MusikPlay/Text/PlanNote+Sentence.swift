internal import MusikModel
internal import MusikProgramme

extension PlanNote {
    /// The note as a sentence of a report; nil for what belongs to the figures only.
    func sentence(_ language: Language) -> String? {
        language.choice(of: inBothLanguages)
    }

    private var inBothLanguages: (english: String, french: String) {
        switch self {
        case .droppedTrack(let title), .droppedCue(let title):
            ("left out to end on time: \(title)", "omis pour finir à l’heure : \(title)")
        case .addedReserve(let title):
            ("added from the reserve: \(title)", "ajouté de la réserve : \(title)")
        case .repeatedTrack(let title):
            ("played a second time: \(title)", "joué une seconde fois : \(title)")
        case .cutFinal(let title, let seconds, let fade):
            (
                "\(title) ends \(decimal(seconds, 1)) s early, under a fade of "
                    + "\(decimal(fade, 0)) s",
                "\(title) finit \(decimal(seconds, 1, .french)) s plus tôt, par un fondu de "
                    + "\(decimal(fade, 0)) s"
            )
        case .overlap(let from, let to, let seconds, let correlation):
            (
                "\(from) → \(to): \(decimal(seconds, 1)) s together"
                    + (correlation >= 0.05 ? ", alike by \(decimal(correlation, 2))" : ""),
                "\(from) → \(to) : \(decimal(seconds, 1, .french)) s ensemble"
                    + (correlation >= 0.05
                        ? ", semblables à \(decimal(correlation, 2, .french))" : "")
            )
        case .trimmed(let title, let head, let tail):
            (
                "\(title): \(decimal(head, 1)) s of silence before it and \(decimal(tail, 1)) s "
                    + "after it left out",
                "\(title) : \(decimal(head, 1, .french)) s de silence avant et "
                    + "\(decimal(tail, 1, .french)) s après sont omises"
            )
        case .trimmedForSeam(let title, let head, let tail, let step, let remaining):
            (
                "\(title): its \(head > 0 ? "first" : "last") \(decimal(max(head, tail), 1)) s "
                    + "left out, so that the volume at its seam steps by "
                    + "\(decimal(remaining.value, 1)) LU and not by \(decimal(step.value, 1))",
                "\(title) : ses \(head > 0 ? "premières" : "dernières") "
                    + "\(decimal(max(head, tail), 1, .french)) s sont omises, pour que le volume à "
                    + "sa jointure change de \(decimal(remaining.value, 1, .french)) LU au lieu de "
                    + "\(decimal(step.value, 1, .french))"
            )
        case .gainLimitedByPeak(let title, let by):
            (
                "\(title) stays \(decimal(abs(by.value), 1)) dB below the target: its peaks have "
                    + "no more room",
                "\(title) reste \(decimal(abs(by.value), 1, .french)) dB sous le niveau visé : ses "
                    + "crêtes n’ont plus de marge"
            )
        case .unmeasuredLoudness(let title):
            (
                "\(title) is too quiet to be measured; left as it is",
                "\(title) est trop faible pour être mesuré ; laissé tel quel"
            )
        case .failedSource(let title):
            (
                "left out because its file failed: \(title)",
                "omis parce que son fichier a fait défaut : \(title)"
            )
        case .levelChanged(let by):
            (
                "all that follows moves by \(decimal(by.value, 1)) dB",
                "tout ce qui suit change de \(decimal(by.value, 1, .french)) dB"
            )
        }
    }
}

/// A number with so many decimals, after a point or, in French, a comma.
func decimal(_ value: Double, _ places: Int, _ language: Language = .english) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let rounded = (value * scale).rounded()
    guard rounded.magnitude < 1e15 else {
        return value.isNaN ? "–" : value.isInfinite ? (value < 0 ? "-∞" : "∞") : "\(value)"
    }
    let whole = Int64(abs(rounded))
    let sign = rounded < 0 ? "-" : ""
    guard places > 0 else { return sign + String(whole) }
    let part = String(whole % Int64(scale))
    let mark = language == .french ? "," : "."
    return "\(sign)\(whole / Int64(scale))\(mark)"
        + String(repeating: "0", count: places - part.count) + part
}
