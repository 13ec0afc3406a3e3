internal import ArgumentParser
internal import MusikModel

/// The sample format of a rendered file.
enum BitDepth: String, Hashable, Sendable, CaseIterable, ExpressibleByArgument {
    /// 16-bit integers.
    case integer16 = "16"
    /// 24-bit integers.
    case integer24 = "24"
    /// 32-bit floats.
    case float32 = "32f"
}

/// The noise that makes rounding to integers harmless.
enum DitherChoice: String, Hashable, Sendable, CaseIterable, ExpressibleByArgument {
    /// Triangular noise of two steps' width.
    case tpdf
    /// Plain rounding.
    case none
}

/// The container of a rendered file, by its name's ending.
enum RenderContainer: String, Hashable, Sendable, CaseIterable {
    /// RIFF WAVE.
    case wav
    /// FLAC.
    case flac
}

/// A rendered file: its path and container.
struct RenderTarget: Hashable, Sendable, CustomStringConvertible {
    /// The file's path.
    let path: String
    /// The container that its name asks for.
    let container: RenderContainer

    /// Reads a path that ends in `.wav` or `.flac`.
    init(parsing text: String) throws {
        let ending = text.split(separator: ".").last.map { $0.lowercased() }
        guard let container = ending.flatMap(RenderContainer.init), text.contains(".") else {
            throw ValidationError("The file's name must end in .wav or .flac.")
        }
        path = text
        self.container = container
    }

    /// The path.
    var description: String { path }
}

/// Where the events of a session are written, one JSON object a line.
enum EventTarget: Hashable, Sendable, CustomStringConvertible {
    /// Standard output; the screen then stays off.
    case standardOutput
    /// A file, appended to.
    case file(String)

    /// Reads `-` or a path.
    init(parsing text: String) throws {
        switch text {
        case "-": self = .standardOutput
        case "": throw ValidationError("The events go to a file, or to - for standard output.")
        default: self = .file(text)
        }
    }

    /// The target as it would be typed.
    var description: String {
        switch self {
        case .standardOutput: "-"
        case .file(let path): path
        }
    }
}

/// Reads a sample rate in hertz.
func parseRate(_ text: String) throws -> SampleRate {
    guard let hertz = Int(text), hertz <= 192_000, let rate = SampleRate(hertz: hertz) else {
        throw ValidationError("The rate is a whole number of hertz from 8000 to 192000.")
    }
    return rate
}
