internal import MusikMeasures
internal import MusikModel
internal import MusikRecord

/// What takes the place of an entry that was mistyped.
struct EntryCorrection {
    /// The entry as it is to stand.
    private(set) var body: RecordBody
    /// The flags that its answers raise.
    private(set) var flags: [(flag: InstrumentFlag, instrument: Instrument)] = []

    /// An entry with some fields changed, read again as its kind, its scores computed anew.
    /// - Throws: 64 for an entry, a field or a value that can't be corrected so, 78 for a
    ///   questionnaire that the site no longer has.
    init(
        of old: RecordBody, setting changes: [FieldChange], instruments: InstrumentCatalogue
    ) throws(Failure) {
        guard old.kind.isCorrectable else {
            throw Failure(
                .usage,
                "An entry of the kind “\(old.kind.rawValue)” can't be corrected: nobody "
                    + "typed it.",
                remedy: "What people say can be, such as vitals, answered, debriefed, preference "
                    + "and adverseEvent.")
        }
        var form = PayloadForm(old)
        for change in changes {
            if Self.fixed(old.kind).contains(change.path[0]) {
                throw Failure(
                    .usage, "\(change.path[0]) is not typed by anybody: it follows from the rest.",
                    remedy: "Correct what it follows from.")
            }
            form = try change.applied(to: form)
        }
        guard form != PayloadForm(old), let read = try? form.body else {
            throw Failure(
                .usage, "That changes nothing.", remedy: "Say what the entry should be.")
        }
        body = read
        if case .answered(let answered) = body { try score(answered, instruments) }
        if !body.isPossible {
            throw Failure(
                .usage, "These values are impossible, so one of them is mistyped.",
                remedy: "Give the right one.")
        }
    }

    /// The fields that follow from others.
    private static func fixed(_ kind: RecordBody.Kind) -> [String] {
        switch kind {
        case .answered: ["instrument", "version", "language", "scores"]
        case .fidelityChecked: ["version", "arm"]
        default: []
        }
    }

    private mutating func score(
        _ answered: Answered, _ instruments: InstrumentCatalogue
    ) throws(Failure) {
        guard let instrument = instruments[answered.instrument],
            instrument.edition.text == answered.version
        else {
            throw Failure(
                .configuration,
                "This was answered on \(answered.instrument) \(answered.version), which is not set "
                    + "up here.", remedy: "Put its pack into “instruments” of the data folder.")
        }
        var answers: [String: Int] = [:]
        for (item, value) in answered.answers {
            guard let whole = Int(exactly: value) else {
                throw Failure(
                    .usage, "\(value) is no answer to item \(item).",
                    remedy: "Answers are whole numbers.")
            }
            answers[item] = whole
        }
        var scored = try instrument.answered(answers, in: answered.language)
        scored.answered.visit = answered.visit
        body = .answered(scored.answered)
        let raised = scored.score.flags.filter { $0.state == .raised }
        flags = raised.compactMap { flag in instrument.flag(flag.id).map { ($0, instrument) } }
    }
}

extension RecordBody {
    /// Whether its values are such as there can be.
    var isPossible: Bool {
        switch self {
        case .vitalSigns(let vitals): vitals.isPossible
        case .debriefed(let debriefed):
            debriefed.ease.map(Debriefed.scale.contains) ?? true
        case .preferenceLogged(let logged):
            [logged.liking, logged.resonance, logged.openness].compactMap { $0 }
                .allSatisfy(PreferenceLogged.scale.contains)
                && (logged.pieces ?? []).compactMap(\.reaction)
                    .allSatisfy(PieceReaction.scale.contains)
                && logged.support?.isPossible ?? true
        case .fidelityChecked(let checked):
            checked.answers.keys.allSatisfy { FidelityChecked.Item(rawValue: $0) != nil }
        default: true
        }
    }
}

extension Instrument {
    /// Answers with their scores, as the record keeps them.
    /// - Throws: 65 for an answer that the instrument doesn't have.
    func answered(
        _ answers: [String: Int], in language: Language
    ) throws(Failure) -> (answered: Answered, score: InstrumentScore) {
        let response = InstrumentResponse(edition: edition, language: language, answers: answers)
        do throws(ResponseError) {
            let score = try score(response)
            let values = score.scales.compactMap { scale in scale.value.map { (scale.id, $0) } }
            return (
                Answered(
                    instrument: id, version: edition.text, language: language,
                    answers: answers.mapValues(Double.init),
                    scores: Dictionary(uniqueKeysWithValues: values),
                    slot: slot?.rawValue), score
            )
        } catch {
            throw Failure(
                .data, "\(name): \(error.description).",
                remedy: "Ask it again with the answers that it has.")
        }
    }
}
