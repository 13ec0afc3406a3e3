import ArgumentParser
import Foundation
import MusikModel
import Testing

@testable import MusikPlay

@Suite("What is typed is understood or refused with a reason")
struct OptionTests {
    @Test(
        "Lengths of time",
        arguments: [
            ("55m", 3300.0), ("90s", 90), ("1h5m", 3900), ("2.5s", 2.5), ("1h2m3s", 3723), ("0", 0),
            ("0s", 0), ("24h", 86_400),
        ])
    func spans(text: String, seconds: Double) throws {
        let span = try TimeSpan(parsing: text)
        #expect(span.seconds == seconds)
        #expect(try TimeSpan(parsing: span.description) == span)
    }

    @Test(
        "What is no length of time",
        arguments: [
            "", "55", "5m5", "m", "5x", "-5m", "5m1h", "5m5m", "1.5m", "1..2s", "25h", "nan",
            "1e3s",
            "٥m",
        ])
    func noSpans(text: String) {
        #expect(throws: ValidationError.self) { try TimeSpan(parsing: text) }
    }

    @Test("Overlaps: none, one length, a range")
    func overlaps() throws {
        func span(_ milliseconds: Int) -> TimeSpan { TimeSpan(milliseconds: milliseconds) }
        #expect(try OverlapChoice(parsing: "0") == .none)
        #expect(try OverlapChoice(parsing: "6s") == .within(span(6000)...span(6000)))
        #expect(try OverlapChoice(parsing: "4s..12s") == .standard)
        #expect(try OverlapChoice(parsing: "0.5s..1.5s") == .within(span(500)...span(1500)))
        #expect(try OverlapChoice(parsing: "4s..12s").description == "4s..12s")
        for text in [
            "", "12s..4s", "0..4s", "4..12", "4s..", "..4s", "4s...12s", "31s", "4s..12s..20s",
        ] {
            #expect(throws: ValidationError.self, "\(text)") { try OverlapChoice(parsing: text) }
        }
    }

    @Test("Loudness, arcs, openings, rates, files and events")
    func choices() throws {
        #expect(try LoudnessChoice(parsing: "-23") == .standard)
        #expect(try LoudnessChoice(parsing: "-18.5") == .target(-18.5))
        #expect(try LoudnessChoice(parsing: "off") == .off)
        for text in ["", "0", "-3", "-99", "nan", "loud"] {
            #expect(throws: ValidationError.self, "\(text)") { try LoudnessChoice(parsing: text) }
        }
        #expect(try ArcChoice(parsing: "domino") == .domino)
        #expect(try ArcChoice(parsing: "./mine.txt") == .file("./mine.txt"))
        #expect(try OpeningChoice(parsing: "none") == OpeningChoice.none)
        #expect(try OpeningChoice(parsing: "live") == .live)
        #expect(try OpeningChoice(parsing: "recorded") == .recorded)
        #expect(try OpeningChoice(parsing: "breath") == .named("breath"))
        #expect(try parseRate("44100").hertz == 44_100)
        for text in ["7999", "192001", "48k", ""] {
            #expect(throws: ValidationError.self, "\(text)") { try parseRate(text) }
        }
        #expect(try RenderTarget(parsing: "/a/b.FLAC").container == .flac)
        for text in ["a.mp3", "wav", "", "a."] {
            #expect(throws: ValidationError.self, "\(text)") { try RenderTarget(parsing: text) }
        }
        #expect(try EventTarget(parsing: "-") == .standardOutput)
        #expect(try EventTarget(parsing: "e.jsonl") == .file("e.jsonl"))
    }

