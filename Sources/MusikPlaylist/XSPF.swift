internal import MusikModel

/// The XML Shareable Playlist Format, version 1.
enum XSPF {
    /// The namespace of the format.
    static let namespace = "http://xspf.org/ns/0/"

    /// Writes a document as XML.
    static func encode(_ document: PlaylistDocument) -> [UInt8] {
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <playlist version="1" xmlns="\(namespace)" xmlns:musik="\(musikExtension)">

            """
        func write(_ name: String, _ value: String?, indent: Int) {
            guard let value, !value.isEmpty else { return }
            let margin = String(repeating: " ", count: indent)
            text += "\(margin)<\(name)>\(escaped(value))</\(name)>\n"
        }
        func writeOurs(_ fields: [(name: String, value: String?)], indent: Int) {
            guard fields.contains(where: { $0.value != nil }) else { return }
            let margin = String(repeating: " ", count: indent)
            text += "\(margin)<extension application=\"\(musikExtension)\">\n"
            for field in fields { write("musik:" + field.name, field.value, indent: indent + 2) }
            text += "\(margin)</extension>\n"
        }
        write("title", document.title, indent: 2)
        write("creator", document.creator, indent: 2)
        write("annotation", document.annotation, indent: 2)
        write("license", document.license, indent: 2)
        writeOurs(
            PlaylistField.allCases.map { field in
                let value = field.text(of: document)
                return (field.rawValue, field == .bed ? value.map(PlaylistLocation.uri) : value)
            }, indent: 2)
        text += "  <trackList>\n"
        for entry in document.entries {
            text += "    <track>\n"
            write("location", PlaylistLocation.uri(path: entry.location), indent: 6)
            write("title", entry.title, indent: 6)
            write("creator", entry.creator, indent: 6)
            write("duration", entry.durationMilliseconds.map(String.init), indent: 6)
            writeOurs(
                [("role", entry.role == .main ? nil : entry.role.rawValue)], indent: 6)
            text += "    </track>\n"
        }
        text += "  </trackList>\n</playlist>\n"
        return Array(text.utf8)
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
