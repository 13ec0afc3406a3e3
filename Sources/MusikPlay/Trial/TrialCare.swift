internal import MusikModel
internal import MusikRecord
internal import MusikStore
internal import MusikTrial

/// What a trial decides of a patient's care: the arm, and what lists are built from. Nothing for
/// whoever is not allocated, or has left the trial.
struct TrialCare {
    private let patient: StudyCode
    private let trial: SiteTrial?
    private let isRehearsal: Bool

    init(_ patient: StudyCode, in store: RecordStore) throws(Failure) {
        self.patient = patient
        isRehearsal = store.isRehearsal
        let trial = try SiteTrial(store)
        let participant = trial?.participants[patient]
        let isIn = participant?.allocation != nil && participant?.consents.holds(.trial) ?? false
        self.trial = isIn ? trial : nil
    }

    /// The allocated arm; nil outside a trial.
    ///
    /// - Parameter asked: the arm that somebody named.
    /// - Throws: 64 where somebody named one inside a trial.
    func arm(asked: SupportArm?) throws(Failure) -> SupportArm? {
        guard let trial else { return nil }
        guard asked == nil else {
            throw Failure(
                .usage, "\(patient) is in the trial \(trial.design.name): its allocation decides.",
                remedy: "Leave --arm out. A patient who doesn't want the programme says so in the "
                    + "session; that is recorded as a deviation, and the allocation stays.")
        }
        return trial.arm(of: patient)
    }

    /// What lists are built of: what was asked for, or what the allocated arm sounds like.
    ///
    /// - Throws: 64 where something else was asked for inside a trial.
    func sound(asked: Arm?) throws(Failure) -> Arm {
        guard let trial, let allocated = trial.arm(of: patient) else { return asked ?? .music }
        guard asked == nil || asked == allocated.sound else {
            throw Failure(
                .usage, "\(patient) is in the trial \(trial.design.name): its allocation decides.",
                remedy: "Leave --arm out.")
        }
        return allocated.sound
    }

    /// Makes sure that no participant hears a placeholder in the place of a person's voice.
    /// - Throws: 78 where one would.
    func check(_ material: ProgrammeMaterial) throws(Failure) {
        guard trial != nil, !isRehearsal, material.hasPlaceholders else { return }
        throw Failure(
            .configuration, "A machine's placeholder speaks in this programme.",
            remedy: "A trial's cues are spoken by a person: record them, then “musik-play cues” "
                + "shows what is missing.")
    }

    /// The release that lists are built from.
    ///
    /// - Throws: 64 where another one than the trial's was asked for.
    func release(asked: String?) throws(Failure) -> String? {
        guard let frozen = trial?.versions.release?.name else { return asked }
        guard asked == nil || asked == frozen else {
            throw Failure(
                .usage, "The trial builds from the release “\(frozen)”.",
                remedy: "Leave --release out.")
        }
        return frozen
    }

    /// The library that lists are built from, with the prior that was frozen with the trial.
    func library(_ store: RecordStore, release: String?) throws(Failure) -> CurationLibrary {
        try CurationLibrary(
            store, release: try self.release(asked: release),
            prior: trial.map { .frozen($0.versions.prior) } ?? .standing)
    }
}