    @Test("Outputs: cards, silence, files")
    func outputs() throws {
        #expect(try OutputName(parsing: "hw:PCH,0") == .device("hw:PCH,0"))
        #expect(try OutputName(parsing: "null:") == .silent(pace: .times(1)))
        #expect(try OutputName(parsing: "null:?speed=10") == .silent(pace: .times(10)))
        #expect(try OutputName(parsing: "null:?speed=max") == .silent(pace: .unlimited))
        #expect(try OutputName(parsing: "file:/a.wav") == .file(path: "/a.wav", isPaced: false))
        #expect(try OutputName(parsing: "file:a.wav?paced") == .file(path: "a.wav", isPaced: true))
        for text in ["", "null:?speed=0", "null:?fast", "file:", "file:a.flac", "a\u{1B}b"] {
            #expect(throws: ValidationError.self, "\(text)") { try OutputName(parsing: text) }
        }
        for text in ["hw:0", "null:", "null:?speed=2.5", "null:?speed=max", "file:a.wav?paced"] {
            #expect(try OutputName(parsing: text).description == text)
        }
    }

    @Test("A file in the place of a patient's code is told where it belongs")
    func fileForPatient() throws {
        for text in ["my.flac", "./evening.m3u8", "/music/one.opus"] {
            do {
                _ = try SessionOptions.parse([text])
                Issue.record("\(text) was taken for a code")
            } catch {
                #expect(SessionOptions.message(for: error).contains("--playlist"), "\(text)")
            }
        }
        do {
            _ = try SessionOptions.parse(["nobody"])
            Issue.record("taken for a code")
        } catch {
            #expect(!SessionOptions.message(for: error).contains("--playlist"))
        }
    }

