import MusikModel
import Testing

@testable import MusikMeasures

/// What has to hold for every instrument, shipped or from a pack.
func expectSound(_ instrument: Instrument, _ note: String = "") {
    let ids = instrument.items.map(\.id)
    #expect(!ids.isEmpty && Set(ids).count == ids.count, "\(note)")
    for names in [
        instrument.scales.map(\.id), instrument.rules.map(\.id), instrument.flags.map(\.id),
    ] {
        #expect(Set(names).count == names.count, "\(note)")
    }
    for item in instrument.items {
        #expect(item.range.lowerBound < item.range.upperBound, "\(note)")
        #expect(item.accepts(item.range.upperBound), "\(note)")
        let anchors = instrument.anchors(of: item)
        #expect(anchors.allSatisfy { item.accepts($0.value) }, "\(note)")
        for language in instrument.languages {
            #expect(anchors.allSatisfy { $0.text[language] != nil }, "\(note)")
        }
    }
    for scale in instrument.scales {
        #expect(!scale.items.isEmpty && Set(scale.items).isSubset(of: ids), "\(note)")
        #expect(Set(scale.items).count == scale.items.count, "\(note)")
    }
    for condition in instrument.rules.flatMap(\.conditions) {
        switch condition {
        case .scale(let id, let value):
            #expect(instrument.limits(of: id)?.contains(value) == true, "\(note)")
        case .items(let names, let count, let least):
            let items = names.compactMap(instrument.item)
            #expect(items.allSatisfy { $0.thresholds.contains(least) }, "\(note)")
            #expect(Set(names).isSubset(of: ids) && (1...names.count).contains(count), "\(note)")
        }
    }
    for flag in instrument.flags {
        #expect(instrument.item(flag.item)?.thresholds.contains(flag.atLeast) == true, "\(note)")
    }
}

@Suite("The instruments that ship")
struct CatalogueTests {
    @Test("Every shipped instrument is sound, and its id is its own")
    func sound() {
        let instruments = InstrumentCatalogue.shipped.instruments
        #expect(instruments.map(\.id) == ["meq30", "ebi", "madrs", "pcl5", "music-experience"])
        for instrument in instruments { expectSound(instrument, instrument.id) }
    }

    @Test("The four factors of MEQ30 share out its 30 items, 15, 6, 6 and 3")
    func factors() {
        let factors = Instrument.meq30.scales.dropLast()
        #expect(factors.map(\.items.count) == [15, 6, 6, 3])
        #expect(Set(factors.flatMap(\.items)) == Set((1...30).map(String.init)))
    }

    @Test("The clusters of PCL-5 share out its 20 items, 5, 2, 7 and 6")
    func clusters() {
        let clusters = Instrument.pcl5.scales.dropFirst()
        #expect(clusters.map(\.items.count) == [5, 2, 7, 6])
        #expect(clusters.flatMap(\.items) == (1...20).map(String.init))
    }

    @Test("Only what may be shipped has text: PCL-5 in English, our own questions in both")
    func texts() {
        let catalogue = InstrumentCatalogue.shipped
        #expect(
            catalogue.instruments.map(\.languages) == [[], [], [], [.english], Language.allCases])
        for id in ["meq30", "ebi", "madrs"] {
            #expect(catalogue[id]?.items.allSatisfy { $0.text == Wording() } == true)
            #expect(catalogue[id]?.anchors.isEmpty == true)
        }
        #expect(catalogue["pcl5"]?.anchors.map(\.value) == [0, 1, 2, 3, 4])
        #expect(Set(Instrument.pcl5.items.map { $0.text[.english] }).count == 20)
    }

    @Test("Our own questions say in both languages that they are no validated scale")
    func caveat() {
        let caveat = Instrument.musicExperience.caveat
        #expect(caveat[.english]?.contains("not a validated scale") == true)
        #expect(caveat[.french]?.contains("pas une échelle validée") == true)
    }

    @Test("MADRS is for blinded raters, and the self-report is a place to be filled")
    func respondents() {
        #expect(Instrument.madrs.respondent == .blindedRater)
        #expect(InstrumentCatalogue.shipped[.depressionSelfReport] == nil)
    }

    @Test("A plan in the other language is better than none")
    func wording() {
        let plan = Wording(french: "Appelez.")
        #expect(plan.text(preferring: .english) == "Appelez.")
        #expect(plan[.english] == nil)
        #expect(Wording().text(preferring: .french) == nil)
    }
}
