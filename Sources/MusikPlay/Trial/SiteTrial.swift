internal import MusikDigest
internal import MusikModel
internal import MusikRecord
internal import MusikStore
internal import MusikTrial

/// The trial that a site takes part in, and how far its participants have come: a view of the record.
struct SiteTrial {
    /// A patient's way into the trial.
    struct Participant {
        var enrolled: Enrolled?
        var consents = Consents()
        var allocation: AllocationMade?
        /// The ratings by visit and instrument: the numbers of the entries that stand.
        var ratings: [Rating: Int] = [:]
        /// Who was named to rate; nil before anybody was.
        var rater: ActorCode?
        /// The raters who came to know the arm.
        var unblinded: Set<ActorCode> = []
        /// How often somebody came to know it.
        var breaks: [BlindingBroken.Manner: Int] = [:]
        /// The guess that stands; nil before anybody guessed.
        var guess: ArmGuessed?
    }

    /// What is rated when.
    struct Rating: Hashable {
        var visit: String
        var instrument: String
    }

    /// A request, and the number of its event.
    struct Request {
        var entry: Int
        var patient: StudyCode
        var request: AllocationRequested
    }

    let package: TrialPackage
    let design: TrialDesign
    /// What is frozen, amendments included.
    private(set) var versions: TrialVersions
    /// The amendments in force, by the number of their entries.
    private(set) var amendments: [(entry: Int, versions: TrialVersions)] = []
    private(set) var participants: [StudyCode: Participant] = [:]
    private(set) var requests: [Request] = []
    /// All allocations in the order of their numbers.
    private(set) var allocations: [(patient: StudyCode, made: AllocationMade)] = []
    /// The entries that were signed, by meaning.
    private(set) var signed: [Signed.Meaning: Set<Int>] = [:]
    /// The opened secret; nil while the trial runs.
    private(set) var opened: TrialOpened?

    private static let kinds: [RecordBody.Kind] = [
        .trialJoined, .trialAmended, .enrolled, .consentGiven, .consentWithdrawn,
        .allocationRequested, .allocationMade, .signed, .trialOpened, .answered,
        .blindingBroken, .raterNamed, .armGuessed,
    ]

    /// The site's trial; nil where it takes part in none.
    init?(_ store: RecordStore) throws(Failure) {
        let events = try recording { () throws(StoreError) in try store.events(of: Self.kinds) }
        for case .signed(let signed) in events.map(\.event.body) {
            self.signed[signed.meaning, default: []].insert(signed.entry)
        }
        // What nobody signed, because something came in between, has no effect.
        let designs = signed[.design] ?? []
        guard
            let joined = events.lazy.compactMap({ recorded -> TrialJoined? in
                guard designs.contains(recorded.number),
                    case .trialJoined(let joined) = recorded.event.body
                else { return nil }
                return joined
            }).first
        else { return nil }
        package = try TrialPackage.read(.init(joined.package.utf8), from: "the trial's package")
        design = try package.parsedDesign()
        versions = try package.parsedVersions()
        for recorded in events { try note(recorded) }
    }

    private mutating func note(_ recorded: RecordedEvent) throws(Failure) {
        switch recorded.event.body {
        case .trialAmended(let amended):
            guard signed[.amendment]?.contains(recorded.number) ?? false else { return }
            var later = package
            later.versions = amended.versions
            versions = try later.parsedVersions()
            amendments.append((recorded.number, versions))
        case .trialOpened(let opened):
            guard signed[.unblinding]?.contains(recorded.number) ?? false else { return }
            self.opened = opened
        default: if let patient = recorded.event.concern.subject { note(recorded, of: patient) }
        }
    }

