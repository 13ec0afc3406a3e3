import Foundation
import MusikModel
import Testing

@testable import MusikPlaylist

@Suite("What other programs write is understood")
struct ReadingTests {
    @Test("JSPF with foreign fields, one location as a string and one as a list")
    func jspf() throws {
        let text = """
            {"playlist": {"title": " A\\n list ", "date": "2005", "link": [{"a": "b"}], "meta": [],
              "extension": {"http://other": [{"role": 7}],
                "urn:x-musik-play:1": [{"arm": "cues", "language": "en", "spacingSeconds": 240}]},
              "track": [
                {"location": "one%20two.flac", "duration": 1200, "trackNum": 1},
                {"location": ["file:///m/a.flac", "b.flac"], "title": null,
                 "extension": {"urn:x-musik-play:1": [{"role": "closing", "new": true}]}}]}}
            """
        let document = try PlaylistFile.decode(Array(text.utf8), as: .jspf)
        #expect(document.title == "A list")
        #expect(document.arm == .cues)
        #expect(document.language == .english)
        #expect(document.spacingSeconds == 240)
        #expect(
            document.entries == [
                .init(location: "one two.flac", durationMilliseconds: 1200),
                .init(location: "/m/a.flac", role: .closing),
            ])
    }

    @Test("XSPF with and without its namespace, CDATA and foreign elements")
    func xspf() throws {
        for namespace in [" xmlns=\"http://xspf.org/ns/0/\"", ""] {
            let text = """
                <?xml version="1.0" encoding="ISO-8859-1"?>
                <!-- made by hand --><playlist version="1"\(namespace)>
                <title>A &amp; <![CDATA[<B>]]></title><title2>no</title2>
                <extension application="http://other"><o:arm xmlns:o="u">cues</o:arm></extension>
                <trackList><track><location>
                   file://localhost/m/%C3%A9t%C3%A9.flac </location><location>other.flac</location>
                <title>\u{E9}t\u{E9}</title><duration>1000</duration></track></trackList></playlist>
                """
            let bytes = text.unicodeScalars.map { UInt8($0.value) }
            let document = try PlaylistFile.decode(bytes, as: .xspf)
            #expect(document.title == "A & <B>")
            #expect(document.arm == .music)
            #expect(
                document.entries == [
                    .init(location: "/m/été.flac", title: "été", durationMilliseconds: 1000)
                ])
        }
    }

    @Test("M3U8 with BOM, every kind of line end, attributes and foreign comments")
    func m3u8() throws {
        let lines = [
            "#EXTM3U", "#EXTENC:UTF-8", "#PLAYLIST:Calm", "",
            "#EXTINF:123.4 logo=\"x\",Artist - Title, part two", "dir/one two.flac", "#EXTVLCOPT:x",
            "#EXTINF:-1,", "file:///m/%23a.flac", "#MUSIK-PLAY:role=reserve", "100%25.flac",
        ]
        for end in ["\n", "\r\n", "\r"] {
            let bytes = [0xEF, 0xBB, 0xBF] + Array(lines.joined(separator: end).utf8)
            let document = try PlaylistFile.decode(bytes, as: .m3u8)
            #expect(document.title == "Calm")
            #expect(
                document.entries == [
                    .init(
                        location: "dir/one two.flac", title: "Artist - Title, part two",
                        durationMilliseconds: 123_400),
                    .init(location: "/m/#a.flac"),
                    .init(location: "100%25.flac", role: .reserve),
                ])
        }
    }

    @Test("A moment of quiet is a track without a location, and in M3U8 a comment of its own")
    func quiet() throws {
        let ours = "\"extension\": {\"urn:x-musik-play:1\": [{"
        let inputs: [(PlaylistFormat, String)] = [
            (
                .jspf,
                "{\"playlist\": {\(ours)\"arm\": \"cues\", \"fixed\": true}]}, \"track\": ["
                    + "{\"location\": [\"a.opus\"], \(ours)\"role\": \"cue\"}]}},"
                    + "{\"title\": \"Quiet\", \(ours)\"role\": \"quiet\"}]}},"
                    + "{\"location\": [], \(ours)\"role\": \"quiet\"}]}}]}}"
            ),
            (
                .xspf,
                """
                <playlist version="1" xmlns="http://xspf.org/ns/0/" xmlns:m="urn:x-musik-play:1">
                <extension application="urn:x-musik-play:1"><m:arm>cues</m:arm><m:fixed> true
                </m:fixed></extension><trackList>
                <track><location>a.opus</location><extension application="urn:x-musik-play:1">
                <m:role>cue</m:role></extension></track>
                <track><title>Quiet</title><extension application="urn:x-musik-play:1">
                <m:role>quiet</m:role></extension></track>
                <track><extension application="urn:x-musik-play:1"><m:role>quiet</m:role>
                </extension></track></trackList></playlist>
                """
            ),
            (
                .m3u8,
                """
                #EXTM3U
                #MUSIK-PLAY:arm=cues
                #MUSIK-PLAY:fixed=true
                #MUSIK-PLAY:role=cue
                a.opus
                #EXTINF:-1,Quiet
                #MUSIK-PLAY:role=quiet
                #MUSIK-PLAY:role=quiet
                """
            ),
        ]
        for (format, text) in inputs {
            let document = try PlaylistFile.decode(Array(text.utf8), as: format)
            #expect(document.isFixed, "\(format)")
            #expect(
                document.entries == [
                    .init(location: "a.opus", role: .cue), .quiet(title: "Quiet"), .quiet(),
                ], "\(format)")
        }
    }

    @Test(
        "A network location is refused by its name",
        arguments: [
            "http://radio.example/stream", "https://x/y.flac", "HTTP://X/a", "rtsp://cam/1",
            "smb://nas/a.flac", "file://nas/a.flac",
        ])
    func network(location: String) throws {
        let inputs: [(PlaylistFormat, String)] = [
            (.jspf, "{\"playlist\": {\"track\": [{\"location\": [\"\(location)\"]}]}}"),
            (
                .xspf,
                "<playlist><trackList><track><location>\(location)</location></track></trackList>"
                    + "</playlist>"
            ),
            (.m3u8, "#EXTM3U\n\(location)\n"),
        ]
        for (format, text) in inputs {
            #expect {
                try PlaylistFile.decode(Array(text.utf8), as: format)
            } throws: {
                guard let error = $0 as? PlaylistError else { return false }
                return error.code == .networkLocation && error.reason.contains(location)
                    && (error.line != nil || error.field != nil)
            }
        }
    }

    @Test("Entries are found beside the playlist, and playlists by their names")
    func resolving() throws {
        let scratch = try Scratch()
        let root = try #require(realpath(scratch.path, nil).map { String(cString: $0) })
        _ = try scratch.file("Samples/a b.opus", "x")
        _ = try scratch.file("Samples/50%20.opus", "x")
        let calm = try scratch.file("Playlists/calm.jspf", "{\"playlist\": {}}")
        _ = try scratch.file("Playlists/deep.m3u8", "#EXTM3U\n")
        let resolver = PlaylistResolver(searchFolders: ["/nowhere", root + "/Playlists"])
        #expect(resolver.names() == ["calm", "deep"])
        let playlist = try resolver.find("calm")
        #expect(playlist == root + "/Playlists/calm.jspf")
        #expect(try resolver.find(calm) == playlist)
        #expect(try resolver.find("deep.m3u8") == root + "/Playlists/deep.m3u8")
        #expect {
            try resolver.find("clam")
        } throws: {
            guard let error = $0 as? PlaylistError else { return false }
            return error.code == .notFound && error.reason.contains("calm, deep")
        }
        let spaced = root + "/Samples/a b.opus"
        for location in [
            "../Samples/a b.opus", "../Samples/a%20b.opus", "file://" + spaced, spaced,
        ] {
            #expect(try resolver.absolutePath(of: location, in: playlist) == spaced)
        }
        #expect(
            try resolver.absolutePath(of: "../Samples/50%20.opus", in: playlist)
                == root + "/Samples/50%20.opus")
        #expect(
            try resolver.absolutePath(of: "gone.opus", in: playlist)
                == root + "/Playlists/gone.opus")
    }
}
