internal import MusikSession

/// The keys of a file of answers, pressed at their seconds of the programme.
struct TypedKeys {
    private var waiting: ArraySlice<AnswerFile.Typed>
    private var decoder = KeyDecoder()
    private var landingBeats = 0

    /// How many times Enter is pressed at the landing.
    private static let patience = 20

    init(_ typed: [AnswerFile.Typed]) { waiting = typed[...] }

    /// The keys that are due now; the landing is ended by itself, after what is still asked.
    mutating func keys(_ conductor: Conductor) -> [Key] {
        let now = conductor.clockSeconds
        var keys: [Key] = []
        while let next = waiting.first, next.at <= now {
            keys += decoder.take(Array(next.keys.utf8)) + decoder.flush()
            waiting.removeFirst()
        }
        if keys.isEmpty, conductor.phase == .landing {
            landingBeats += 1
            // A question that Enter doesn't answer, such as an open distress, must not hold the end.
            if landingBeats > Self.patience { conductor.perform(.endLanding) }
            keys.append(.enter)
        }
        return keys
    }
}
