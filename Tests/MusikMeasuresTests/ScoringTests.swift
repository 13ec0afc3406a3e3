import MusikModel
import Testing

@testable import MusikMeasures

@Suite("Scores worked by hand")
struct ScoringTests {
    /// Answers to MEQ30 with one number for all items of each factor, then some changed.
    private func meq30(
        _ mystical: Int, _ mood: Int, _ transcendence: Int, _ ineffability: Int,
        changing changes: [Int: Int?] = [:]
    ) throws -> InstrumentScore {
        var answers: [Int?] = Array(repeating: mystical, count: 30)
        for number in [2, 8, 12, 17, 27, 30] { answers[number - 1] = mood }
        for number in [1, 7, 11, 13, 19, 22] { answers[number - 1] = transcendence }
        for number in [3, 10, 29] { answers[number - 1] = ineffability }
        for (number, answer) in changes { answers[number - 1] = answer }
        return try Instrument.meq30.score(answers)
    }

    @Test("MEQ30: each factor is a percentage of its own maximum")
    func factors() throws {
        let score = try meq30(5, 4, 3, 1)
        #expect(score.value("mystical") == 100)
        #expect(score.value("positive-mood") == 80)
        #expect(score.value("transcendence") == 60)
        #expect(score.value("ineffability") == 20)
        // 15 * 5 + 6 * 4 + 6 * 3 + 3 * 1 = 120 of 150.
        #expect(score.value("total") == 80)
        #expect(score.outcome("complete") == .notMet)
    }

    @Test("MEQ30: an experience is complete at 60 % of all four factors, not one point below")
    func complete() throws {
        #expect(try meq30(3, 3, 3, 3).outcome("complete") == .met)
        // One item of each factor one lower: 44 of 75, 17 of 30, 17 of 30, 8 of 15.
        for number in [28, 30, 22, 29] {
            let score = try meq30(3, 3, 3, 3, changing: [number: 2])
            #expect(score.outcome("complete") == .notMet, "item \(number)")
        }
        // The sum counts, not the single item: 15 of 15 points lost and won again.
        #expect(try meq30(3, 3, 3, 3, changing: [4: 1, 5: 5]).outcome("complete") == .met)
    }

    @Test("MEQ30: three mystical items may be missing, a fourth not; of ineffability none")
    func missingFactors() throws {
        let three = try meq30(3, 3, 3, 3, changing: [4: nil, 5: nil, 28: nil])
        #expect(three.value("mystical") == 60)
        #expect(three.scales[0].missing == 3)
        let four = try meq30(3, 3, 3, 3, changing: [4: nil, 5: nil, 6: nil, 28: nil])
        #expect(four.value("mystical") == nil)
        #expect(try meq30(3, 3, 3, 3, changing: [2: nil]).value("positive-mood") == 60)
        #expect(try meq30(3, 3, 3, 3, changing: [2: nil, 8: nil]).value("positive-mood") == nil)
        #expect(try meq30(3, 3, 3, 3, changing: [3: nil]).value("ineffability") == nil)
    }

