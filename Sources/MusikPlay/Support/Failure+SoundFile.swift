internal import MusikModel
internal import MusikSoundFile

extension SoundFileError {
    /// What is wrong with the file and what to do, as two halves of a message.
    var explanation: (problem: String, remedy: String) {
        switch reason {
        case .missing: ("it is missing", "check the path, or put the file back")
        case .unreadable(let code):
            ("it can't be read: \(errorText(code))", "check the disk and the file's permissions")
        case .notASoundFile:
            ("it is no sound file", "replace it by a FLAC, WAV, AIFF, Ogg, Opus or MP3 file")
        case .unsupported(let format):
            (
                "\(format) is not played, because its padding can't be removed reliably",
                "convert it: ffmpeg -i \(path) -c:a flac \(path).flac"
            )
        case .zeroFrames: ("it holds no sound", "replace it")
        case .truncated(let decoded, let expected):
            (
                "its end is missing"
                    + (expected.map { " (\(decoded?.value ?? 0) of \($0.value) frames)" } ?? ""),
                "copy it again from where it is whole"
            )
        case .corrupt(let damage):
            ("it is damaged\(Self.place(damage))", "copy it again from where it is whole")
        case .notANumber(let frame):
            (
                "the sample at frame \(frame.value) is no number",
                "render or convert it again"
            )
        case .digestChanged: ("it has changed since it was planned", "start again")
        case .notLoaded, .rateMismatch, .outsideFile, .cancelled:
            ("it was not prepared (\(reason))", "please report this")
        case .decoder(_, let message): ("it can't be decoded: \(message)", "convert it to FLAC")
        case .resampler(let message):
            ("its rate can't be converted: \(message)", "convert it to 48 kHz")
        case .meter(let code): ("it can't be measured (\(code))", "convert it to FLAC")
        case .unwritable(let code): ("it can't be written: \(errorText(code))", "check the disk")
        case .outOfMemory: ("the memory is used up", "close other programs")
        }
    }

    /// The whole message on one line.
    var sentence: String {
        let (problem, remedy) = explanation
        return "\(path): \(problem); \(remedy)."
    }

    private static func place(_ damage: Damage) -> String {
        switch damage {
        case .byte(let byte): " at byte \(byte)"
        case .checksum: ": its checksum does not fit"
        case .frames(let decoded, let expected):
            ": \(decoded.value) frames instead of \(expected.value)"
        }
    }
}

extension Failure {
    /// What an unusable sound file means for a command.
    init(_ error: SoundFileError) {
        let (problem, remedy) = error.explanation
        let exit: Sysexit =
            switch error.reason {
            case .missing: .noInput
            case .unreadable(let code): Sysexit(reading: code)
            case .unwritable(let code): Sysexit(creating: code)
            default: .data
            }
        self.init(
            exit, "\(error.path): \(problem).",
            remedy: remedy.prefix(1).uppercased() + remedy.dropFirst() + ".")
    }
}
