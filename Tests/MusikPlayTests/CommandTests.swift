import Foundation
import MusikModel
import MusikPlaylist
import Testing

@testable import MusikPlay

@Suite("The commands, as the built program runs them")
struct CommandTests {
    private var root: String {
        (0..<3).reduce(#filePath) { path, _ in (path as NSString).deletingLastPathComponent }
    }

    @Test("Wrong usage exits with 64 and says so on standard error")
    func usage() throws {
        for arguments in [
            ["bogus"], ["playlist", "show"], ["playlist", "convert", "a", "b.txt"],
            ["status", "--bogus"], ["doctor", "x"],
        ] {
            let result = try Built.run(arguments)
            #expect(result.exit == Sysexit.usage.rawValue, "\(arguments)")
            #expect(result.output.isEmpty && result.errors.hasPrefix("Error: "), "\(arguments)")
        }
    }

    @Test("Help and completions are printed for every command")
    func help() throws {
        for arguments in [
            [], ["playlist"], ["playlist", "check"], ["playlist", "show"], ["playlist", "convert"],
            ["cues", "check"], ["devices"], ["devices", "test"], ["session"], ["render"],
            ["doctor"], ["quiet"], ["talk"], ["stop"], ["status"], ["init"], ["patient", "add"],
            ["patient", "list"], ["course", "start"], ["course", "miss"], ["records", "verify"],
            ["records", "list"], ["records", "correct"], ["debrief"], ["card"],
            ["records", "destroy-note"], ["report"],
        ] {
            let result = try Built.run(arguments + ["--help"])
            #expect(result.exit == 0)
            #expect(result.output.contains("USAGE: musik-play"))
        }
        for shell in ["bash", "zsh", "fish"] {
            let result = try Built.run(["--generate-completion-script", shell])
            #expect(result.exit == 0 && result.output.contains("playlist"))
        }
        #expect(try Built.run(["--version"]).output.hasPrefix("musik-play "))
    }

    @Test("show prints a playlist in the language asked for")
    func show() throws {
        let french = try Built.run(
            ["playlist", "show", "calm-shore", "--language", "fr"], in: root)
        #expect(french.exit == 0)
        #expect(french.output.hasPrefix("Rivage calme"))
        #expect(french.output.contains("En réserve"))
        let environment = try Built.run(
            ["playlist", "show", "calm-shore"], in: root, environment: ["LANG": "fr_CA.UTF-8"])
        #expect(environment.output == french.output)
        let english = try Built.run(["playlist", "show", "calm-shore"], in: "/")
        #expect(english.output.hasPrefix("Calm shore"), "found beside the program")
        let missing = try Built.run(["playlist", "show", "no-such"], in: root)
        #expect(missing.exit == Sysexit.noInput.rawValue)
        #expect(missing.errors.contains("calm-shore"))
    }

    @Test("convert keeps every field and leads to the same files from another folder")
    func convert() throws {
        let scratch = try Scratch()
        _ = try scratch.file("music/one two.flac", "x")
        let input = try scratch.file(
            "lists/a.m3u8",
            "#EXTM3U\n#PLAYLIST:A\n#EXTINF:1.5,One\n../music/one two.flac\n#MUSIK-PLAY:role=reserve\n"
                + "/absolute.flac\n")
        try FileManager.default.createDirectory(
            atPath: scratch.path + "/deep/er", withIntermediateDirectories: true)
        let output = scratch.path + "/deep/er/a.xspf"
        let result = try Built.run(["playlist", "convert", input, output])
        #expect(result.exit == 0, "\(result.errors)")
        let document = try PlaylistFile.read(output)
        #expect(
            document.entries == [
                .init(
                    location: "../../music/one two.flac", title: "One", durationMilliseconds: 1500),
                .init(location: "/absolute.flac", role: .reserve),
            ])
        let again = try Built.run(["playlist", "convert", input, output])
        #expect(again.exit == Sysexit.cannotCreate.rawValue && again.errors.contains("--force"))
        #expect(try Built.run(["playlist", "convert", input, output, "--force"]).exit == 0)
        let nowhere = try Built.run(["playlist", "convert", input, "/nonexistent/a.jspf"])
        #expect(nowhere.exit == Sysexit.cannotCreate.rawValue)
    }

    @Test("A playlist whose content is wrong exits with 65 and names the place")
    func badContent() throws {
        let scratch = try Scratch()
        let bad = try scratch.file("bad.jspf", "{\"playlist\":\n{\"title\" 7}}")
        let result = try Built.run(["playlist", "show", bad])
        #expect(result.exit == Sysexit.data.rawValue)
        #expect(result.errors.contains("bad.jspf, line 2"))
    }

    @Test("check names every entry that can't be used")
    func check() throws {
        let scratch = try Scratch()
        _ = try scratch.file("text.flac", "this is no sound")
        _ = try scratch.file("a.m4a", "\0\0\0 ftypM4A isom")
        let good = root + "/Samples/cues/bell.opus"
        let list = try scratch.file(
            "a.m3u8", "gone.flac\ntext.flac\n../\n\(good)\n\(good)\na.m4a\n")
        let result = try Built.run(["playlist", "check", list, "--data", scratch.path])
        #expect(result.exit == Sysexit.data.rawValue)
        for place in [
            "entry 1: gone.flac: ", "there is no such file", "entry 2: text.flac: ",
            "it is no sound file", "entry 3: ../: ", "it is entry 4 as well", "entry 6: a.m4a: ",
            "ffmpeg -i",
        ] {
            #expect(result.output.contains(place), "\(result.output)")
        }
        let large = try scratch.file(
            "large.flac", "fLaC" + String(repeating: "0", count: 10_000_000))
        for sound in [large, root + "/Samples/tide.opus", good] {
            let given = try Built.run(["playlist", "check", sound])
            #expect(given.exit == Sysexit.data.rawValue)
            #expect(given.errors.contains("is a sound file, and no playlist."))
            #expect(given.errors.contains(".m3u8"))
        }
        let empty = try scratch.file("empty.m3u8", "#EXTM3U\n")
        #expect(
            try Built.run(
                ["playlist", "check", empty, "--data", scratch.path]
            ).exit == Sysexit.data.rawValue)
    }
}
