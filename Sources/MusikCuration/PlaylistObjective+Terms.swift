extension PlaylistObjective {
    /// The window's length in steps, without one overlap.
    public var windowSteps: Int {
        max(1, Int(((request.windowSeconds - overlap) / Self.stepSeconds).rounded()))
    }

    /// How many steps a track takes.
    public func steps(_ option: Int) -> Int {
        max(1, Int(((columns.seconds[option] - overlap) / Self.stepSeconds).rounded()))
    }

    /// The share of the window in which a track is heard alone.
    public func share(_ option: Int) -> Double {
        (columns.seconds[option] - overlap) / (request.windowSeconds - overlap)
    }

    /// The slot of a track's middle, in half steps from the window's start.
    public func slot(middleHalfSteps: Int) -> Int {
        min(Self.slots - 1, middleHalfSteps * Self.slots / (2 * windowSteps))
    }

    /// What a track adds where its middle is in a slot.
    public func worth(_ option: Int, slot: Int) -> Double {
        let missed = abs(columns.intensity[option] - wanted[slot])
        let bright = columns.brightness[option] - middleBrightness
        let minute =
            columns.liking[option] - heard[option] - weights.arc * missed
            - weights.peakBrightness * bright * nearness[slot]
        return minute * share(option)
    }

    /// What the seam between two neighbours takes away.
    public func seam(_ left: Int, _ right: Int) -> Double {
        var cost =
            weights.seamIntensity * abs(columns.intensity[left] - columns.intensity[right])
            + weights.seamBrightness * abs(columns.brightness[left] - columns.brightness[right])
        let slow = min(columns.tempo[left], columns.tempo[right])
        let fast = max(columns.tempo[left], columns.tempo[right])
        if slow > 0 {
            var ratio = fast / slow
            while ratio > 2 { ratio /= 2 }
            cost += weights.seamTempo * (min(ratio, 2 / ratio) - 1)
        }
        let (key, other) = (columns.key[left], columns.key[right])
        if key >= 0, other >= 0 {
            // Seven semitones are one step on the circle of fifths.
            let fifths = abs(key - other) * 7 % 12
            let sure = columns.keyConfidence[left] * columns.keyConfidence[right]
            cost += weights.seamKey * sure * Double(min(fifths, 12 - fifths)) / 6
        }
        return cost
    }

    /// What two tracks of one list take away for being alike, wherever they are.
    public func alike(_ left: Int, _ right: Int) -> Double {
        let isGroup = columns.group[left] >= 0 && columns.group[left] == columns.group[right]
        let cost = isGroup ? weights.sameGroup : 0
        let count = columns.traitCount
        if count == 0 { return cost }
        // Alike is nearer than half a standard deviation in the mean of all traits.
        let far = Double(count) * 0.25
        var square = 0.0
        for trait in 0..<count {
            let step = columns.trait(trait, of: left) - columns.trait(trait, of: right)
            square += step * step
            if square >= far { return cost }
        }
        return cost + weights.sameTraits * (1 - (square / far).squareRoot())
    }
}

extension PlaylistObjective {
    /// The overlap, the same at every seam, with which a list fills the window exactly; nil where
    /// none does.
    public func overlap(of order: [Int]) -> Double? {
        let total = order.reduce(0.0) { $0 + columns.seconds[$1] }
        return overlap(seconds: total, count: order.count)
    }

    func overlap(seconds: Double, count: Int) -> Double? {
        let range = request.overlapSeconds
        let over = seconds - request.windowSeconds
        // A millionth of a second: a twentieth of a frame.
        guard count > 1 else { return count == 1 && abs(over) < 1e-6 ? 0 : nil }
        let each = over / Double(count - 1)
        guard each > range.lowerBound - 1e-9, each < range.upperBound + 1e-9 else { return nil }
        return each
    }

    /// What a list is worth, part by part; whether it fills the window is not asked.
    public func parts(of order: [Int]) -> PlaylistParts {
        var parts = PlaylistParts()
        var (steps, shares) = (0, 0.0)
        for (place, option) in order.enumerated() {
            let slot = slot(middleHalfSteps: 2 * steps + self.steps(option))
            let share = share(option)
            parts.liking += share * columns.liking[option]
            parts.heard -= share * heard[option]
            parts.arc -= share * weights.arc * abs(columns.intensity[option] - wanted[slot])
            parts.peak -=
                share * weights.peakBrightness * nearness[slot]
                * (columns.brightness[option] - middleBrightness)
            if place > 0 { parts.seams -= seam(order[place - 1], option) }
            for other in order[..<place] { parts.variety -= alike(other, option) }
            steps += self.steps(option)
            shares += share
        }
        parts.room = -weights.room * abs(shares - 1)
        return parts
    }
}

/// What a list is worth, in points of liking; costs are negative.
public struct PlaylistParts: Hashable, Sendable, Codable {
    /// The expected liking of a minute of it.
    public var liking = 0.0
    /// What was heard in earlier sessions.
    public var heard = 0.0
    /// Intensity beside the arc.
    public var arc = 0.0
    /// Brightness at the peak; positive where it is darker than the library's middle.
    public var peak = 0.0
    /// Seams.
    public var seams = 0.0
    /// Likeness within the list.
    public var variety = 0.0
    /// Overlaps beside their middle.
    public var room = 0.0

    /// Nothing.
    public init() {}

    /// The objective.
    public var total: Double { liking + heard + arc + peak + seams + variety + room }
}
