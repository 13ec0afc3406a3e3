import Foundation
import MusikModel
import MusikPlaylist

/// A folder of a test's own, removed with the value's last use.
final class Scratch {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "musik-playlist-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = path + "/" + name
        let folder = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }
}

/// A cue programme that uses every field there is.
func fullDocument() -> PlaylistDocument {
    var document = PlaylistDocument()
    document.title = "Quiet & <reflection> \"one\""
    document.titleFrench = "Réflexion silencieuse : l’été"
    document.creator = "musik-play"
    document.annotation = "Cues, 4 minutes apart = calm"
    document.annotationFrench = "Repères toutes les 4 minutes"
    document.license = "https://creativecommons.org/publicdomain/zero/1.0/"
    document.arm = .cues
    document.language = .french
    document.spacingSeconds = 240.5
    document.isFixed = true
    document.opening = "opening"
    document.bed = "../Samples/bed one.opus"
    document.entries = [
        .init(location: "../Samples/cues/fr/breath 1.opus", title: "Souffle, un", role: .cue),
        .init(
            location: "/music/50%20 off #3?.flac", title: "A - B", creator: "C - D, E",
            durationMilliseconds: 343_217),
        .init(location: "#3 étude.flac", durationMilliseconds: 0, role: .reserve),
        .quiet(), .quiet(title: "A moment of quiet"),
        .init(location: "a:b//c.flac", title: "日本語 🎵", role: .bell),
        .init(location: "ends in space ", title: "~", creator: "x", role: .closing),
    ]
    return document
}
