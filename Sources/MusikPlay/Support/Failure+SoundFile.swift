internal import MusikModel
internal import MusikSoundFile

extension SoundFileError {
    /// What to do about it, as a sentence.
    var remedy: String {
        switch reason {
        case .missing: "Check the path, or plug the disk in."
        case .unreadable: "Check who may read it, and the disk."
        case .unsupported(.midi): "MIDI holds notes, not sound; use a recording."
        case .unsupported: "Convert it: ffmpeg -i '\(path)' -ac 2 -ar 48000 '\(path).flac'"
        case .notASoundFile: "Replace it by a FLAC, WAV, AIFF, Ogg, Opus or MP3 file."
        case .zeroFrames, .truncated, .corrupt, .notANumber, .decoder, .outsideFile:
            "Copy it again from where it is whole, or remove it from the playlist."
        case .digestChanged, .notLoaded, .rateMismatch:
            "Leave the files alone while they are used, and start again."
        case .unwritable: "Choose another place, or make room."
        case .resampler, .meter: "Report this with the file."
        case .outOfMemory: "Close other programs."
        case .cancelled: "Start again."
        }
    }

    /// The whole message on one line.
    var sentence: String {
        "\(path): \(SoundFileText.reason(self, .english)). \(remedy)"
    }
}

extension Failure {
    /// What an unusable sound file means for a command.
    init(_ error: SoundFileError) {
        let exit: Sysexit =
            switch error.reason {
            case .missing: .noInput
            case .unreadable(let code): Sysexit(reading: code)
            case .unwritable(let code): Sysexit(creating: code)
            case .resampler, .meter: .software
            case .outOfMemory, .cancelled: .unavailable
            default: .data
            }
        self.init(
            exit, "\(error.path): \(SoundFileText.reason(error, .english)).",
            remedy: error.remedy)
    }
}