    @Test("A session's options, as they are typed")
    func session() throws {
        let demo = try SessionOptions.parse(["--demo"])
        #expect(demo.window == .minutes(55) && demo.arm == .music && demo.profile == .registry)
        let full = try SessionOptions.parse(
            ("--arm cues --playlist p --window 50m --profile table5 --language fr "
                + "--headphones hw:0 --speakers hw:1 --events - --data /d")
                .split(separator: " ").map(String.init))
        #expect(full.arm == .cues && full.language == .french && full.events == .standardOutput)
        #expect(demo.opening == .recorded)
        #expect(try SessionOptions.parse(["--demo", "--opening", "live"]).opening == .live)
        #expect(full.headphones == .device("hw:0") && full.data.data == "/d")
        #expect(demo.programme.isUsual)
        let shaped = try SessionOptions.parse(
            "--demo --arc domino --loudness -20 --overlap 6s..10s".split(separator: " ")
                .map(String.init))
        #expect(shaped.programme.arc == .domino && shaped.programme.loudness == .target(-20))
        #expect(
            try SessionOptions.parse(["--rehearsal", "--window", "2m", "--speakers", "null:"])
                .window == .minutes(2))
    }

    @Test(
        "A session's options that contradict each other",
        arguments: [
            "", "--demo --window 49m", "--demo --window 61m", "--headphones hw:0 --unattended",
            "--headphones hw:0 --speakers hw:0", "--demo --arm both", "--demo --profile x",
            "--demo --language de", "--rehearsal", "--demo --window 55", "--demo --events",
            "--demo --headphones null:?x", "--rehearsal --speakers hw:0 --window 5s", "--demo x",
            "--demo --unattended --opening live", "--demo --opening", "--demo --loudness off",
            "--demo --loudness -50", "--demo --overlap 12s..4s",
        ])
    func wrongSession(arguments: String) {
        #expect {
            try SessionOptions.parse(arguments.split(separator: " ").map(String.init))
        } throws: { SessionOptions.exitCode(for: $0).rawValue == Sysexit.usage.rawValue }
    }

    @Test("Render's options, as they are typed")
    func render() throws {
        let short = try RenderOptions.parse(["--playlist", "p", "--natural", "--out", "o.wav"])
        #expect(short.sampleRate == .standard && short.bits == .integer16)
        #expect(short.effectiveDither == .tpdf && short.programme.loudness == .standard)
        let full = try RenderOptions.parse(
            ("--playlist p --window 55m --out o.flac --overlap 0 --loudness -18 --arc clements "
                + "--opening none --rate 44100 --bits 24 --dither none --json")
                .split(separator: " ").map(String.init))
        #expect(full.programme.loudness == .target(-18) && full.programme.overlap == .none)
        #expect(full.json && full.resampling == .high)
        #expect(
            try RenderOptions.parse(
                ["--playlist", "p", "--natural", "--out", "o.wav", "--resampling", "very-high"])
                .resampling == .veryHigh)
        #expect(full.opening == OpeningChoice.none && full.bits == .integer24)
        #expect(try RenderOptions.parse(["--events", "e", "--out", "o.wav"]).events == "e")
        let floats = try RenderOptions.parse(
            ["--playlist", "p", "--natural", "--out", "o.wav", "--bits", "32f"])
        #expect(floats.effectiveDither == .none)
        #expect(
            try RenderOptions.parse(
                ["--playlist", "p", "--natural", "--out", "o.wav", "--loudness=-20"])
                .programme.loudness == .target(-20))
    }

    @Test(
        "Render's options that contradict each other",
        arguments: [
            "", "--out o.wav --natural", "--playlist p --natural", "--playlist p --out o.wav",
            "--playlist p --natural --window 55m --out o.wav",
            "--playlist p --natural --out o.flac --bits 32f",
            "--playlist p --natural --out o.wav --bits 32f --dither tpdf",
            "--playlist p --natural --out o.wav --opening live",
            "--events e --playlist p --out o.wav", "--events e --window 55m --out o.wav",
            "--events e --natural --out o.wav", "--events e --loudness off --out o.wav",
            "--events e --rate 44100 --out o.wav", "--events e --opening none --out o.wav",
            "--playlist p --window 5h --out o.wav", "--playlist p --natural --out o.ogg",
        ])
    func wrongRender(arguments: String) {
        #expect {
            try RenderOptions.parse(arguments.split(separator: " ").map(String.init))
        } throws: { RenderOptions.exitCode(for: $0).rawValue == Sysexit.usage.rawValue }
    }

    @Test("The data folder: option, MUSIK_DATA, XDG data home, home; created for its owner only")
    func dataFolder() throws {
        func path(_ option: String?, _ environment: [String: String]) throws -> String {
            try DataFolder(option: option, environment: environment, currentFolder: "/c").path
        }
        let all = ["MUSIK_DATA": "/m", "XDG_DATA_HOME": "/x", "HOME": "/h"]
        #expect(try path("d", all) == "/c/d")
        #expect(try path("/d/", all) == "/d")
        #expect(try path(nil, all) == "/m")
        #expect(try path(nil, ["XDG_DATA_HOME": "/x", "HOME": "/h"]) == "/x/musik-play")
        #expect(
            try path(nil, ["XDG_DATA_HOME": "x", "HOME": "/h"]) == "/h/.local/share/musik-play")
        #expect { try path(nil, [:]) } throws: { ($0 as? Failure)?.exit == .configuration }

        let scratch = try Scratch()
        let folder = try DataFolder(
            option: scratch.path + "/a/b", environment: [:], currentFolder: "/")
        try folder.create()
        try folder.create()
        var information = stat()
        #expect(stat(folder.path, &information) == 0 && information.st_mode & 0o777 == 0o700)
        let file = try scratch.file("file", "x")
        let wrong = try DataFolder(option: file, environment: [:], currentFolder: "/")
        #expect { try wrong.create() } throws: { ($0 as? Failure)?.exit == .configuration }
    }

    @Test("What render would write and read is checked without touching it")
    func files() throws {
        let scratch = try Scratch()
        try requireCreatable(scratch.path + "/new.wav")
        #expect(access(scratch.path + "/new.wav", F_OK) != 0)
        #expect { try requireCreatable(scratch.path + "/no/new.wav") } throws: {
            ($0 as? Failure)?.exit == .cannotCreate
        }
        #expect { try requireCreatable(scratch.path) } throws: {
            ($0 as? Failure)?.exit == .cannotCreate
        }
        #expect { try requireReadable(scratch.path + "/arc", as: "the arc") } throws: {
            ($0 as? Failure)?.exit == .noInput
        }
    }
}
