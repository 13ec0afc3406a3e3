import CurationSimulator
import MusikTestSupport
import Testing

@Suite("Simulated patients")
struct SimulatorTests {
    @Test("The generator gives SplitMix64's published numbers")
    func vectors() {
        var random = Generator(seed: 1_234_567)
        let published: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect(published.map { _ in random.next() } == published)
    }

    @Test("Normal numbers have the moments of the standard normal distribution")
    func normal() {
        var random = Generator(seed: 0x5EED_0501, purpose: 7)
        let numbers = (0..<40_000).map { _ in random.normal() }
        let mean = numbers.reduce(0, +) / 40_000
        let square = numbers.reduce(0) { $0 + $1 * $1 } / 40_000
        let fourth = numbers.reduce(0) { $0 + $1 * $1 * $1 * $1 } / 40_000
        #expect(abs(mean) < 0.02)
        #expect(abs(square - 1) < 0.03)
        #expect(abs(fourth - 3) < 0.2)
    }

    @Test(
        "No trait explains at least 30 % of the liking, for every kind of taste",
        arguments: [1, SimulatedWorld.sessions])
    func unexplained(session: Int) {
        let world = SimulatedWorld(seed: 0x5EED_0502)
        for (place, kind) in SimulatedKind.allCases.enumerated() {
            var explained = 0.0
            var all = 0.0
            for turn in 0..<300 {
                let patient = SimulatedPatient(6 * turn + place, of: world)
                #expect(patient.kind == kind)
                explained += variance(
                    world.tracks.indices.map { patient.explained($0, session: session) })
                all += variance(world.tracks.indices.map { patient.liking($0, session: session) })
            }
            let share = 1 - explained / all
            print("\(kind), session \(session): \((share * 1000).rounded() / 10) % unexplained")
            #expect(share >= 0.3, "\(kind)")
        }
    }

    @Test("Answers are answers of the day: a track gets the same one in whatever list it is")
    func answers() {
        let world = SimulatedWorld(seed: 0x5EED_0503)
        let patient = SimulatedPatient(3, of: world)
        let alone = patient.answers(to: [17], session: 2)
        let among = patient.answers(to: [4, 17, 200], session: 2)
        #expect(alone[0] == among[1])
        #expect(patient.choices(before: 1).count == 12)
        #expect(SimulatedPatient(3, of: world).answers(to: [17], session: 2) == alone)
    }

    @Test("Ratings are missing in 30 % and err by 15 to 20 points")
    func ratings() {
        let world = SimulatedWorld(seed: 0x5EED_0504)
        var missing = 0
        for number in 0..<120 {
            let answers = SimulatedPatient(number, of: world).answers(
                to: Array(0..<100), session: 1)
            missing += answers.count { $0.rating == nil }
        }
        #expect((3480...3720).contains(missing), "\(missing)")
        #expect(SimulatedKind.allCases.allSatisfy { (15...20).contains($0.ratingDeviation) })
    }

    @Test("The mean liking is the mean of many patients' liking")
    func meanLiking() {
        let world = SimulatedWorld(seed: 0x5EED_0505)
        var sums = [Double](repeating: 0, count: world.tracks.count)
        for number in 0..<6000 {
            let patient = SimulatedPatient(number, of: world)
            for track in sums.indices { sums[track] += patient.liking(track, session: 1) }
        }
        let distances = zip(sums, world.meanLiking()).map { $0 / 6000 - $1 }
        // The mean of 6000 likings of a standard deviation of about 20 errs by 0.26.
        #expect(distances.allSatisfy { abs($0) < 1.3 })
    }

    private func variance(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }
}
