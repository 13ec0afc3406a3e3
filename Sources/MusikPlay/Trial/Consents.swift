internal import MusikRecord

/// What a patient has agreed to, as it stands.
struct Consents {
    /// One consent.
    struct Standing {
        var given: ConsentGiven
        /// What was said when it was taken back; nil where it holds.
        var withdrawn: ConsentWithdrawn?
    }

    private(set) var standing: [ConsentKind: Standing] = [:]

    /// Takes in what was given or taken back later than everything before.
    mutating func note(_ body: RecordBody) {
        switch body {
        case .consentGiven(let given): standing[given.kind] = Standing(given: given)
        case .consentWithdrawn(let withdrawn):
            standing[withdrawn.kind]?.withdrawn = withdrawn
        default: return
        }
    }

    /// Whether a consent was given and holds.
    func holds(_ kind: ConsentKind) -> Bool {
        standing[kind].map { $0.withdrawn == nil } ?? false
    }

    /// Makes sure that nobody is treated who took the consent back.
    /// - Throws: 64 where the patient did.
    func requireTreatment(of patient: StudyCode) throws(Failure) {
        guard standing[.treatment]?.withdrawn != nil else { return }
        throw Failure(
            .usage, "\(patient) has taken back the consent to the treatment.",
            remedy: "Where the patient agrees again, record it with “musik-play consent give”.")
    }
}
