internal import CExpat
internal import MusikModel

/// Builds a document from the elements that expat reports.
///
/// Document type declarations are refused, so that there are no entities to expand or to load.
final class XSPFReader {
    /// How deeply elements may lie in each other; the format itself needs five levels.
    static let maximumDepth = 32

    private var path: [String] = []
    private var text: [UInt8] = []
    private var document = PlaylistDocument()
    private var entry = PlaylistDocument.Entry(location: "")
    private var hasTrackList = false
    /// The first failure; handlers called after it do nothing.
    private(set) var failure: PlaylistError?

    /// Reads a document from XML bytes.
    static func decode(_ bytes: ArraySlice<UInt8>) throws(PlaylistError) -> PlaylistDocument {
        let reader = XSPFReader()
        let expat = Expat(reporting: reader)
        try expat.parse(bytes)
        guard reader.hasTrackList else {
            throw PlaylistError(
                .malformed, reason: "no <trackList> inside a <playlist>; this is no XSPF")
        }
        return try naming("playlist") { () throws(PlaylistError) in
            try reader.document.normalised()
        }
    }

    /// Takes the start of an element, named as in `localName`.
    func start(_ name: String) {
        guard failure == nil else { return }
        path.append(name)
        text.removeAll(keepingCapacity: true)
        switch path {
        case ["playlist", "trackList"]: hasTrackList = true
        case ["playlist", "trackList", "track"]: entry = PlaylistDocument.Entry(location: "")
        default: break
        }
        if path.count > Self.maximumDepth {
            failure = PlaylistError(
                .refused, reason: "elements lie more than \(Self.maximumDepth) deep in each other")
        }
    }

    /// Takes text between two tags.
    func characters(_ bytes: UnsafeBufferPointer<UInt8>) {
        if failure == nil { unsafe text.append(contentsOf: bytes) }
    }

    /// Takes the end of the innermost element.
    func end() {
        guard failure == nil else { return }
        let value = String(decoding: text, as: UTF8.self)
        text.removeAll(keepingCapacity: true)
        do { try take(value) } catch { failure = error.at(field: path.last) }
        if !path.isEmpty { path.removeLast() }
    }

    /// Remembers that the text asks for what is never done.
    func refuse(_ reason: String) {
        if failure == nil { failure = PlaylistError(.refused, reason: reason) }
    }

    private func take(_ value: String) throws(PlaylistError) {
        guard path.count > 1, path[0] == "playlist" else { return }
        let inTrack = path.count > 3 && path[1] == "trackList" && path[2] == "track"
        let inner = path.dropFirst(inTrack ? 3 : 1)
        let name = inner.first ?? ""
        switch (inTrack, inner.count) {
        case (true, 1): try takeTrackField(name, value)
        case (false, 1): try takePlaylistField(name, value)
        case (true, 2) where name == "extension" && inner.last == "musik:role":
            entry.role = try PlaylistField.choice(try PlaylistText.clean(value))
        case (false, 2) where path == ["playlist", "trackList", "track"]:
            try finishTrack()
        case (false, 2) where name == "extension": try takeOurs(inner.last ?? "", value)
        default: break
        }
    }

    private func takePlaylistField(_ name: String, _ value: String) throws(PlaylistError) {
        let clean = try PlaylistText.clean(value)
        switch name {
        case "title": document.title = clean
        case "creator": document.creator = clean
        case "annotation": document.annotation = clean
        case "license": document.license = clean
        default: break
        }
    }

    private func takeOurs(_ name: String, _ value: String) throws(PlaylistError) {
        guard name.hasPrefix("musik:"),
            let field = PlaylistField(rawValue: String(name.dropFirst("musik:".count)))
        else { return }
        try field.set(
            field == .bed
                ? try PlaylistLocation.path(uri: PlaylistText.trimmed(value))
                : try PlaylistText.clean(value), in: &document)
    }

    private func takeTrackField(_ name: String, _ value: String) throws(PlaylistError) {
        let clean = try PlaylistText.clean(value)
        switch name {
        case "location" where entry.location.isEmpty:
            entry.location = try PlaylistLocation.path(uri: PlaylistText.trimmed(value))
        case "title": entry.title = clean
        case "creator": entry.creator = clean
        case "duration":
            guard let length = Int(clean) else {
                throw PlaylistError(.badValue, reason: "“\(clean)” is no length in milliseconds")
            }
            entry.durationMilliseconds = length
        default: break
        }
    }

    private func finishTrack() throws(PlaylistError) {
        guard !entry.location.isEmpty || entry.role == .quiet else {
            throw PlaylistError(
                .badValue, field: "track[\(document.entries.count + 1)].location",
                reason: "there is no location")
        }
        guard document.entries.count < PlaylistFile.maximumEntries else {
            throw PlaylistError(
                .tooLarge, reason: "more than \(PlaylistFile.maximumEntries) entries")
        }
        document.entries.append(entry)
    }

    /// An element's name without the format's namespace; ours as `musik:…`, foreign ones marked.
    static func localName(_ name: String) -> String {
        guard let space = name.utf8.lastIndex(of: 32) else { return name }
        let local = String(name[name.index(after: space)...])
        switch name[..<space] {
        case XSPF.namespace: return local
        case musikExtension: return "musik:" + local
        default: return "foreign:" + local
        }
    }
}
