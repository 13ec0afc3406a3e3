import MusikRealtime

/// What a card played of a `PatternFeed`, by its record and index alone.
struct PlayedPattern {
    /// A frame of the record and the pattern's number in it.
    struct Place: Equatable {
        var frame: Int
        var number: UInt32
    }

    /// The pattern's frames in the order they were heard, silence left out.
    let music: [Place]
    let index: [SimulatedCard.Entry]

    init(_ card: SimulatedCard, _ format: SampleFormat = .s16) {
        let numbers = card.record.withUnsafeBytes { PatternFeed.numbers(in: $0, format) }
        music = numbers.enumerated().filter { $0.element != 0 }
            .map { Place(frame: $0.offset, number: $0.element) }
        index = card.index
    }

    /// Whether every frame was heard once and in order, from the first one on.
    var isWhole: Bool {
        music.enumerated().allSatisfy { $0.element.number == UInt32($0.offset + 1) }
    }

    /// Whether no silence lies between frames of the music.
    var isUnbroken: Bool {
        guard let first = music.first, let last = music.last else { return false }
        return last.frame - first.frame == music.count - 1
    }

    /// When a frame of the record began to be heard.
    func moment(of frame: Int) -> Double? {
        let stretch = index.last { $0.count > 0 && $0.frame <= frame }
        guard let stretch, frame < stretch.frame + stretch.count else { return nil }
        return Double(stretch.moment) + Double(frame - stretch.frame) / 48_000 * 1e9
    }

    /// Where the music is against the card's time, in frames.
    func lead(of place: Place) -> Double? {
        moment(of: place.frame).map { PatternOutput.lead(Int64(place.number), UInt64($0)) }
    }

    /// The last frame of music before one of the record, and the first from it on.
    func around(_ frame: Int) -> (before: Place, after: Place)? {
        guard let before = music.last(where: { $0.frame < frame }),
            let after = music.first(where: { $0.frame >= frame })
        else { return nil }
        return (before, after)
    }

    /// By how many milliseconds the music is off after a frame of the record, and how many it was
    /// away.
    func interruption(at frame: Int) -> (off: Double, away: Double)? {
        guard let (before, after) = around(frame), let left = moment(of: before.frame),
            let returned = moment(of: after.frame), let lead = lead(of: before),
            let there = self.lead(of: after)
        else { return nil }
        return ((there - lead) / 48, (returned - left) / 1e6)
    }
}
