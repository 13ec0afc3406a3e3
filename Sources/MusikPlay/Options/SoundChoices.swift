internal import ArgumentParser
internal import MusikModel

/// How much neighbouring pieces overlap.
enum OverlapChoice: Hashable, Sendable, CustomStringConvertible {
    /// Nothing overlaps and nothing is trimmed.
    case none
    /// Between a shortest and a longest overlap.
    case within(ClosedRange<TimeSpan>)

    /// The overlap unless another is asked for.
    static let standard = OverlapChoice.within(
        TimeSpan(milliseconds: 4000)...TimeSpan(milliseconds: 12_000))

    /// Reads `0`, `6s` or `4s..12s`; overlaps last 0.1 s to 30 s.
    init(parsing text: String) throws {
        let halves = text.split(separator: ".", omittingEmptySubsequences: false)
        let bounds: [String]
        if let middle = halves.indices.first(where: { halves[$0].isEmpty && $0 > 0 }),
            middle < halves.count - 1
        {
            bounds = [
                halves[..<middle].joined(separator: "."),
                halves[(middle + 1)...].joined(separator: "."),
            ]
        } else {
            bounds = [text]
        }
        let spans = try bounds.map { try TimeSpan(parsing: $0) }
        if spans == [TimeSpan(milliseconds: 0)] {
            self = .none
            return
        }
        let (shortest, longest) = (spans[0], spans[spans.count - 1])
        guard shortest <= longest else {
            throw ValidationError(
                "“\(text)” begins with the longer one; write for example 4s..12s.")
        }
        guard shortest.milliseconds >= 100, longest.milliseconds <= 30_000 else {
            throw ValidationError("Overlaps last 0.1s to 30s, or 0 for none.")
        }
        self = .within(shortest...longest)
    }

    /// The overlap as it would be typed.
    var description: String {
        switch self {
        case .none: "0"
        case .within(let range): "\(range.lowerBound)..\(range.upperBound)"
        }
    }
}

/// The loudness that every piece is brought to.
enum LoudnessChoice: Hashable, Sendable, CustomStringConvertible {
    /// Nothing is changed, and the true-peak guard is off as well.
    case off
    /// An integrated loudness in LUFS.
    case target(Decibels)

    /// The loudness unless another is asked for: the broadcast level of EBU R 128.
    static let standard = LoudnessChoice.target(-23)

    /// Reads `off` or a number of LUFS from -40 to -14.
    init(parsing text: String) throws {
        if text == "off" {
            self = .off
            return
        }
        guard let level = Double(text), (-40.0 ... -14.0).contains(level) else {
            throw ValidationError("The loudness is a number from -40 to -14 (in LUFS), or off.")
        }
        self = .target(Decibels(level))
    }

    /// The loudness as it would be typed.
    var description: String {
        switch self {
        case .off: "off"
        case .target(let level):
            level.value == level.value.rounded() ? String(Int(level.value)) : String(level.value)
        }
    }
}

/// The shape that the music's intensity follows over the window.
enum ArcChoice: Hashable, Sendable, CustomStringConvertible {
    /// The same throughout.
    case flat
    /// The Domino model of the plasma level.
    case domino
    /// The Clements model of the plasma level.
    case clements
    /// A curve drawn by hand, in a file.
    case file(String)

    /// Reads a name, or else a path.
    init(parsing text: String) throws {
        switch text {
        case "flat": self = .flat
        case "domino": self = .domino
        case "clements": self = .clements
        case "": throw ValidationError("The arc is flat, domino, clements or a file.")
        default: self = .file(text)
        }
    }

    /// The arc as it would be typed.
    var description: String {
        switch self {
        case .flat: "flat"
        case .domino: "domino"
        case .clements: "clements"
        case .file(let path): path
        }
    }
}

/// The mindfulness exercise before everything else.
enum OpeningChoice: Hashable, Sendable, CustomStringConvertible {
    /// No exercise.
    case none
    /// The recorded one that the playlist names.
    case recorded
    /// The clinician speaks it and a key starts the rest.
    case live
    /// A recorded exercise by its name.
    case named(String)

    /// Reads `none`, `recorded`, `live` or a name.
    init(parsing text: String) throws {
        switch text {
        case "none": self = .none
        case "recorded": self = .recorded
        case "live": self = .live
        case "": throw ValidationError("The opening is the name of an exercise, or none.")
        default: self = .named(text)
        }
    }

    /// The opening as it would be typed.
    var description: String {
        switch self {
        case .none: "none"
        case .recorded: "recorded"
        case .live: "live"
        case .named(let name): name
        }
    }
}

/// How exactly sample rates are converted.
enum ResamplingChoice: String, Hashable, Sendable, CaseIterable, ExpressibleByArgument {
    /// 20 bits.
    case high
    /// 28 bits, for about twice the work.
    case veryHigh = "very-high"
}
