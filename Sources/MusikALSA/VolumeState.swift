/// How a card's elements stand to what they are wanted to be.
struct VolumeState: Hashable, Sendable {
    /// One volume or switch as it was read.
    struct Reading: Hashable, Sendable {
        /// Steps of its channels, and the step that all of them are wanted to have.
        var steps: [Int]
        var wanted: Int
        /// Whether it is a switch.
        var isSwitch: Bool
        /// Hundredths of a decibel by which its loudest channel is louder than wanted, by its
        /// softest one's if none is louder; nil for a difference that nobody knows.
        var difference: Int?

        /// Whether all channels are as wanted.
        var isAsWanted: Bool { steps.allSatisfy { $0 == wanted } }
    }

    /// What an element without a scale in decibels counts for where it is louder than wanted and can't
    /// be put back: 20 dB. It is no measure; the output is soft then, and somebody is told.
    static let unknownExcess = 2000

    /// All elements of the path.
    var readings: [Reading]

    /// Whether every channel of every element is as wanted.
    var isAsWanted: Bool { readings.allSatisfy(\.isAsWanted) }

    /// Hundredths of a decibel by which the path is louder than wanted, at most: one element's
    /// softness doesn't make up for another's loudness, because they may lie side by side.
    var excess: Int {
        readings.reduce(0) { sum, reading in
            guard !reading.isSwitch, !reading.isAsWanted else { return sum }
            let unknown = reading.steps.contains { $0 > reading.wanted } ? Self.unknownExcess : 0
            return sum + max(0, reading.difference ?? unknown)
        }
    }

    /// Hundredths of a decibel by which it is louder, or else (negative) softer where it is softest.
    var difference: Int {
        excess > 0 ? excess : readings.compactMap { $0.isSwitch ? nil : $0.difference }.min() ?? 0
    }
}