    private mutating func note(_ recorded: RecordedEvent, of patient: StudyCode) {
        var participant = participants[patient] ?? Participant()
        switch recorded.event.body {
        case .enrolled(let enrolled): participant.enrolled = enrolled
        case .allocationRequested(let request):
            requests.append(Request(entry: recorded.number, patient: patient, request: request))
        case .allocationMade(let made):
            participant.allocation = made
            allocations.append((patient, made))
        case .answered(let answered):
            guard let visit = answered.visit else { return }
            participant.ratings[Rating(visit: visit, instrument: answered.instrument)] =
                recorded.number
        case .blindingBroken(let broken):
            participant.breaks[broken.manner, default: 0] += 1
            if recorded.event.author.role == .rater {
                participant.unblinded.insert(recorded.event.author.actor)
            }
        case .raterNamed(let named): participant.rater = named.rater
        case .armGuessed(let guess): participant.guess = guess
        default: participant.consents.note(recorded.event.body)
        }
        participants[patient] = participant
    }

    /// The stratum of levels by name.
    /// - Throws: 64 where the design has no such levels.
    func stratum(_ levels: [String]) throws(Failure) -> TrialStratum {
        guard levels.count == design.factors.count else {
            throw Failure(
                .usage, "The design has \(counted(design.factors.count, "factor", "factors")).",
                remedy: design.factors.isEmpty
                    ? "Leave --level out."
                    : "Give one --level for each, in this order: \(Self.factors(design)).")
        }
        var places: [Int] = []
        for (factor, level) in zip(design.factors, levels) {
            guard let place = factor.levels.firstIndex(of: level) else {
                throw Failure(
                    .usage, "“\(factor.name)” has no level “\(level)”.",
                    remedy: "It has: \(factor.levels.joined(separator: ", ")).")
            }
            places.append(place)
        }
        return TrialStratum(site: package.site, levels: places)
    }

    /// The factors and their levels, as they are typed.
    static func factors(_ design: TrialDesign) -> String {
        design.factors.map { "\($0.name) (\($0.levels.joined(separator: ", ")))" }
            .joined(separator: "; ")
    }

    /// The arm of an allocated participant; nil before.
    func arm(of patient: StudyCode) -> SupportArm? {
        participants[patient]?.allocation.flatMap { SupportArm(rawValue: $0.arm) }
    }

    /// Why a participant can't be allocated yet; nil where nothing is missing.
    func obstacle(to patient: StudyCode) -> Failure? {
        guard opened == nil else {
            return Failure(
                .usage, "The seed of \(design.name) is open: nobody is allocated any more.",
                remedy: "Care without the trial needs no allocation.")
        }
        let participant = participants[patient] ?? Participant()
        guard let enrolled = participant.enrolled else {
            return Failure(
                .usage, "\(patient) is not enrolled.",
                remedy: "Record eligibility with “musik-play enrol \(patient)”.")
        }
        guard enrolled.isEligible else {
            return Failure(
                .usage, "\(patient) was found not to be eligible.",
                remedy: "Care without the trial needs no allocation: “musik-play session "
                    + "\(patient) --arm …”.")
        }
        for kind in [ConsentKind.treatment, .trial] where !participant.consents.holds(kind) {
            return Failure(
                .usage, "\(patient)'s consent to the \(kind.rawValue) is not there.",
                remedy: "Record it with “musik-play consent give \(patient) --to \(kind.rawValue)”."
            )
        }
        for instrument in design.baseline {
            let entry = participant.ratings[
                Rating(visit: TrialDesign.baselineVisit, instrument: instrument)]
            guard let entry, signed[.rating]?.contains(entry) ?? false else {
                return Failure(
                    .usage,
                    "\(patient)'s baseline rating “\(instrument)” is not "
                        + (entry == nil ? "there." : "signed."),
                    remedy: "A rater enters it with “musik-play rate \(patient) --visit "
                        + "\(TrialDesign.baselineVisit) --instrument \(instrument)”.")
            }
        }
        return nil
    }

    /// Why somebody may not rate a participant; nil where they may.
    func obstacle(to patient: StudyCode, for rater: ActorCode) -> Failure? {
        guard let participant = participants[patient] else { return nil }
        if participant.unblinded.contains(rater) {
            return Failure(
                .noPermission, "\(rater) knows what \(patient) was given, or may.",
                remedy: "The coordinator names another rater.")
        }
        if let named = participant.rater, named != rater {
            return Failure(
                .noPermission, "\(patient) is rated by \(named).",
                remedy: "The coordinator names raters with “musik-play blinding rater”.")
        }
        return nil
    }

