/// What preference may depend on in a library, and where each of it has its middle.
///
/// A measured trait is brought to mean 0 and standard deviation 1 over the tracks that the scale was
/// made from; an instrument that is heard on a share p of them is (1 - p) / √(p (1 - p)) where it is
/// heard and -p / √(p (1 - p)) where it isn't. A scale is a value: a prior that was learnt with one
/// keeps it, whatever is added to the library later.
public struct TraitScale: Hashable, Sendable, Codable {
    /// What is measured of every track.
    public enum Measure: String, Hashable, Sendable, Codable, CaseIterable {
        /// How intense it is.
        case intensity
        /// How bright.
        case brightness
        /// How much its loudness changes.
        case dynamics
        /// How sudden its onsets are.
        case percussiveness
        /// How many onsets a second has, on a logarithmic scale.
        case onsets
        /// How fast its pulse is, on a logarithmic scale.
        case tempo
    }

    /// One trait.
    public enum Trait: Hashable, Sendable, Codable {
        /// Something that runs continuously.
        case measure(Measure)
        /// Whether an instrument is heard, or a voice, by the name people gave it.
        case instrument(String)
    }

    /// What a scale is applied to.
    public struct Values: Hashable, Sendable {
        /// What was measured; a missing one, such as the tempo of a drone, is put at the middle.
        public var measures: [Measure: Double]
        /// What people say is heard, in lower case.
        public var instruments: Set<String>

        /// Collects values.
        public init(measures: [Measure: Double], instruments: Set<String>) {
            self.measures = measures
            self.instruments = instruments
        }
    }

    /// How many instruments have a trait of their own at most.
    public static let mostInstruments = 8
    /// How far a trait may be from the middle, in standard deviations: what is beyond tells no more.
    public static let farthest = 4.0

    /// The traits, in the order of every list of traits.
    public let traits: [Trait]
    private let middles: [Double]
    private let deviations: [Double]

    /// The traits of a library.
    ///
    /// Instruments have one where they are heard on two tracks at least and on three in five at
    /// most; of many, those that are heard most.
    public init(_ library: [Values]) {
        var traits: [Trait] = []
        var middles: [Double] = []
        var deviations: [Double] = []
        for measure in Measure.allCases {
            let values = library.compactMap { $0.measures[measure] }
            let middle = values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
            let square = values.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
            traits.append(.measure(measure))
            middles.append(middle)
            deviations.append(values.isEmpty ? 0 : (square / Double(values.count)).squareRoot())
        }
        var counts: [String: Int] = [:]
        for name in library.lazy.flatMap(\.instruments) { counts[name, default: 0] += 1 }
        let usual = counts.filter { $0.value >= 2 && 5 * $0.value <= 3 * library.count }
            .sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }
            .prefix(Self.mostInstruments)
        for (name, count) in usual {
            let share = Double(count) / Double(library.count)
            traits.append(.instrument(name))
            middles.append(share)
            deviations.append((share * (1 - share)).squareRoot())
        }
        self.traits = traits
        self.middles = middles
        self.deviations = deviations
    }

    /// The places of instruments in the list.
    public var instruments: [Int] {
        traits.indices.filter { if case .instrument = traits[$0] { true } else { false } }
    }

    /// The place of a measure in the list.
    public func place(of measure: Measure) -> Int? { traits.firstIndex(of: .measure(measure)) }

    /// The traits of a track.
    public func traits(of values: Values) -> [Double] {
        traits.indices.map { place in
            let value: Double? =
                switch traits[place] {
                case .measure(let measure): values.measures[measure]
                case .instrument(let name): values.instruments.contains(name) ? 1 : 0
                }
            guard let value, deviations[place] > 1e-9 else { return 0 }
            return min(
                Self.farthest, max(-Self.farthest, (value - middles[place]) / deviations[place]))
        }
    }
}
