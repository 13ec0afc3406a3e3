internal import MusikModel
internal import MusikRecord
internal import MusikStore
internal import MusikTrial

/// Allocates one participant: request, receipt, draw, event, in this order, so that whatever stops it
/// in between, the next attempt knows where it stood.
///
/// A request without a receipt has opened nothing and is made anew. A receipt without its event is of
/// the participant whose request it names, and is completed for nobody else. Any other difference
/// between medium and record means that one of the two is a copy or was put back: nothing is opened.
struct Randomisation: ~Copyable {
    private let store: RecordStore
    private let author: RecordAuthor
    private var medium: TrialMedium

    /// - Parameter path: the medium.
    /// - Throws: 66, 77, 65 or 69 where the medium can't be used; see `TrialMedium`.
    init(
        _ store: RecordStore, data: DataFolder, medium path: String, by author: RecordAuthor
    ) throws(Failure) {
        self.store = store
        self.author = author
        medium = try TrialMedium(
            path, for: try SiteTrial.required(store).package, data: data)
    }

    /// What came of it.
    struct Outcome {
        var patient: StudyCode
        var made: AllocationMade
        /// Whether an allocation that was cut short came to its end.
        var isCompleted: Bool
    }

    /// Allocates a participant, or completes the allocation that was cut short.
    mutating func allocate(_ patient: StudyCode) throws(Failure) -> Outcome {
        // Read under the medium's lock: nobody else allocates meanwhile.
        let trial = try SiteTrial.required(store)
        try compare(trial)
        if medium.receipts.count > trial.allocations.count {
            let digest = medium.receipts[trial.allocations.count].request
            for request in trial.requests
            where try recording({ () throws(StoreError) in try store.digest(of: request.entry) })
                == digest
            {
                return Outcome(
                    patient: request.patient, made: try reveal(request, trial), isCompleted: true)
            }
            throw Self.foreign
        }
        if let made = trial.participants[patient]?.allocation {
            throw Failure(
                .usage, "\(patient) was allocated already, to “\(made.arm)”.",
                remedy: "An allocation is never undone; “musik-play trial show” lists them.")
        }
        if let obstacle = trial.obstacle(to: patient) { throw obstacle }
        let levels = trial.participants[patient]?.enrolled?.levels ?? []
        _ = try trial.stratum(levels)
        let request = AllocationRequested(
            trial: trial.design.name, number: trial.allocations.count + 1, levels: levels)
        let recorded = try recording { () throws(StoreError) in
            try store.append(
                .allocationRequested(request), RecordConcern(subject: patient), by: author)
        }
        guard
            let digest = try recording({ () throws(StoreError) in
                try store.digest(of: recorded.number)
            })
        else { throw Self.foreign }
        try medium.write(TrialMedium.Receipt(number: request.number, request: digest))
        let made = try reveal(
            SiteTrial.Request(entry: recorded.number, patient: patient, request: request), trial)
        return Outcome(patient: patient, made: made, isCompleted: false)
    }

    /// Opens the draw of a request whose receipt is on the medium.
    private func reveal(
        _ request: SiteTrial.Request, _ trial: SiteTrial
    ) throws(Failure) -> AllocationMade {
        let draw = try trial.package.draw(request.request.number, by: medium.key)
        var allocator = TrialAllocator(trial.design)
        for (_, made) in trial.allocations {
            guard let bytes = [UInt8](hexText: made.draw), let draw = TrialDraw(bytes),
                let before = trial.requests.first(where: { $0.entry == made.request })
            else { throw Self.foreign }
            _ = allocator.allocate(try trial.stratum(before.request.levels), by: draw)
        }
        let arm = allocator.allocate(try trial.stratum(request.request.levels), by: draw)
        let made = AllocationMade(
            trial: trial.design.name, number: request.request.number, request: request.entry,
            draw: draw.bytes.hexText, arm: trial.design.arms[arm].name)
        try recording { () throws(StoreError) in
            _ = try store.append(
                .allocationMade(made), RecordConcern(subject: request.patient), by: author)
        }
        return made
    }

    /// Makes sure that medium and record tell the same of all that both know, and that the medium is
    /// one receipt ahead at most.
    private borrowing func compare(_ trial: SiteTrial) throws(Failure) {
        let ahead = medium.receipts.count - trial.allocations.count
        guard ahead >= 0 else {
            throw Failure(
                .data,
                "The medium knows \(counted(medium.receipts.count, "draw", "draws")) that were "
                    + "opened, and the record \(trial.allocations.count): the medium is a copy.",
                remedy: "Use the medium that was there for the last allocation.")
        }
        guard ahead <= 1 else { throw Self.foreign }
        for (receipt, allocation) in zip(medium.receipts, trial.allocations) {
            let digest = try recording { () throws(StoreError) in
                try store.digest(of: allocation.made.request)
            }
            guard allocation.made.number == receipt.number, digest == receipt.request else {
                throw Self.foreign
            }
        }
    }

    private static let foreign = Failure(
        .data, "A draw was opened for another record: this one is a copy, or was put back.",
        remedy: "Nothing was opened. Go on with the record in which the last participant was "
            + "allocated, and tell the trial's coordinator.")
}

extension SiteTrial {
    /// The site's trial, which has to be there.
    /// - Throws: 64 where the site takes part in none.
    static func required(_ store: RecordStore) throws(Failure) -> SiteTrial {
        guard let trial = try SiteTrial(store) else {
            throw Failure(
                .usage, "This site takes part in no trial.",
                remedy: "Join one with “musik-play trial join PACKAGE”.")
        }
        return trial
    }
}
