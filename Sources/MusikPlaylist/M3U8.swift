internal import MusikModel

/// Extended M3U in UTF-8: one path per line, comments before it.
///
/// `#PLAYLIST:` holds the title, `#EXTINF:seconds,title` an entry's length and title, `#EXTART:` who
/// made it. What M3U8 has no line for stands in comments `#MUSIK-PLAY:name=value`. A moment of quiet,
/// which has no path, ends with its comment `#MUSIK-PLAY:role=quiet`: other players pass it over.
enum M3U8 {
    private static let ours = "#MUSIK-PLAY:"

    /// Reads a document; lines end in LF, CR LF or CR.
    static func decode(_ bytes: ArraySlice<UInt8>) throws(PlaylistError) -> PlaylistDocument {
        let text = try PlaylistText.utf8(bytes)
        var document = PlaylistDocument()
        var entry = PlaylistDocument.Entry(location: "")
        var number = 0
        var afterReturn = false
        for line in text.unicodeScalars.split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r" })
        {
            // Between CR and LF lies an empty piece that is no line of its own.
            if !(afterReturn && line.isEmpty) { number += 1 }
            let end = line.endIndex
            let endsInReturn = end < text.endIndex && text.unicodeScalars[end] == "\r"
            afterReturn = endsInReturn
            if line.allSatisfy({ $0 == " " || $0 == "\t" }) { continue }
            do {
                try take(String(line), entry: &entry, document: &document)
            } catch {
                throw error.at(line: number)
            }
        }
        return try document.normalised()
    }

    /// Writes a document.
    static func encode(_ document: PlaylistDocument) -> [UInt8] {
        var text = "#EXTM3U\n"
        if !document.title.isEmpty { text += "#PLAYLIST:\(document.title)\n" }
        func write(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { text += "\(ours)\(name)=\(value)\n" }
        }
        write("creator", document.creator)
        write("annotation", document.annotation)
        write("license", document.license)
        for field in PlaylistField.allCases { write(field.rawValue, field.text(of: document)) }
        for entry in document.entries {
            if !entry.title.isEmpty || entry.durationMilliseconds != nil {
                let seconds = entry.durationMilliseconds.map { Double($0) / 1000 } ?? -1
                text += "#EXTINF:\(PlaylistText.number(seconds)),\(entry.title)\n"
            }
            if !entry.creator.isEmpty { text += "#EXTART:\(entry.creator)\n" }
            if entry.role != .main { write("role", entry.role.rawValue) }
            if entry.role != .quiet { text += PlaylistLocation.line(path: entry.location) + "\n" }
        }
        return Array(text.utf8)
    }

    private static func take(
        _ line: String, entry: inout PlaylistDocument.Entry, document: inout PlaylistDocument
    ) throws(PlaylistError) {
        if let rest = remainder(of: line, after: ours) {
            try takeOurs(rest, entry: &entry, document: &document)
        } else if let rest = remainder(of: line, after: "#EXTINF:") {
            try takeInformation(rest, entry: &entry)
        } else if let rest = remainder(of: line, after: "#EXTART:") {
            entry.creator = try PlaylistText.clean(rest)
        } else if let rest = remainder(of: line, after: "#PLAYLIST:") {
            document.title = try PlaylistText.clean(rest)
        } else if line.utf8.first != UInt8(ascii: "#") {
            entry.location = try PlaylistLocation.path(plain: line)
            try finish(&entry, of: &document)
        }
    }

    private static func finish(
        _ entry: inout PlaylistDocument.Entry, of document: inout PlaylistDocument
    ) throws(PlaylistError) {
        guard document.entries.count < PlaylistFile.maximumEntries else {
            throw PlaylistError(
                .tooLarge, reason: "more than \(PlaylistFile.maximumEntries) entries")
        }
        document.entries.append(entry)
        entry = PlaylistDocument.Entry(location: "")
    }

    private static func remainder(of line: String, after prefix: String) -> String? {
        line.utf8.starts(with: prefix.utf8)
            ? String(decoding: line.utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : nil
    }

    private static func takeOurs(
        _ text: String, entry: inout PlaylistDocument.Entry, document: inout PlaylistDocument
    ) throws(PlaylistError) {
        let parts = text.unicodeScalars.split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = try PlaylistText.clean(String(parts[0]))
        guard parts.count == 2 else {
            throw PlaylistError(.malformed, field: name, reason: "\(ours) needs name=value")
        }
        let value = try PlaylistText.clean(String(parts[1]))
        do throws(PlaylistError) {
            switch name {
            case "role":
                entry.role = try PlaylistField.choice(value)
                if entry.role == .quiet { try finish(&entry, of: &document) }
            case "creator": document.creator = value
            case "annotation": document.annotation = value
            case "license": document.license = value
            case "bed":
                document.bed = try PlaylistLocation.path(plain: String(parts[1]))
            default:
                guard let field = PlaylistField(rawValue: name) else { return }
                try field.set(value, in: &document)
            }
        } catch {
            throw error.at(field: name)
        }
    }

    private static func takeInformation(
        _ text: String, entry: inout PlaylistDocument.Entry
    ) throws(PlaylistError) {
        let parts = text.unicodeScalars.split(
            separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        // Some programs put attributes between the seconds and the comma.
        let first = parts[0].split(separator: " ").first.map(String.init) ?? ""
        guard let seconds = Double(first), seconds.isFinite,
            seconds * 1000 <= Double(PlaylistDocument.maximumMilliseconds)
        else {
            throw PlaylistError(
                .malformed, field: "EXTINF", reason: "“\(first)” is no length in seconds")
        }
        entry.durationMilliseconds = seconds < 0 ? nil : Int((seconds * 1000).rounded())
        if parts.count == 2 { entry.title = try PlaylistText.clean(String(parts[1])) }
    }
}
