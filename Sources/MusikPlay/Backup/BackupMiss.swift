internal import MusikRecord

#if canImport(Glibc)
    internal import Glibc
#endif

/// Why there is no backup, in words for whoever can do something about it.
struct BackupMiss: Error, Hashable, Sendable {
    /// What the record keeps of it.
    var problem: BackupMissed.Problem
    /// What is wrong, as the end of a sentence.
    var cause: Bilingual
    /// What to do next, as a sentence.
    var remedy: Bilingual

    /// The whole in one line.
    var line: Bilingual {
        Bilingual(
            "No backup: \(cause.english). \(remedy.english)",
            "Pas de sauvegarde : \(cause.french). \(remedy.french)")
    }

    /// The failure of a command.
    var failure: Failure {
        let exit: Sysexit =
            switch problem {
            case .noneNamed, .sameDisk, .memory, .unknownDisk: .configuration
            case .absent: .noInput
            case .noProgram: .unavailable
            case .full, .failed: .inputOutput
            }
        return Failure(exit, "No backup: \(cause.english).", remedy: remedy.english)
    }
}

extension BackupMiss {
    private static let arrange = "musik-play backup arrange --to DIR --recipient age1…"
    private static let again = Bilingual(
        "Then: musik-play backup now", "Ensuite : musik-play backup now")

    private init(
        _ problem: BackupMissed.Problem, _ cause: Bilingual, _ english: String, _ french: String
    ) {
        self.init(problem: problem, cause: cause, remedy: Bilingual(english, french))
    }

    /// Nothing is arranged.
    static let noneNamed = BackupMiss(
        .noneNamed, Bilingual("none is arranged", "aucune n’est prévue"),
        "Arrange one: \(arrange)", "Prévoyez-en une : \(arrange)")

    /// The folder is on the record's own disk.
    static func sameDisk(_ folder: String) -> BackupMiss {
        BackupMiss(
            .sameDisk,
            Bilingual(
                "\(folder) is on the record’s own disk",
                "\(folder) est sur le disque du registre lui-même"),
            "Arrange a folder on another medium: \(arrange)",
            "Prévoyez un dossier sur un autre support : \(arrange)")
    }

    /// The folder is in memory.
    static func memory(_ folder: String) -> BackupMiss {
        BackupMiss(
            .memory,
            Bilingual(
                "\(folder) is in the machine’s memory, which a power cut empties",
                "\(folder) est en mémoire vive, perdue à la première coupure de courant"),
            "Arrange a folder on a medium that lasts: \(arrange)",
            "Prévoyez un dossier sur un support durable : \(arrange)")
    }

    /// Nobody can tell what the folder is on.
    static func unknownDisk(_ folder: String, _ kind: String) -> BackupMiss {
        BackupMiss(
            .unknownDisk,
            Bilingual(
                "whether \(folder) is on another disk than the record can’t be told (\(kind))",
                "impossible de savoir si \(folder) est sur un autre disque que le registre "
                    + "(\(kind))"),
            "Arrange a folder on a medium of its own: \(arrange)",
            "Prévoyez un dossier sur un support à part : \(arrange)")
    }

    /// The medium is not there.
    static func absent(_ folder: String) -> BackupMiss {
        BackupMiss(
            .absent,
            Bilingual(
                "the medium is not there (\(folder))", "le support n’est pas là (\(folder))"),
            "Connect it. \(again.english)", "Branchez-le. \(again.french)")
    }

    /// The medium is full.
    static func full(_ folder: String) -> BackupMiss {
        BackupMiss(
            .full, Bilingual("\(folder) is full", "\(folder) est plein"),
            "Make room there. \(again.english)", "Faites-y de la place. \(again.french)")
    }

    /// age is missing.
    static let noProgram = BackupMiss(
        .noProgram, Bilingual("age, which encrypts it, is missing", "age, qui chiffre, manque"),
        "Run: apt-get install age. \(again.english)",
        "Lancez : apt-get install age. \(again.french)")

    /// It took too long.
    static func slow(_ folder: String, seconds: Int) -> BackupMiss {
        BackupMiss(
            .failed,
            Bilingual(
                "\(folder) did not take it within \(seconds) s",
                "\(folder) ne l’a pas reçue en \(seconds) s"),
            "Check the medium. \(again.english)", "Vérifiez le support. \(again.french)")
    }

    /// Something else failed, in the system's words.
    static func failed(_ words: String) -> BackupMiss {
        BackupMiss(
            .failed, Bilingual(same: words), "Check the medium. \(again.english)",
            "Vérifiez le support. \(again.french)")
    }

    /// A call on a file of the medium failed.
    static func failed(_ folder: String, _ call: String, _ code: Int32) -> BackupMiss {
        code == ENOSPC || code == EDQUOT
            ? .full(folder) : .failed("\(folder): \(call): \(errorText(code))")
    }
}
