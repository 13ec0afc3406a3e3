import Foundation
import MusikModel
import MusikRecord
import MusikSeal
import MusikStore
import MusikTestSupport
import MusikTrial
import Testing

@testable import MusikPlay

/// Any sequence of what people and power cuts can do to records, copies of them, and the medium.
@Suite("Randomisation, whatever happens in between")
struct RandomisationTests {
    private static let author = RecordAuthor(
        actor: ActorCode("NB")!, role: .coordinator, site: SiteCode("MTL1")!)
    private static let design = """
        {"name": "T", "arms": [{"name": "music"}, {"name": "cues"}],
         "sites": [{"code": "MTL1", "participants": 8}],
         "method": {"kind": "blocks", "sizes": [2, 4]}, "baseline": ["madrs"]}
        """

    /// A world of folders that share one medium.
    private final class World {
        let scratch: Scratch
        let medium: String
        let secret: TrialSecret
        let package: TrialPackage
        var folders: [String] = []
        /// What became known of each draw: which request opened it, for whom, and its arm.
        var known: [Int: (request: String, patient: String, arm: String)] = [:]

        init() throws {
            scratch = try Scratch()
            medium = "/dev/shm/musik-\(UUID().uuidString.prefix(8))"
            try FileManager.default.createDirectory(
                atPath: medium, withIntermediateDirectories: false)
            secret = TrialSecret(seed: SecureChance.bytes(32), salt: SecureChance.bytes(32))!
            let design = try TrialDesign.read(Data(RandomisationTests.design.utf8), from: "test")
            let key = SealKey()
            package = TrialPackage(
                design.sites[0], of: design, text: RandomisationTests.design,
                versions: "{\"model\": 2, \"objective\": \"\(String(repeating: "a", count: 64))\"}",
                secret: secret, key: key)
            try TrialMedium.make(key, trial: "T", site: "MTL1", in: medium)
            let first = scratch.path + "/0"
            try FileManager.default.createDirectory(
                atPath: first, withIntermediateDirectories: false)
            folders = [first]
            let store = try RecordStore.create(
                at: first + "/record.sqlite", by: RandomisationTests.author, isRehearsal: true,
                clock: .system)
            let joined = TrialJoined(trial: "T", package: try jsonText(package))
            let entry = try store.append(.trialJoined(joined), by: RandomisationTests.author)
            try store.append(
                .signed(Signed(meaning: .design, entry: entry.number)),
                by: RandomisationTests.author)
        }

        deinit { try? FileManager.default.removeItem(atPath: medium) }

        func store(_ folder: String) throws -> RecordStore {
            try RecordStore(path: folder + "/record.sqlite", clock: .system)
        }

        func data(_ folder: String) throws -> DataFolder {
            try DataFolder(option: folder, environment: [:], currentFolder: "/")
        }
    }

    /// Brings a patient one step nearer to an allocation, or back.
    private func prepare(
        _ patient: StudyCode, _ step: Int, _ store: RecordStore
    ) throws {
        let concern = RecordConcern(subject: patient)
        func consent(_ kind: ConsentKind) -> RecordBody {
            .consentGiven(
                ConsentGiven(
                    kind: kind, form: "F", version: "1", language: "fr",
                    day: CalendarDay("2026-11-20")!, giver: .patient))
        }
        switch step {
        case 0:
            try store.append(
                .enrolled(Enrolled(trial: "T", isEligible: true, levels: [])), concern,
                by: Self.author)
        case 1: try store.append(consent(.treatment), concern, by: Self.author)
        case 2: try store.append(consent(.trial), concern, by: Self.author)
        case 3:
            let answered = Answered(
                instrument: "madrs", version: "1", language: .french, answers: [:], scores: [:],
                visit: "baseline")
            let entry = try store.append(.answered(answered), concern, by: Self.author)
            try store.append(
                .signed(Signed(meaning: .rating, entry: entry.number)), concern, by: Self.author)
        default:
            try store.append(
                .consentWithdrawn(ConsentWithdrawn(kind: .trial, data: .kept)), concern,
                by: Self.author)
        }
    }

