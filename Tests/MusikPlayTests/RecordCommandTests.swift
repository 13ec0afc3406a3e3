import Foundation
import GRDB
import Testing

@testable import MusikPlay

@Suite("The record, as the built program keeps it")
struct RecordCommandTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func run(_ arguments: String...) throws -> Built.Result {
        try Built.run(
            arguments, environment: ["MUSIK_DATA": scratch.path + "/data", "MUSIK_AS": "NB"])
    }

    /// A folder with a patient and a course of six.
    private func prepare(rehearsal: Bool = false) throws {
        let made = try Built.run(
            ["init", "--site", "MTL1"] + (rehearsal ? ["--rehearsal"] : []),
            environment: ["MUSIK_DATA": scratch.path + "/data", "MUSIK_AS": "NB"])
        try #require(made.exit == 0, "\(made.errors)")
        try #require(try run("patient", "add", "M01-017", "--language", "fr").exit == 0)
        try #require(try run("course", "start", "M01-017", "--from", "2026-11-23").exit == 0)
    }

    @Test("Before there is a record, commands say how to make one")
    func absent() throws {
        let result = try run("patient", "list")
        #expect(result.exit == Sysexit.noInput.rawValue)
        #expect(result.errors.contains("musik-play init"))
    }

    @Test("Settings are events: shown, changed for a reason, refused where they can't be")
    func settings() throws {
        try prepare()
        let usual = try run("settings").output
        #expect(usual.contains("at 0s, 10m, 20m, 30m, 40m, then every 15m"), "\(usual)")
        #expect(usual.contains("refused") && usual.contains("music=endOfProgramme"))
        let changed = try run(
            "settings", "set", "--readings", "0,15,30", "--infusion", "45m", "--debrief",
            "music=endOfInfusion", "--reason", "a new monitor")
        #expect(changed.exit == 0 && changed.output.contains("at 0s, 15m, 30m,"))
        let again = try run("settings").output
        #expect(again.contains("45m") && again.contains("music=endOfInfusion"))
        for wrong in [
            ["--readings", "10,5"], ["--readings", "a"], ["--infusion", "10h"],
            ["--debrief", "harp=endOfInfusion"], ["--check-ins", "0"],
        ] {
            let refused = try Built.run(
                ["settings", "set"] + wrong + ["--reason", "x"],
                environment: ["MUSIK_DATA": scratch.path + "/data", "MUSIK_AS": "NB"])
            #expect(refused.exit == Sysexit.usage.rawValue, "\(wrong)")
        }
        #expect(try run("settings").output == again)
        #expect(try run("records", "rebuild").output.contains("identical"))
    }

    @Test("A name is refused until the site allows names, and can be destroyed")
    func namesAllowed() throws {
        try prepare()
        let refused = try run("patient", "add", "M01-018", "--language", "fr", "--name", "Anne B.")
        #expect(refused.exit == Sysexit.usage.rawValue)
        #expect(refused.errors.contains("settings set --names"))
        #expect(try run("settings", "set", "--names", "--reason", "a small clinic").exit == 0)
        #expect(
            try run("patient", "add", "M01-018", "--language", "fr", "--name", "Anne B.").exit == 0)
        #expect(try run("patient", "list").output.contains("Anne B."))
        #expect(
            try run("patient", "change", "M01-017", "--name", "Bea C.", "--reason", "asked")
                .exit == 0)
        #expect(try run("patient", "show", "M01-017").output.contains("Bea C."))
        let file = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/data/record.sqlite"))
        let log = try? Data(
            contentsOf: URL(fileURLWithPath: scratch.path + "/data/record.sqlite-wal"))
        #expect((file + (log ?? Data())).range(of: Data("Anne B.".utf8)) != nil)
        let queue = try DatabaseQueue(path: scratch.path + "/data/record.sqlite")
        let inChain = try queue.read { database in
            try Data.fetchAll(database, sql: "SELECT bytes FROM event").contains {
                $0.range(of: Data("Anne".utf8)) != nil
            }
        }
        #expect(!inChain)
        let note = try queue.read {
            try String.fetchOne($0, sql: "SELECT name FROM patient WHERE code = 'M01-018'")
        }
        #expect(
            try run("records", "destroy-note", note ?? "", "--reason", "asked").exit == 0)
        let listed = try run("patient", "list").output
        #expect(!listed.contains("Anne"))
        #expect(try run("records", "verify").exit == 0)
        #expect(try run("records", "rebuild").output.contains("identical"))
    }

    @Test("A course of six has the days of two weeks with two and two with one")
    func course() throws {
        try prepare()
        let shown = try run("patient", "show", "M01-017").output
        let days = shown.split(separator: "\n").compactMap { $0.split(separator: " ").last }
        #expect(
            days.suffix(6) == [
                "2026-11-23", "2026-11-26", "2026-11-30", "2026-12-03", "2026-12-07", "2026-12-14",
            ])
        let second = try run("course", "start", "M01-017", "--from", "2027-01-04")
        #expect(second.exit == Sysexit.usage.rawValue, "one course at a time")
    }

    @Test("A session is moved or missed for a reason, and only while it is planned")
    func moved() throws {
        try prepare()
        let moved = try run(
            "course", "move", "M01-017-S02", "--to", "2026-11-27", "--reason", "a holiday")
        #expect(moved.output == "M01-017-S02  planned  planned 2026-11-27\n")
        let miss = ["course", "miss", "M01-017-S02", "--by", "patient", "--reason", "flu"]
        let environment = ["MUSIK_DATA": scratch.path + "/data", "MUSIK_AS": "NB"]
        #expect(try Built.run(miss, environment: environment).exit == 0)
        #expect(try Built.run(miss, environment: environment).exit == Sysexit.usage.rawValue)
        #expect(
            try run("course", "move", "M01-017-S09", "--to", "2026-12-01", "--reason", "x").exit
                == Sysexit.usage.rawValue)
    }

    @Test("A name is refused as a patient's code, and nothing is recorded")
    func names() throws {
        try prepare()
        for name in ["Anna", "DUPONT", "M01 017", "", "--help-me"] {
            let result = try run("patient", "add", name, "--language", "fr")
            #expect(result.exit == Sysexit.usage.rawValue, "\(name)")
        }
        #expect(try run("records", "verify").output.contains(" 3 events"))
    }

    @Test("Nobody records anything without saying who")
    func author() throws {
        try prepare()
        let result = try Built.run(
            ["patient", "add", "M01-018", "--language", "en"],
            environment: ["MUSIK_DATA": scratch.path + "/data"])
        #expect(result.exit == Sysexit.usage.rawValue)
        #expect(result.errors.contains("--as"))
    }

    @Test("verify names the first bad event and exits with 65")
    func verify() throws {
        try prepare()
        let good = try run("records", "verify", "--json")
        #expect(good.exit == 0)
        #expect(good.output.contains("\"isGood\" : true"))
        let queue = try DatabaseQueue(path: scratch.path + "/data/record.sqlite")
        try queue.write {
            try $0.execute(sql: "DROP TRIGGER event_is_final")
            try $0.execute(
                sql: "UPDATE event SET bytes = "
                    + "CAST(replace(CAST(bytes AS TEXT), 'fr', 'en') AS BLOB) WHERE number = 2")
        }
        let bad = try run("records", "verify")
        #expect(bad.exit == Sysexit.data.rawValue)
        #expect(bad.errors.contains("Event 2 "))
        let unknown = try run(
            "records", "verify", "--head", String(repeating: "0", count: 64))
        #expect(unknown.exit == Sysexit.data.rawValue)
    }

    @Test("correct needs a field and a reason, and refuses what nobody typed")
    func correct() throws {
        try prepare()
        for (arguments, exit, words) in [
            (["4", "--reason", "x"], Sysexit.usage, "--set"),
            (["4", "--set", "a=1"], .usage, "--reason"),
            (["4", "--set", "a=1", "--reason", " "], .usage, "--reason"),
            (["4", "--set", "a", "--reason", "x"], .usage, "FIELD=VALUE"),
            (["99", "--set", "a=1", "--reason", "x"], .usage, "no such entry"),
            (["2", "--set", "language=en", "--reason", "x"], .usage, "patient.added"),
        ] {
            let result = try Built.run(
                ["records", "correct"] + arguments,
                environment: ["MUSIK_DATA": scratch.path + "/data", "MUSIK_AS": "NB"])
            #expect(result.exit == exit.rawValue, "\(arguments)")
            #expect(result.errors.contains(words), "\(arguments): \(result.errors)")
        }
        #expect(try run("records", "verify").output.contains(" 3 events"))
    }

    @Test("Everything that comes out of a rehearsal's folder is marked")
    func rehearsal() throws {
        try prepare(rehearsal: true)
        for command in [
            ["patient", "list"], ["patient", "show", "M01-017"], ["records", "list"],
            ["records", "verify"], ["records", "rebuild"],
        ] {
            let result = try Built.run(
                command, environment: ["MUSIK_DATA": scratch.path + "/data"])
            #expect(result.output.hasPrefix("REHEARSAL"), "\(command)")
        }
        let queue = try DatabaseQueue(path: scratch.path + "/data/record.sqlite")
        let marked = try queue.read {
            try Int.fetchOne(
                $0,
                sql: "SELECT count(*) FROM event "
                    + "WHERE CAST(bytes AS TEXT) LIKE '%\"rehearsal\":true%'")
        }
        #expect(marked == 3)
    }
}
