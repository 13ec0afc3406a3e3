public import MusikModel

/// A list that patient and clinician change by hand: what stands in it, what is pinned, how it fits.
///
/// A value: a change gives a new list, or says why there is none. What must not be heard comes in
/// by no change; what was heard often may be asked for, and so may more of one group than the
/// builder would take. Music only: in the cue arm the window is counted in moments.
public struct EditedList: Sendable {
    /// One place of the list.
    public struct Entry: Hashable, Sendable {
        /// The option.
        public var option: Int
        /// Whether it stays when the rest is built anew.
        public var isPinned = false
    }

    /// How many changes can be taken back.
    static let mostUndone = 100

    /// What is chosen from, the window and the allowed overlaps.
    public let objective: PlaylistObjective
    /// What stands in it, in order.
    public private(set) var entries: [Entry]
    private var earlier: [[Entry]] = []

    /// Begins with options in order, or with none; what somebody brings as a list is not judged here.
    public init(_ options: [Int], of objective: PlaylistObjective) {
        precondition(objective.request.arm == .music, "lists of music are changed by hand")
        precondition(
            options.allSatisfy(objective.request.options.indices.contains)
                && Set(options).count == options.count, "options are there, and each is once")
        self.objective = objective
        entries = options.map { Entry(option: $0) }
    }

    /// The window, in seconds.
    public var windowSeconds: Double { objective.request.windowSeconds }

    /// The options in order.
    public var options: [Int] { entries.map(\.option) }

    /// The contents that are pinned, for a request that builds the rest anew.
    public var pinned: Set<ContentDigest> {
        Set(entries.filter(\.isPinned).map { track($0.option).digest })
    }

    /// The track of an option.
    public func track(_ option: Int) -> CurationTrack { objective.request.options[option].track }

    /// All lengths together, in seconds, without any overlap.
    public var seconds: Double { options.reduce(0) { $0 + track($1).seconds } }

    /// The lengths that the list can have with the allowed overlaps, in seconds.
    public var reach: ClosedRange<Double> {
        let seams = Double(max(0, entries.count - 1))
        let range = objective.request.overlapSeconds
        let longest = seconds - range.lowerBound * seams
        return min(seconds - range.upperBound * seams, longest)...longest
    }

    /// How it fits the window.
    public var fit: ListFit {
        if let overlap = objective.overlap(of: options) { return .exact(overlapSeconds: overlap) }
        let (window, reach) = (windowSeconds, reach)
        return reach.upperBound < window
            ? .tooShort(bySeconds: window - reach.upperBound)
            : .tooLong(bySeconds: max(0, reach.lowerBound - window))
    }
}

extension EditedList {
    /// The list after a change.
    /// - Throws: why there is none.
    public func changed(by edit: ListEdit) throws(ListRefusal) -> EditedList {
        var next = self
        switch edit {
        case .add(let option, let place):
            try requireAllowed(option)
            let place = place ?? entries.count
            guard (0...entries.count).contains(place) else {
                throw .noSuchPlace(place, count: entries.count)
            }
            next.entries.insert(Entry(option: option), at: place)
        case .remove(let place):
            if try entry(place).isPinned { throw .pinned(place: place) }
            next.entries.remove(at: place)
        case .move(let from, let to):
            let moved = try entry(from)
            _ = try entry(to)
            next.entries.remove(at: from)
            next.entries.insert(moved, at: to)
        case .pin(let place):
            if try entry(place).isPinned { throw .pinnedAlready(place: place) }
            let most = PlaylistRequest.mostPinned
            if entries.count(where: \.isPinned) == most { throw .tooManyPins(most: most) }
            next.entries[place].isPinned = true
        case .unpin(let place):
            guard try entry(place).isPinned else { throw .notPinned(place: place) }
            next.entries[place].isPinned = false
        case .undo:
            guard let before = earlier.last else { throw .nothingToUndo }
            next.entries = before
            next.earlier.removeLast()
            return next
        }
        next.remember(entries)
        return next
    }

    /// The list with what was built anew around its pins; it can be taken back as one change.
    public func rebuilt(_ candidate: PlaylistCandidate) -> EditedList {
        let pins = Set(entries.filter(\.isPinned).map(\.option))
        precondition(pins.isSubset(of: candidate.options), "what is pinned stays")
        var next = self
        next.entries = candidate.options.map { Entry(option: $0, isPinned: pins.contains($0)) }
        next.remember(entries)
        return next
    }

    private mutating func remember(_ before: [Entry]) {
        guard before != entries else { return }
        earlier.append(before)
        if earlier.count > Self.mostUndone { earlier.removeFirst() }
    }

    private func entry(_ place: Int) throws(ListRefusal) -> Entry {
        guard entries.indices.contains(place) else {
            throw .noSuchPlace(place, count: entries.count)
        }
        return entries[place]
    }

    private func requireAllowed(_ option: Int) throws(ListRefusal) {
        guard objective.request.options.indices.contains(option) else {
            throw .noSuchOption(option)
        }
        if let why = objective.excluded[option], !why.yieldsToWish {
            throw .mustNotBeChosen(option: option, why)
        }
        if let place = options.firstIndex(of: option) { throw .alreadyThere(place: place) }
    }
}