    /// Tries to allocate, and holds what came of it against what may come.
    private func randomize(
        _ patient: StudyCode, in folder: String, _ world: World, seed: UInt64
    ) throws {
        let store = try world.store(folder)
        let before = try #require(try SiteTrial(store))
        let isAllocated = before.participants[patient]?.allocation != nil
        let obstacle = before.obstacle(to: patient)
        do {
            var randomisation = try Randomisation(
                store, data: try world.data(folder), medium: world.medium, by: Self.author)
            let outcome = try randomisation.allocate(patient)
            let number = outcome.made.number
            let request = try #require(try store.digest(of: outcome.made.request)).hex
            #expect(number == before.allocations.count + 1, "in order, seed \(seed)")
            #expect(
                outcome.isCompleted || (obstacle == nil && !isAllocated), "too early, seed \(seed)")
            if let known = world.known[number] {
                #expect(
                    known.request == request && known.patient == outcome.patient.text
                        && known.arm == outcome.made.arm, "draw \(number) twice, seed \(seed)")
            }
            world.known[number] = (request, outcome.patient.text, outcome.made.arm)
            #expect(outcome.made.draw == world.secret.draw(number, at: "MTL1").bytes.hexText)
        } catch let failure as Failure {
            let told = failure.problem + failure.remedy
            #expect(isAllocated || !told.contains("“music”"), "told, seed \(seed): \(told)")
            #expect(isAllocated || !told.contains("“cues”"), "told, seed \(seed): \(told)")
        }
    }

    /// Ends an allocation after its request, or after its receipt.
    private func cutShort(
        _ patient: StudyCode, in folder: String, afterReceipt: Bool, _ world: World
    ) throws {
        let store = try world.store(folder)
        let trial = try #require(try SiteTrial(store))
        guard trial.obstacle(to: patient) == nil,
            trial.participants[patient]?.allocation == nil
        else { return }
        let number = trial.allocations.count + 1
        let request = try store.append(
            .allocationRequested(AllocationRequested(trial: "T", number: number, levels: [])),
            RecordConcern(subject: patient), by: Self.author)
        guard afterReceipt else { return }
        var medium = try TrialMedium(
            world.medium, for: world.package, data: try world.data(folder))
        // A copy of the record would have been refused before.
        guard medium.receipts.count == number - 1 else { return }
        let digest = try #require(try store.digest(of: request.number))
        try medium.write(TrialMedium.Receipt(number: number, request: digest))
    }

    /// No file of any folder holds a draw that is still sealed.
    private func searchFiles(_ world: World, seed: UInt64) throws {
        let opened = world.known.keys.max() ?? 0
        for folder in world.folders {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
                for number in opened + 1...16 {
                    let draw = world.secret.draw(number, at: "MTL1").bytes
                    #expect(
                        bytes.range(of: Data(draw.hexText.utf8)) == nil
                            && bytes.range(of: Data(draw)) == nil, "\(name), seed \(seed)")
                }
            }
        }
    }

    @Test("No sequence of commands, cuts and copies reveals a draw early, twice or out of order")
    func sequences() throws {
        for round in 0..<60 {
            let seed = 0x5EED_0730 &+ UInt64(round)
            var random = Generator(seed: seed)
            let world = try World()
            let patients = (0..<4).map { StudyCode("M01-00\($0)")! }
            for _ in 0..<60 {
                let folder = world.folders[random.index(below: world.folders.count)]
                let patient = patients[random.index(below: patients.count)]
                switch random.index(below: 12) {
                case 0...4:
                    try prepare(patient, random.index(below: 4), try world.store(folder))
                case 5:
                    if random.index(below: 4) == 0 {
                        try prepare(patient, 4, try world.store(folder))
                    }
                case 6:
                    try cutShort(
                        patient, in: folder, afterReceipt: random.index(below: 2) == 0, world)
                case 7 where world.folders.count < 3:
                    let copy = world.scratch.path + "/\(world.folders.count)"
                    try FileManager.default.copyItem(atPath: folder, toPath: copy)
                    world.folders.append(copy)
                default: try randomize(patient, in: folder, world, seed: seed)
                }
            }
            try searchFiles(world, seed: seed)
        }
    }

    @Test("Without copies, whatever was cut short, everybody who may be is allocated in the end")
    func neverBlocked() throws {
        for round in 0..<20 {
            let seed = 0x5EED_0760 &+ UInt64(round)
            var random = Generator(seed: seed)
            let world = try World()
            let folder = world.folders[0]
            let patients = (0..<5).map { StudyCode("M01-00\($0)")! }
            for patient in patients {
                for step in 0..<4 { try prepare(patient, step, try world.store(folder)) }
            }
            for _ in 0..<12 {
                let patient = patients[random.index(below: patients.count)]
                try cutShort(
                    patient, in: folder, afterReceipt: random.index(below: 2) == 0, world)
                if random.index(below: 2) == 0 {
                    try randomize(patient, in: folder, world, seed: seed)
                }
            }
            // One attempt may complete another's allocation; the next is the patient's own.
            for patient in patients {
                for _ in 0..<2 { try randomize(patient, in: folder, world, seed: seed) }
            }
            let trial = try #require(try SiteTrial(try world.store(folder)))
            #expect(trial.allocations.count == patients.count, "seed \(seed)")
            #expect(Set(trial.allocations.map(\.patient)).count == patients.count)
            #expect(try trial.findings(secret: world.secret) == [])
        }
    }
}