    @Test("MEQ30: what is missing leaves the rule open only where it could change it")
    func undetermined() throws {
        // 12 items at 3: 36, and up to 15 more; 45 are needed.
        let open: [Int: Int?] = [4: nil, 5: nil, 28: nil]
        #expect(try meq30(3, 3, 3, 3, changing: open).outcome("complete") == .undetermined)
        // 12 items at 5: 60 of 75 already.
        #expect(try meq30(5, 3, 3, 3, changing: open).outcome("complete") == .met)
        // 12 items at 2: 24, at most 39.
        #expect(try meq30(2, 3, 3, 3, changing: open).outcome("complete") == .notMet)
        // Another factor decides.
        #expect(try meq30(3, 2, 3, 3, changing: open).outcome("complete") == .notMet)
        #expect(
            try Instrument.meq30.score(Array(repeating: nil, count: 30)).outcome("complete")
                == .undetermined)
    }

    @Test("59.9 % is less than 60 %, and 60 % isn't, for every way to 60 %")
    func border() throws {
        let ten = try InstrumentPack(
            bytes: percentPack(items: 10, highest: 100, atLeast: 60)
        ).instrument
        var answers: [Int?] = [100, 100, 100, 100, 100, 99, 0, 0, 0, 0]
        #expect(try ten.score(answers).value("p") == 59.9)
        #expect(try ten.score(answers).outcome("reached") == .notMet)
        answers[5] = 100
        #expect(try ten.score(answers).outcome("reached") == .met)
        for tenths in 1...999 {
            let one = try InstrumentPack(
                bytes: percentPack(items: 1, highest: 1000, atLeast: Double(tenths) / 10)
            ).instrument
            #expect(try one.score([tenths]).outcome("reached") == .met, "\(tenths)")
            #expect(try one.score([tenths - 1]).outcome("reached") == .notMet, "\(tenths)")
        }
    }

    @Test("EBI: sum and mean; one item may be missing, two not")
    func ebi() throws {
        let whole = try Instrument.ebi.score([10, 20, 30, 40, 50, 60])
        #expect(whole.value("sum") == 210)
        #expect(whole.value("mean") == 35)
        // 150 over five items: 30 each, 180 over six.
        let five = try Instrument.ebi.score([10, 20, 30, 40, 50, nil])
        #expect(five.value("sum") == 180)
        #expect(five.value("mean") == 30)
        let four = try Instrument.ebi.score([10, 20, 30, 40, nil, nil])
        #expect(four.value("sum") == nil)
        #expect(four.value("mean") == nil)
        #expect(four.scales.map(\.missing) == [2, 2])
    }

    @Test("MADRS: the sum of all ten ratings or none")
    func madrs() throws {
        #expect(try Instrument.madrs.score([4, 4, 3, 2, 1, 3, 4, 5, 3, 2]).value("total") == 31)
        #expect(try Instrument.madrs.score(Array(repeating: 6, count: 10)).value("total") == 60)
        let nine = try Instrument.madrs.score([4, 4, 3, 2, nil, 3, 4, 5, 3, 2])
        #expect(nine.value("total") == nil)
        #expect(nine.scales[0].missing == 1)
    }

    @Test("MADRS: suicidal thoughts are flagged from the threshold on, and silence is no all-clear")
    func suicidality() throws {
        for (answer, state) in [
            (0, InstrumentScore.FlagState.clear), (1, .clear), (2, .raised), (6, .raised),
            (nil, .unanswered),
        ] as [(Int?, InstrumentScore.FlagState)] {
            let score = try Instrument.madrs.score([nil, 6, 6, 6, 6, 6, 6, 6, 6, answer])
            #expect(score.state(InstrumentFlag.suicidality) == state)
        }
    }

    @Test("PCL-5: clusters, total, and a cut-off that is reached at 33")
    func pcl5() throws {
        // B 4+4+4+4+4, C 0+1, D seven times 1, E 0+0+0+1+2+1 = 20 + 1 + 7 + 4 = 32.
        var answers: [Int?] = [4, 4, 4, 4, 4, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 2, 1]
        let below = try Instrument.pcl5.score(answers)
        #expect(["b", "c", "d", "e", "total"].map(below.value) == [20, 1, 7, 4, 32])
        #expect(below.outcome("cutoff") == .notMet)
        answers[14] = 1
        #expect(try Instrument.pcl5.score(answers).outcome("cutoff") == .met)
        answers[0] = nil
        // 29 answered, at most 33 in all; prorated 29 * 20 / 19.
        let open = try Instrument.pcl5.score(answers)
        #expect(open.value("total") == 580.0 / 19)
        #expect(open.value("b") == 20)
        #expect(open.outcome("cutoff") == .undetermined)
        answers[5] = nil
        #expect(try Instrument.pcl5.score(answers).value("c") == nil)
    }

    @Test("PCL-5: four of twenty may be missing, a fifth not")
    func missingPCL5() throws {
        let answers: [Int?] = Array(repeating: 2, count: 16)
        let four = try Instrument.pcl5.score(answers + [nil, nil, nil, nil])
        #expect(four.value("total") == 40)
        #expect(four.value("e") == nil)
        let five = try Instrument.pcl5.score(answers.dropLast() + [nil, nil, nil, nil, nil])
        #expect(five.value("total") == nil)
    }

    @Test("PCL-5: provisional with one symptom of B, one of C, two of D, two of E, at 2 or more")
    func provisional() throws {
        let symptoms = [3, 7, 8, 14, 15, 20]
        func outcome(_ changes: [Int: Int?] = [:]) throws -> InstrumentScore.Outcome? {
            var answers: [Int?] = Array(repeating: 1, count: 20)
            for number in symptoms { answers[number - 1] = 2 }
            for (number, answer) in changes { answers[number - 1] = answer }
            return try Instrument.pcl5.score(answers).outcome("provisional")
        }
        #expect(try outcome() == .met)
        for number in symptoms {
            #expect(try outcome([number: 1]) == .notMet, "item \(number)")
            #expect(try outcome([number: nil]) == .undetermined, "item \(number)")
        }
        #expect(try outcome([1: nil]) == .met)
        #expect(try outcome([3: nil, 7: 1]) == .notMet)
    }

    @Test("Liking, resonance and openness each stand alone")
    func musicExperience() throws {
        let score = try Instrument.musicExperience.score([80, nil, 0])
        #expect(["liking", "resonance", "openness"].map(score.value) == [80, nil, 0])
    }

    @Test("A reversed item counts the other way round, in scale, rule and flag")
    func reversed() throws {
        let checkIn = try #require(try InstrumentCatalogue.documented()[.depressionSelfReport])
        // Mood 8, energy 4 counts 6: mean 7.
        let heavy = try checkIn.score([8, 4, 0])
        #expect(heavy.value("burden") == 7)
        #expect(heavy.outcome("heavy") == .met)
        #expect(heavy.state(InstrumentFlag.suicidality) == .clear)
        // Mean 6.5 with energy counting 4.
        #expect(try checkIn.score([9, 6, 1]).outcome("heavy") == .notMet)
        #expect(try checkIn.score([9, 6, 1]).state(InstrumentFlag.suicidality) == .raised)
    }
}
