internal import MusikKeeper
internal import MusikModel
internal import MusikSoundFile

/// What is wrong with a sound file and what to do, in words.
enum SoundFileText {
    /// Why a library's source failed, as half a sentence.
    static func reason(_ error: any Error, _ language: Language) -> String {
        switch error {
        case let error as SoundFileError: reason(error, language)
        case let told as ToldError: language == .french ? told.french : told.english
        default: "\(error)"
        }
    }

    /// The reason as half a sentence, to be put after the file's name.
    static func reason(_ error: SoundFileError, _ language: Language) -> String {
        let (english, french) = reasonInBoth(error.reason)
        return language == .french ? french : english
    }

    private static func reasonInBoth(
        _ reason: SoundFileError.Reason
    ) -> (english: String, french: String) {
        switch reason {
        case .missing: ("there is no such file", "ce fichier n’existe pas")
        case .unreadable(let code):
            (
                "it can’t be read: \(errorText(code))",
                "il ne peut pas être lu : \(errorText(code))"
            )
        case .notASoundFile: ("it is no sound file", "ce n’est pas un fichier son")
        case .unsupported(let format):
            (
                "\(name(of: format)) must be converted first",
                "\(name(of: format)) doit d’abord être converti"
            )
        case .zeroFrames: ("it holds no sound", "il ne contient aucun son")
        case .truncated: ("its end is missing", "sa fin manque")
        case .corrupt(.byte(let place)):
            ("it is damaged at byte \(place)", "il est abîmé à l’octet \(place)")
        case .corrupt(.end(let place)):
            (
                "its end is damaged or missing, from byte \(place) on",
                "sa fin est abîmée ou manque, à partir de l’octet \(place)"
            )
        case .corrupt: ("it is damaged", "il est abîmé")
        case .notANumber(let frame):
            (
                "sample \(frame.value) is no number",
                "l’échantillon \(frame.value) n’est pas un nombre"
            )
        case .digestChanged:
            ("it has changed since it was planned", "il a changé depuis la planification")
        case .notLoaded: ("it was not loaded", "il n’a pas été chargé")
        case .rateMismatch(let first, let other):
            (
                "its rate is \(other.hertz) Hz, not \(first.hertz) Hz",
                "sa fréquence est \(other.hertz) Hz et non \(first.hertz) Hz"
            )
        case .outsideFile: ("a position lies outside it", "une position est hors du fichier")
        case .decoder(_, let message):
            ("it can’t be decoded: \(message)", "décodage impossible : \(message)")
        case .resampler(let message):
            ("its rate can’t be converted: \(message)", "conversion impossible : \(message)")
        case .meter: ("it can’t be measured", "il ne peut pas être mesuré")
        case .unwritable(let code):
            (
                "it can’t be written: \(errorText(code))",
                "il ne peut pas être écrit : \(errorText(code))"
            )
        case .outOfMemory: ("no memory is left", "la mémoire est pleine")
        case .cancelled: ("the work was called off", "le travail a été interrompu")
        }
    }

    private static func name(of format: ForeignFormat) -> String {
        switch format {
        case .mpeg4: "MPEG-4 (AAC, ALAC)"
        case .adts: "AAC"
        case .windowsMedia: "Windows Media"
        case .matroska: "Matroska/WebM"
        case .wavPack: "WavPack"
        case .monkeysAudio: "Monkey’s Audio"
        case .dsd: "DSD"
        case .midi: "MIDI"
        case .chainedOgg: "Ogg (chained)"
        case .otherOgg: "Ogg"
        case .freeFormatMPEG: "MPEG (free format)"
        case .channels(let count): "\(count)-channel sound"
        case .ambisonic: "ambisonic sound"
        case .rate(let hertz): "\(hertz) Hz"
        }
    }
}

extension Failure {
    /// What a sound file's error means for a command.
    init(_ error: SoundFileError) {
        let exit: Sysexit
        let remedy: String
        switch error.reason {
        case .missing:
            exit = .noInput
            remedy = "Check the path, or plug the disk in."
        case .unreadable(let code):
            exit = Sysexit(reading: code)
            remedy = "Check who may read it, and the disk."
        case .unsupported(.midi):
            exit = .data
            remedy = "MIDI holds notes, not sound; use a recording."
        case .unsupported:
            exit = .data
            remedy = "Convert it: ffmpeg -i '\(error.path)' -ac 2 -ar 48000 new.flac"
        case .notASoundFile, .zeroFrames, .truncated, .corrupt, .notANumber, .decoder,
            .outsideFile:
            exit = .data
            remedy = "Copy it again from its source, or remove it from the playlist."
        case .digestChanged, .notLoaded, .rateMismatch:
            exit = .data
            remedy = "Leave the files alone while they are used, and start again."
        case .unwritable(let code):
            exit = Sysexit(creating: code)
            remedy = "Choose another place, or make room."
        case .resampler, .meter:
            exit = .software
            remedy = "Report this with the file."
        case .outOfMemory:
            exit = .unavailable
            remedy = "Close other programs."
        case .cancelled:
            exit = .unavailable
            remedy = "Start again."
        }
        self.init(
            exit, "\(error.path): \(SoundFileText.reason(error, .english)).", remedy: remedy)
    }
}
