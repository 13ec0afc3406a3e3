import MusikCuration
import Testing

@Suite("The scale of traits")
struct TraitScaleTests {
    private static func values(
        _ brightness: Double?, _ instruments: Set<String> = []
    ) -> TraitScale.Values {
        var measures: [TraitScale.Measure: Double] = [.intensity: -20]
        measures[.brightness] = brightness
        return TraitScale.Values(measures: measures, instruments: instruments)
    }

    @Test("A measure has mean 0 and deviation 1 over its library, and a missing one is its middle")
    func standard() throws {
        let library = [1.0, 2, 3, 6].map { Self.values($0) } + [Self.values(nil)]
        let scale = TraitScale(library)
        let place = try #require(scale.place(of: .brightness))
        let traits = library.map { scale.traits(of: $0)[place] }
        #expect(abs(traits.reduce(0, +)) < 1e-12)
        #expect(abs(traits.prefix(4).reduce(0) { $0 + $1 * $1 } / 4 - 1) < 1e-12)
        #expect(traits[4] == 0)
        #expect(zip(traits.prefix(4), traits.prefix(4).dropFirst()).allSatisfy(<))
    }

    @Test(
        "What is the same everywhere tells nothing, and what is far out tells no more than the bound"
    )
    func bounds() throws {
        let scale = TraitScale([1.0, 2, 3].map { Self.values($0) })
        let intensity = try #require(scale.place(of: .intensity))
        let brightness = try #require(scale.place(of: .brightness))
        let far = scale.traits(of: Self.values(1000))
        #expect(far[intensity] == 0)
        #expect(far[brightness] == TraitScale.farthest)
    }

    @Test("An instrument has a trait where it is heard on two tracks and on three in five at most")
    func instruments() {
        let library = [
            Self.values(1, ["harp", "bells"]), Self.values(2, ["harp", "bells", "organ"]),
            Self.values(3, ["bells"]), Self.values(4, ["bells"]), Self.values(5),
        ]
        let scale = TraitScale(library)
        #expect(scale.instruments.map { scale.traits[$0] } == [.instrument("harp")])
        let place = scale.instruments[0]
        let traits = library.map { scale.traits(of: $0)[place] }
        #expect(traits.map { $0 > 0 } == [true, true, false, false, false])
        #expect(abs(traits.reduce(0, +)) < 1e-12)
        #expect(abs(traits.reduce(0) { $0 + $1 * $1 } / 5 - 1) < 1e-12)
    }

    @Test("Of many instruments those that are heard most have a trait")
    func most() {
        let names = (0..<12).map { "instrument \($0 + 10)" }
        // The first is heard on 13 tracks of 40, the last on two.
        let library = (0..<40).map { track in
            Self.values(
                Double(track),
                Set(names.enumerated().filter { track < 13 - $0.offset }.map(\.element)))
        }
        let scale = TraitScale(library)
        #expect(
            scale.instruments.map { scale.traits[$0] }
                == names.prefix(TraitScale.mostInstruments).map { .instrument($0) })
    }

    @Test("An empty library has a scale on which everything is the middle")
    func empty() {
        let scale = TraitScale([])
        #expect(scale.traits.count == TraitScale.Measure.allCases.count)
        #expect(scale.traits(of: Self.values(3)).allSatisfy { $0 == 0 })
    }
}
