internal import FoundationEssentials
internal import MusikModel

/// The JSON form of XSPF as it lies in a file; everything unknown in it is passed over.
struct JSPF: Codable {
    struct Playlist: Codable {
        var title: String?
        var creator: String?
        var annotation: String?
        var license: String?
        var track: [Track]?
        var `extension`: Extension<PlaylistFields>?
    }

    struct Track: Codable {
        var location: Locations?
        var title: String?
        var creator: String?
        var duration: Int?
        var `extension`: Extension<TrackFields>?
    }

    struct PlaylistFields: Codable {
        var titleFr: String?
        var annotationFr: String?
        var arm: Arm?
        var language: Language?
        var spacingSeconds: Double?
        var fixed: Bool?
        var opening: String?
        var bed: String?
    }

    struct TrackFields: Codable {
        var role: PlaylistDocument.Role?
    }

    /// Our object inside the extension, which other programs share.
    struct Extension<Fields: Codable>: Codable {
        var ours: [Fields]?

        enum CodingKeys: String, CodingKey {
            case ours = "urn:x-musik-play:1"
        }
    }

    /// One location or a list of them, of which the first counts.
    struct Locations: Codable {
        var first: String?

        init(_ location: String) { first = location }

        init(from decoder: any Decoder) throws {
            let single = try decoder.singleValueContainer()
            if let text = try? single.decode(String.self) {
                first = text
            } else {
                first = try single.decode([String].self).first
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.unkeyedContainer()
            if let first { try container.encode(first) }
        }
    }

    var playlist: Playlist
}

extension JSPF {
    /// Reads a document from JSON bytes.
    static func decode(_ bytes: ArraySlice<UInt8>) throws(PlaylistError) -> PlaylistDocument {
        _ = try PlaylistText.utf8(bytes)
        let file: JSPF
        do {
            file = try JSONDecoder().decode(JSPF.self, from: Data(bytes))
        } catch {
            let error = PlaylistError(json: error)
            throw error.at(line: JSONSyntax.lineOfMistake(in: bytes))
        }
        return try naming("playlist") { () throws(PlaylistError) in
            try file.playlist.document().normalised()
        }
    }

    /// Writes a document as JSON, its keys in alphabetical order.
    static func encode(_ document: PlaylistDocument) throws(PlaylistError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return try Array(encoder.encode(JSPF(playlist: Playlist(document)))) + [10]
        } catch {
            throw PlaylistError(json: error)
        }
    }
}

extension JSPF.Playlist {
    fileprivate func document() throws(PlaylistError) -> PlaylistDocument {
        var document = PlaylistDocument()
        document.title = title ?? ""
        document.creator = creator ?? ""
        document.annotation = annotation ?? ""
        document.license = license
        if let fields = `extension`?.ours?.first {
            document.titleFrench = fields.titleFr
            document.annotationFrench = fields.annotationFr
            document.arm = fields.arm ?? .music
            document.language = fields.language
            document.spacingSeconds = fields.spacingSeconds
            document.isFixed = fields.fixed ?? false
            document.opening = fields.opening
            if let bed = fields.bed {
                document.bed = try naming("bed") { () throws(PlaylistError) in
                    try PlaylistLocation.path(uri: bed)
                }
            }
        }
        for (index, track) in (track ?? []).enumerated() {
            let entry = try naming("track[\(index + 1)]") { () throws(PlaylistError) in
                try track.entry()
            }
            document.entries.append(entry)
        }
        return document
    }

    fileprivate init(_ document: PlaylistDocument) {
        title = document.title.isEmpty ? nil : document.title
        creator = document.creator.isEmpty ? nil : document.creator
        annotation = document.annotation.isEmpty ? nil : document.annotation
        license = document.license
        track = document.entries.map(JSPF.Track.init)
        let fields = JSPF.PlaylistFields(
            titleFr: document.titleFrench, annotationFr: document.annotationFrench,
            arm: document.arm == .music ? nil : document.arm, language: document.language,
            spacingSeconds: document.spacingSeconds, fixed: document.isFixed ? true : nil,
            opening: document.opening, bed: document.bed.map(PlaylistLocation.uri))
        let isNeeded = PlaylistField.allCases.contains { $0.text(of: document) != nil }
        `extension` = isNeeded ? JSPF.Extension(ours: [fields]) : nil
    }
}

extension JSPF.Track {
    fileprivate func entry() throws(PlaylistError) -> PlaylistDocument.Entry {
        let role = `extension`?.ours?.first?.role ?? .main
        var path = ""
        if let text = location?.first {
            path = try naming("location") { () throws(PlaylistError) in
                try PlaylistLocation.path(uri: text)
            }
        } else if role != .quiet {
            throw PlaylistError(.badValue, field: "location", reason: "there is no location")
        }
        return PlaylistDocument.Entry(
            location: path, title: title ?? "", creator: creator ?? "",
            durationMilliseconds: duration, role: role)
    }

    fileprivate init(_ entry: PlaylistDocument.Entry) {
        location =
            entry.role == .quiet
            ? nil : JSPF.Locations(PlaylistLocation.uri(path: entry.location))
        title = entry.title.isEmpty ? nil : entry.title
        creator = entry.creator.isEmpty ? nil : entry.creator
        duration = entry.durationMilliseconds
        `extension` =
            entry.role == .main
            ? nil : JSPF.Extension(ours: [JSPF.TrackFields(role: entry.role)])
    }
}

extension PlaylistError {
    /// What the JSON coder says, as the field and the reason.
    fileprivate init(json error: any Error) {
        guard let error = error as? DecodingError else {
            self.init(.malformed, reason: String(describing: error))
            return
        }
        let context: DecodingError.Context
        switch error {
        case .typeMismatch(_, let found), .valueNotFound(_, let found), .keyNotFound(_, let found),
            .dataCorrupted(let found):
            context = found
        @unknown default:
            self.init(.malformed, reason: String(describing: error))
            return
        }
        let field = context.codingPath.reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index + 1)]"
            } else {
                path += (path.isEmpty ? "" : ".") + key.stringValue
            }
        }
        var reason = context.debugDescription
        if reason.hasSuffix(".") { reason.removeLast() }
        self.init(.malformed, field: field.isEmpty ? nil : field, reason: reason)
    }
}
