import Foundation
import MusikModel
import Testing

@testable import MusikPlaylist

@Suite("Bad playlists get a clear error")
struct RefusalTests {
    @Test("Billion laughs and external entities are refused before anything is expanded")
    func entities() throws {
        var laughs = "<!DOCTYPE l [<!ENTITY a \"lol\">"
        for (outer, inner) in zip("bcdefghij", "abcdefghi") {
            laughs += "<!ENTITY \(outer) \"" + String(repeating: "&\(inner);", count: 10) + "\">"
        }
        laughs += "]>"
        let external = "<!DOCTYPE l [<!ENTITY j SYSTEM \"file:///etc/passwd\">]>"
        let outside = "<!DOCTYPE playlist SYSTEM \"http://localhost:1/x.dtd\">"
        for head in [laughs, external, outside] {
            let text =
                "<?xml version=\"1.0\"?>\(head)<playlist><title>&j;</title><trackList/></playlist>"
            #expect {
                try PlaylistFile.decode(Array(text.utf8), as: .xspf)
            } throws: { ($0 as? PlaylistError)?.code == .refused }
        }
        let undeclared = "<playlist><title>&j;</title><trackList/></playlist>"
        #expect {
            try PlaylistFile.decode(Array(undeclared.utf8), as: .xspf)
        } throws: { ($0 as? PlaylistError)?.code == .malformed }
    }

    @Test("The line or the field of a mistake is named")
    func places() throws {
        let cases: [(PlaylistFormat, String, Int?, String?)] = [
            (
                .jspf, "{\"playlist\": {\"track\": [{}, {\"location\": 7}]}}", nil,
                "track[2].location"
            ),
            (.jspf, "{\"playlist\": {\"track\": [{}]}}", nil, "track[1].location"),
            (.jspf, "{\"playlist\": {\"title\": \"a\\u001b[2J\"}}", nil, "playlist.title"),
            (
                .jspf,
                "{\"playlist\": {\"extension\": {\"urn:x-musik-play:1\": [{\"arm\": \"both\"}]}}}",
                nil, "arm"
            ),
            (.jspf, "{\"playlist\": {\"track\": [{\"location\": [\"a%00b\"]}]}}", nil, "location"),
            (
                .jspf,
                "{\"playlist\": {\"extension\": {\"urn:x-musik-play:1\": [{\"arm\": \"cues\"}]}, "
                    + "\"track\": [{\"location\": [\"a\"], \"extension\": "
                    + "{\"urn:x-musik-play:1\": [{\"role\": \"quiet\"}]}}]}}",
                nil, "track[1].location"
            ),
            (.m3u8, "#EXTM3U\n#MUSIK-PLAY:role=quiet\n", nil, "track[1].role"),
            (.m3u8, "#EXTM3U\n#MUSIK-PLAY:fixed=yes\n", 2, "fixed"),
            (.jspf, "{\"playlist\": {\n\"title\": \"x\"\n\"creator\": \"y\"}}", 3, nil),
            (.jspf, "{\"playlist\":\n {\"track\": [{},\n\n {]}}", 4, nil),
            (.jspf, "{\"playlist\":\n {\"title\": \"a\nb\"}}", 2, nil),
            (.xspf, "<playlist>\n<trackList>\n<track>\n</trackList>\n</playlist>", 4, nil),
            (
                .xspf,
                "<playlist><trackList>\n<track><duration>x</duration></track></trackList></playlist>",
                2, "duration"
            ),
            (.xspf, "<html><body/></html>", nil, nil),
            (.m3u8, "#EXTM3U\r\n#EXTINF:abc,Title\r\na.flac\r\n", 2, "EXTINF"),
            (.m3u8, "#EXTM3U\n\n#MUSIK-PLAY:role=loud\na.flac\n", 3, "role"),
            (.m3u8, "#EXTM3U\n#MUSIK-PLAY:spacingSeconds=nan\n", 2, "spacingSeconds"),
        ]
        for (format, text, line, field) in cases {
            #expect {
                try PlaylistFile.decode(Array(text.utf8), as: format)
            } throws: {
                guard let error = $0 as? PlaylistError else { return false }
                return (line == nil || error.line == line)
                    && (field == nil || error.field?.contains(field!) == true)
                    && !error.reason.isEmpty
            }
        }
        let latin = Array("#EXTM3U\none.flac\n".utf8) + [0xE9, 0x2E, 0x0A]
        #expect {
            try PlaylistFile.decode(latin, as: .m3u8)
        } throws: { ($0 as? PlaylistError)?.line == 3 }
    }

    @Test("Files that are no playlists are refused: missing, a folder, a pipe")
    func files() throws {
        let scratch = try Scratch()
        let pipe = scratch.path + "/pipe.m3u8"
        #expect(mkfifo(pipe, 0o600) == 0)
        let cases: [(String, PlaylistError.Code)] = [
            (scratch.path + "/gone.jspf", .notFound), (scratch.path, .unreadable),
            (pipe, .unreadable),
        ]
        for (path, code) in cases {
            #expect { try PlaylistFile.read(path) } throws: {
                guard let error = $0 as? PlaylistError else { return false }
                return error.code == code && error.path == path
            }
        }
    }

    @Test("More than 10 MB or 100 000 entries are refused, and exactly as many are read")
    func bounds() throws {
        let scratch = try Scratch()
        let most = PlaylistFile.maximumEntries
        let start = ContinuousClock.now
        for (count, isRead) in [(most, true), (most + 1, false)] {
            var document = PlaylistDocument()
            document.entries = (0..<count).map { .init(location: "\($0).flac") }
            if isRead {
                for format in PlaylistFormat.allCases {
                    // Written tight: pretty JSON of so many entries is longer than 10 MB.
                    let bytes = tight(count, format)
                    #expect(bytes.count <= PlaylistFile.maximumBytes)
                    #expect(try PlaylistFile.decode(bytes, as: format) == document, "\(format)")
                }
            } else {
                for format in PlaylistFormat.allCases {
                    #expect { try PlaylistFile.encode(document, as: format) } throws: {
                        ($0 as? PlaylistError)?.code == .tooLarge
                    }
                    #expect { try PlaylistFile.decode(tight(count, format), as: format) } throws: {
                        ($0 as? PlaylistError)?.code == .tooLarge
                    }
                }
            }
        }
        print("six lists of 100 000 entries: \(ContinuousClock.now - start)")
        var padded = Array("#EXTM3U\na.flac\n".utf8)
        padded += [UInt8](repeating: 10, count: PlaylistFile.maximumBytes - padded.count)
        #expect(try PlaylistFile.read(scratch.file("most.m3u8", padded)).entries.count == 1)
        #expect { try PlaylistFile.read(scratch.file("more.m3u8", padded + [10])) } throws: {
            ($0 as? PlaylistError)?.code == .tooLarge
        }
    }

    @Test("Deeply nested JSON and XML end in an error, not in a crash")
    func depth() throws {
        let json = Array(String(repeating: "[", count: 1_000_000).utf8)
        #expect(throws: PlaylistError.self) { try PlaylistFile.decode(json, as: .jspf) }
        let xml = Array(String(repeating: "<playlist>", count: 500_000).utf8)
        #expect(throws: PlaylistError.self) { try PlaylistFile.decode(xml, as: .xspf) }
    }

    private func tight(_ count: Int, _ format: PlaylistFormat) -> [UInt8] {
        let names = (0..<count).lazy.map { "\($0).flac" }
        let text =
            switch format {
            case .jspf:
                "{\"playlist\":{\"track\":["
                    + names.map { "{\"location\":[\"\($0)\"]}" }.joined(separator: ",") + "]}}"
            case .xspf:
                "<playlist><trackList>"
                    + names.map { "<track><location>\($0)</location></track>" }.joined()
                    + "</trackList></playlist>"
            case .m3u8: names.joined(separator: "\n")
            }
        return Array(text.utf8)
    }
}
