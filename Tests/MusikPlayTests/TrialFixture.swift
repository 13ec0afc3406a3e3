import Foundation
import Testing

/// A site that takes part in a trial, through the built program: its data, its people, its medium.
final class TrialFixture {
    let scratch: Scratch
    let data: String
    /// On another file system than the data.
    let vault: String
    let passphrase: String

    private let participants: Int
    private let arms: [String]
    private(set) var service: ServedFixture?

    /// A design with one factor.
    static func design(arms: [String], participants: Int = 16) -> String {
        let arms = arms.map { "{\"name\": \"\($0)\"}" }.joined(separator: ", ")
        return """
            {"name": "CALM-1", "arms": [\(arms)],
             "sites": [{"code": "MTL1", "participants": \(participants)},
                       {"code": "TOR2", "participants": 16}],
             "factors": [{"name": "episodes", "levels": ["one", "more"]}],
             "method": {"kind": "blocks", "sizes": [4, 6]}, "baseline": ["madrs"]}
            """
    }

    /// A rater's answers to all ten items.
    static let rating =
        "{\"answers\": {"
        + (1...10).map { "\"madrs.\($0)\": \($0 == 10 ? 1 : 3)" }.joined(separator: ", ") + "}}"

    /// - Parameter first: the site at which the trial was designed; this one where it is nil.
    init(
        joined: Bool = true, participants: Int = 16, arms: [String] = ["live", "cues"],
        site: String = "MTL1", first: TrialFixture? = nil
    ) throws {
        self.participants = participants
        self.arms = arms
        scratch = try Scratch()
        data =
            arms.contains("music")
            ? try EndToEnd.dataFolder(in: scratch) : scratch.path + "/data"
        vault = "/dev/shm/musik-\(UUID().uuidString.prefix(8))"
        passphrase = try scratch.file("passphrase", "four words make one\n")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: passphrase)
        try FileManager.default.createDirectory(
            atPath: vault, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        try run("init", "--site", site, "--rehearsal")
        let roles = ["coordinator", "clinician", "curator"]
        for (person, roles) in [("NB", roles), ("R1", ["rater"])] {
            try run(
                ["people", "add", person] + roles.flatMap { ["--role", $0] }
                    + ["--passphrase-file", passphrase])
            try run("sign-in", "--passphrase-file", passphrase, as: person)
        }
        if arms.contains("music") { try fillLibrary() }
        if let first {
            try run(
                "trial", "join", first.scratch.path + "/CALM-1-\(site).trial",
                "--passphrase-file", passphrase)
        } else if joined {
            try join()
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: vault) }

    /// From here on a service has the data and the medium, under an account of its own, and
    /// everybody has theirs.
    func serve() throws {
        service = try ServedFixture(self)
        for person in ["NB", "R1"] {
            try run("sign-in", "--passphrase-file", try secret(of: person), as: person)
        }
    }

    /// The file with a person's passphrase, for their eyes only.
    func secret(of person: String) throws -> String {
        guard let service else { return passphrase }
        return try service.file("passphrase", "four words make one\n", of: person)
    }

    /// Designs the trial and takes part in it.
    func join() throws {
        let design = try scratch.file(
            "design.json", Self.design(arms: arms, participants: participants))
        try run(
            ["trial", "init", design, "--vault", vault, "--out", scratch.path]
                + (arms.contains("music") ? ["--release", "R1"] : [])
                + ["--passphrase-file", passphrase])
        try run(
            "trial", "join", scratch.path + "/CALM-1-MTL1.trial", "--passphrase-file", passphrase)
    }

    /// Takes the samples in, approves them, and freezes them as a release.
    private func fillLibrary() throws {
        try run("library", "add", "Samples")
        let names = try FileManager.default.contentsOfDirectory(atPath: EndToEnd.root + "/Samples")
            .filter { $0.hasSuffix(".opus") && $0 != "bed.opus" }
        try run(
            ["library", "tag"] + names.map { ($0 as NSString).deletingPathExtension }.sorted()
                + ["--lyrics", "none", "--voice", "none", "--genre", "ambient", "--approve"])
        try run("library", "release", "R1", "--reason", "what the trial is played from")
    }

    @discardableResult
    func run(
        _ arguments: String..., as person: String = "NB", exits code: Int32 = 0
    ) throws -> Built.Result {
        try run(arguments, as: person, exits: code)
    }

    @discardableResult
    func run(
        _ arguments: [String], as person: String = "NB", exits code: Int32 = 0
    ) throws -> Built.Result {
        let result = try Built.run(
            arguments, in: EndToEnd.root, environment: environment(as: person),
            account: service?.account(of: person))
        #expect(result.exit == code, "\(arguments): \(result.errors) \(result.output)")
        return result
    }

    func environment(as person: String) -> [String: String] {
        if let service { return ["MUSIK_SERVICE": service.socket, "MUSIK_AS": person] }
        return ["MUSIK_DATA": data, "MUSIK_AS": person]
    }

    /// A patient of whom everything is there that an allocation needs.
    func ready(_ patient: String, level: String = "one") throws {
        try run("patient", "add", patient, "--language", "fr")
        try run("enrol", patient, "--level", level)
        for kind in ["treatment", "trial"] { try consent(patient, kind) }
        try rate(patient)
    }

    func consent(_ patient: String, _ kind: String) throws {
        try run(
            "consent", "give", patient, "--to", kind, "--form", "ICF-2", "--form-version", "1.3",
            "--form-language", "fr", "--day", "2026-11-20")
    }

    func rate(_ patient: String, visit: String = "baseline", by rater: String = "R1") throws {
        let file =
            try service?.file("rating.json", Self.rating, of: rater)
            ?? scratch.file("rating.json", Self.rating)
        try run(
            "rate", patient, "--visit", visit, "--file", file, "--passphrase-file",
            try secret(of: rater), as: rater)
    }

    /// The files under the data, as one text for searching.
    func everything() throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in FileManager.default.enumerator(atPath: data)?.allObjects as? [String] ?? [] {
            let path = data + "/" + name
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
                !isFolder.boolValue
            else { continue }
            files[name] = try Data(contentsOf: URL(fileURLWithPath: path))
        }
        return files
    }
}
