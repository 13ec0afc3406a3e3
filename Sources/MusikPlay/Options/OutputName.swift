internal import ArgumentParser

/// One place where a session's sound goes, as it is typed.
enum OutputName: Hashable, Sendable, CustomStringConvertible {
    /// A device by the name that ALSA knows it by.
    case device(String)
    /// Silence, paced by the machine's clock: `null:`, `null:?speed=4`, `null:?speed=max`.
    case silent(pace: Pace)
    /// A WAV file, as fast as possible or at its own pace: `file:PATH`, `file:PATH?paced`.
    case file(path: String, isPaced: Bool)

    /// How fast a silent output runs.
    enum Pace: Hashable, Sendable {
        /// So many times as fast as time passes, 0.1 to 10 000.
        case times(Double)
        /// As fast as the machine can.
        case unlimited
    }

    /// Whether it is a device, or stands for one.
    var isHeard: Bool {
        switch self {
        case .device, .silent(.times(1)): true
        case .silent, .file: false
        }
    }

    /// Reads a name.
    /// - Throws: what is wrong with it.
    init(parsing text: String) throws {
        if text.hasPrefix("null:") {
            self = .silent(pace: try Self.pace(of: text.dropFirst("null:".count)))
        } else if text.hasPrefix("file:") {
            var path = String(text.dropFirst("file:".count))
            let isPaced = path.hasSuffix("?paced")
            if isPaced { path.removeLast("?paced".count) }
            guard path.lowercased().hasSuffix(".wav") else {
                throw ValidationError("A file output is a WAV file, for example file:/tmp/out.wav.")
            }
            self = .file(path: path, isPaced: isPaced)
        } else {
            guard !text.isEmpty, !text.unicodeScalars.contains(where: { $0.value < 32 }) else {
                throw ValidationError("“musik-play devices” lists the names there are.")
            }
            self = .device(text)
        }
    }

    private static func pace(of query: Substring) throws -> Pace {
        if query.isEmpty { return .times(1) }
        if query == "?speed=max" { return .unlimited }
        guard query.hasPrefix("?speed="), let times = Double(query.dropFirst("?speed=".count)),
            (0.1...10_000).contains(times)
        else {
            throw ValidationError("The silent output is null:, null:?speed=10 or null:?speed=max.")
        }
        return .times(times)
    }

    /// The name as it would be typed.
    var description: String {
        switch self {
        case .device(let name): name
        case .silent(.times(1)): "null:"
        case .silent(.times(let times)):
            "null:?speed=\(times == times.rounded() ? String(Int(times)) : String(times))"
        case .silent(.unlimited): "null:?speed=max"
        case .file(let path, let isPaced): "file:\(path)\(isPaced ? "?paced" : "")"
        }
    }
}
