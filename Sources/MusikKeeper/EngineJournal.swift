internal import FoundationEssentials
internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime

/// What an engine was told and what it said, for the one that takes over when it is killed.
///
/// Lines of JSON in a `MemoryFile`: each is written before what it says is done, by one call of the
/// kernel. Used by one thread of one process at a time.
struct EngineJournal: ~Copyable {
    /// A line.
    enum Line: Codable, Sendable {
        /// An engine has opened its outputs.
        case began
        /// The session is over: no engine follows.
        case ended
        /// A command, with the number of its request; 0 for another terminal's.
        case command(FeedCommand, output: Int?, number: Int)
        /// A plan that was taken up, with the number of its request.
        case plan(Programme, from: FrameCount, number: Int)
        /// An event.
        case note(NumberedNote)
    }

    private let file: MemoryFile

    /// A journal in a file.
    init(_ file: consuming MemoryFile) { self.file = file }

    /// Appends a line; where memory is full it is lost, and the engine after this one knows less.
    func append(_ line: Line) {
        guard var data = try? JSONEncoder().encode(line) else {
            preconditionFailure("every line is JSON")
        }
        data.append(10)
        try? file.append(Array(data))
    }

    /// The lines so far; one that was cut off in the middle is left out.
    func lines() -> [Line] {
        let bytes = (try? file.read()) ?? []
        return bytes.split(separator: 10).compactMap {
            try? JSONDecoder().decode(Line.self, from: Data($0))
        }
    }
}
