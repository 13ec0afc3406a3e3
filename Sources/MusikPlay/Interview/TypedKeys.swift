internal import MusikSession

/// The keys of a file of answers, pressed at their seconds of the programme.
struct TypedKeys {
    private var waiting: ArraySlice<AnswerFile.Typed>
    private var decoder = KeyDecoder()

    init(_ typed: [AnswerFile.Typed]) { waiting = typed[...] }

    /// The keys that are due now; the landing is ended by itself, after what is still asked.
    mutating func keys(_ conductor: Conductor) -> [Key] {
        let now = conductor.clockSeconds
        var keys: [Key] = []
        while let next = waiting.first, next.at <= now {
            keys += decoder.take(Array(next.keys.utf8)) + decoder.flush()
            waiting.removeFirst()
        }
        if keys.isEmpty, conductor.phase == .landing { keys.append(.enter) }
        return keys
    }
}
