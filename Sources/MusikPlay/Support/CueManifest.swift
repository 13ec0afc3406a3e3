internal import FoundationEssentials
internal import MusikCuration
internal import MusikModel

/// The timed scripts of the cues of one language, and the recordings made of them.
struct CueManifest: Hashable, Sendable, Codable {
    /// Who speaks.
    enum Recording: String, Hashable, Sendable, Codable {
        /// Synthetic speech that stands in for a person.
        case placeholder
        /// A person of the site.
        case site
    }

    /// One cue.
    struct Item: Hashable, Sendable, Codable {
        /// One sentence and when it is said, in seconds from the cue's start.
        struct Line: Hashable, Sendable, Codable {
            var at: Double
            var text: String
        }
        /// The cue's name, by which programmes ask for it.
        var name: String
        /// The recording, relative to the manifest.
        var file: String
        /// The title for people.
        var title: String
        /// What a patient chooses it for; nil for what isn't chosen, such as the opening and the
        /// closing.
        var kind: CuePart.Kind?
        /// Who speaks, where it isn't who speaks the others.
        var speaker: String?
        /// The recording's length in seconds.
        var lengthSeconds: Double
        /// When the bell is struck, in seconds from the cue's start.
        var bell: [Double]?
        /// What is said.
        var lines: [Line]

        /// The recording's path, the manifest being in a folder.
        func path(in folder: String) -> String {
            file.hasPrefix("/") ? file : folder + "/" + file
        }
    }

    /// The language that is spoken.
    var language: Language
    /// Who speaks.
    var recording: Recording
    /// The speaker's name or kind.
    var speaker: String?
    /// The cues.
    var items: [Item]

    /// Reads `cues.json` of a folder.
    /// - Throws: 66 where it is missing, 65 with the field where its content is wrong.
    init(folder: String) throws(Failure) {
        let path = folder + "/cues.json"
        try requireReadable(path, as: "the list of the cues")
        do {
            self = try JSONDecoder().decode(
                CueManifest.self, from: Data(contentsOf: URL(filePath: path)))
        } catch let error as DecodingError {
            throw Failure(
                .data, "\(path): \(Self.text(of: error)).",
                remedy: "Correct it after the example in Samples/cues/en/cues.json.")
        } catch {
            throw Failure(
                .inputOutput, "\(path) can't be read: \(error).", remedy: "Check the disk.")
        }
    }

    private static func text(of error: DecodingError) -> String {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .dataCorrupted(let context):
            return place(context.codingPath) + context.debugDescription
        case .keyNotFound(let key, let context):
            return place(context.codingPath) + "“\(key.stringValue)” is missing"
        @unknown default:
            return "\(error)"
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        path.isEmpty
            ? ""
            : path.map { key in key.intValue.map { "[\($0 + 1)]" } ?? key.stringValue }
                .joined(separator: ".") + ": "
    }
}
