import CurationSimulator
import Foundation
import MusikCuration

/// Judges the preference model by simulated patients, and ends with 1 when a bar is missed.
///
/// Usage: CurationBenchmark [--quick] [--seed NUMBER]
@main
enum CurationBenchmark {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let isQuick = arguments.contains("--quick")
        let seed =
            arguments.firstIndex(of: "--seed").flatMap { UInt64(arguments[$0 + 1]) }
            ?? 0x5EED_0510
        let patients = isQuick ? 60 : 300
        let began = ContinuousClock.now
        let prior = await estimatedPrior(consenting: isQuick ? 60 : 120)
        print(
            "prior \"\(prior.name)\" of \(prior.patients) patients, model "
                + "\(PopulationPrior.modelVersion), after \(seconds(since: began)) s")
        if arguments.contains("--verbose") { print(describe(prior)) }
        let world = SimulatedWorld(seed: seed)
        let varied = await courses(patients, world, prior, isVaried: true)
        let free = await courses(patients, world, prior, isVaried: false)
        let table = CurationTable(
            kinds: (0..<patients).map { SimulatedPatient($0, of: world).kind }, varied: varied,
            free: free, seed: seed)
        print(table.text)
        print(checked(world))
        print("\(patients) patients, seed \(seed), \(seconds(since: began)) s in all")
        let missed = table.missed
        print(
            missed.isEmpty
                ? "All bars are met." : "MISSED:\n  " + missed.joined(separator: "\n  "))
        exit(missed.isEmpty ? 0 : 1)
    }

    /// The prior of a site: patients of another seed, who share nothing with those judged.
    static func estimatedPrior(consenting count: Int) async -> PopulationPrior {
        let world = SimulatedWorld(seed: 0x5EED_0511)
        let histories = (0..<count).map { SimulatedRecord.consenting($0, in: world) }
        let instruments = Array(SimulatedWorld.runningTraits..<SimulatedWorld.traits)
        return PopulationPrior.estimated(
            from: histories,
            start: .vague(traits: SimulatedWorld.traits, instruments: instruments),
            name: "simulated site")
    }

    /// All patients' courses, in their order, however many processors there are.
    static func courses(
        _ count: Int, _ world: SimulatedWorld, _ prior: PopulationPrior, isVaried: Bool
    ) async -> [[SessionFigures]] {
        await withTaskGroup(of: (Int, [SessionFigures]).self) { group in
            for number in 0..<count {
                group.addTask {
                    let course = Course(
                        world: world, prior: prior,
                        patient: SimulatedPatient(number, of: world), isVaried: isVaried)
                    return (number, course.run())
                }
            }
            var all = [[SessionFigures]](repeating: [], count: count)
            for await (number, figures) in group { all[number] = figures }
            return all
        }
    }

    /// The exact learner beside draws from the exact posterior, two patients of each kind, before
    /// session 4.
    static func checked(_ world: SimulatedWorld) -> String {
        let count = 2 * SimulatedKind.allCases.count
        let checks = (0..<count).map { number in
            let patient = SimulatedPatient(number, of: world)
            var learner = ExactLearner(world: world)
            var rule = VarietyRule(patient, in: world)
            for session in 1...3 {
                learner.note(patient.choices(before: session), session: session)
                let list = rule.list(
                    by: learner.expectedLiking(session: session),
                    from: rule.candidates(wish: patient.wishes[session - 1]))
                let answers = patient.answers(to: list, session: session)
                rule.note(list, answers)
                learner.note(answers, session: session)
            }
            return ImportanceCheck(learner, session: 4, seed: world.seed &+ UInt64(number))
        }
        func mean(_ figure: (ImportanceCheck) -> Double) -> String {
            String(format: "%.2f", checks.reduce(0) { $0 + figure($1) } / Double(count))
        }
        return
            "the exact learner beside weighed draws: \(mean(\.distance)) points apart (draws worth "
            + "\(mean(\.worth))), its list \(mean(\.loss)) points below the best"
    }

    static func seconds(since began: ContinuousClock.Instant) -> Int {
        Int((ContinuousClock.now - began).components.seconds)
    }

    static func describe(_ prior: PopulationPrior) -> String {
        func short(_ value: Double) -> String { String(format: "%.1f", value) }
        let families = prior.families.map {
            "\($0.family): share \(String(format: "%.2f", $0.share)), scale "
                + String(format: "%.2f", $0.scale)
                + ", effect \(short($0.effect)) ± \(short($0.effectVariance.squareRoot()))"
                + ", own \(short($0.ownVariance.squareRoot()))"
        }
        let trace = prior.weightCovariance.indices.reduce(0) {
            $0 + prior.weightCovariance[$1][$1]
        }
        let lines = [
            "level \(short(prior.level)) ± \(short(prior.levelVariance.squareRoot()))",
            "weights \(prior.weights.map(short).joined(separator: " ")), deviation "
                + short(trace.squareRoot()),
            "errors: rating \(short(prior.ratingVariance.squareRoot())), reaction "
                + "\(short(prior.reactionVariance.squareRoot())), skip "
                + "\(short(prior.skipVariance.squareRoot())) below \(short(prior.skipBound)), "
                + "choice \(short(prior.choiceVariance.squareRoot())), mood "
                + short(prior.moodVariance.squareRoot()),
        ]
        return (lines + families).joined(separator: "\n")
    }
}