    /// Whether a participant's ratings of the last visit are there, or were said to be missing.
    func isRatedToTheEnd(_ patient: StudyCode, _ closure: TrialClosure) -> Bool {
        guard let last = design.visits.last else { return true }
        return design.baseline.allSatisfy { instrument in
            let rating = Rating(visit: last, instrument: instrument)
            let item = TrialClosure.Missing(
                code: patient.text, item: AnalysisTable.column(rating))
            return participants[patient]?.ratings[rating] != nil || closure.missing[item] != nil
        }
    }

    /// How blinding held, from the guesses that were made.
    var blinding: BlindingIndex {
        var guesses = design.arms.map { _ in design.arms.map { _ in 0 } }
        var unknown = design.arms.map { _ in 0 }
        for participant in participants.values {
            guard let guess = participant.guess, let made = participant.allocation,
                let arm = design.arms.firstIndex(where: { $0.name == made.arm })
            else { continue }
            if let guessed = design.arms.firstIndex(where: { $0.name == guess.arm }) {
                guesses[arm][guessed] += 1
            } else {
                unknown[arm] += 1
            }
        }
        return BlindingIndex(guesses: guesses, unknown: unknown)
    }

    /// What all draws follow from, once it is open.
    var secret: TrialSecret? {
        guard let opened, let seed = [UInt8](hexText: opened.seed),
            let salt = [UInt8](hexText: opened.salt)
        else { return nil }
        return TrialSecret(seed: seed, salt: salt)
    }

    /// What of the allocations doesn't agree with design, draws and, where it is open, the seed.
    func findings(secret: TrialSecret?) throws(Failure) -> [String] {
        var findings: [String] = []
        if let secret,
            TrialPackage.commitment(secret, design: package.design, versions: package.versions)
                != package.commitment
        {
            findings.append("The opened seed is not the one that was committed to.")
        }
        var made: [TrialAllocation] = []
        for (patient, allocation) in allocations {
            guard let bytes = [UInt8](hexText: allocation.draw), let draw = TrialDraw(bytes),
                let arm = design.arms.firstIndex(where: { $0.name == allocation.arm }),
                let request = requests.first(where: { $0.entry == allocation.request }),
                request.patient == patient, request.request.number == allocation.number
            else {
                findings.append(
                    "\(patient): allocation \(allocation.number) has no request, draw or arm "
                        + "of this trial.")
                continue
            }
            made.append(
                TrialAllocation(
                    number: allocation.number, stratum: try stratum(request.request.levels),
                    draw: draw, arm: arm))
        }
        let twice = Dictionary(grouping: allocations, by: \.patient).filter { $0.value.count > 1 }
        findings += twice.keys.sorted().map { "\($0) was allocated more than once." }
        return findings
            + TrialAudit(design, secret: secret).findings(in: made).map { finding in
                finding.sentence(design)
            }
    }

    /// What of a medium's receipts doesn't agree with the record.
    func findings(
        _ receipts: [TrialMedium.Receipt], in store: RecordStore
    ) throws(Failure) -> [String] {
        var findings: [String] = []
        for number in 1...max(1, receipts.count, allocations.count) {
            let receipt = receipts.first { $0.number == number }
            let requests = requests.filter { $0.request.number == number }
            let allocated = allocations.first { $0.made.number == number }
            guard let receipt else {
                if allocated != nil {
                    findings.append("The medium has no receipt of draw \(number): it is a copy.")
                }
                continue
            }
            var request: Request?
            for candidate in requests
            where try recording({ () throws(StoreError) in try store.digest(of: candidate.entry) })
                == receipt.request
            {
                request = candidate
            }
            if let request, let allocated, allocated.made.request != request.entry {
                findings.append("Allocation \(number) is of another request than the receipt.")
            } else if request == nil {
                findings.append(
                    "Draw \(number) was opened for another record: this one is a copy, or was put "
                        + "back.")
            } else if allocated == nil {
                findings.append(
                    "Allocation \(number) was cut short: run “musik-play randomize” again.")
            }
        }
        return findings
    }
}
