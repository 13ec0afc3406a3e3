internal import MusikCuration
internal import MusikModel

extension PlaylistImpossible {
    /// Why no list can be built.
    var problem: Bilingual {
        switch self {
        case .window(let allowed):
            Bilingual(
                "A list lasts \(Self.length(allowed.lowerBound)) to "
                    + "\(Self.length(allowed.upperBound)).",
                "Une liste dure de \(Self.length(allowed.lowerBound)) à "
                    + "\(Self.length(allowed.upperBound)).")
        case .nothingOffered:
            Bilingual("The library holds no music.", "La bibliothèque ne contient pas de musique.")
        case .everythingExcluded:
            Bilingual(
                "Everything in the library is excluded.",
                "Tout est exclu dans la bibliothèque.")
        case .tooLittle(let missing, _):
            Bilingual(
                "All that may be played is too short by \(Self.length(missing)).",
                "Tout ce qui peut être joué est trop court de \(Self.length(missing)).")
        case .groups(let least):
            Bilingual(
                "There is enough only with \(least) pieces of one creator.",
                "Il n’y en a assez qu’avec \(least) morceaux d’un même auteur.")
        case .noFit:
            Bilingual(
                "No choice of whole pieces fills exactly this window.",
                "Aucun choix de morceaux entiers ne remplit exactement cette durée.")
        case .noCueFits:
            Bilingual(
                "No cue fits into this window at this spacing.",
                "Aucun repère ne tient dans cette durée à cet intervalle.")
        case .pinned:
            Bilingual(
                "No list holds everything that is pinned.",
                "Aucune liste ne contient tout ce qui est fixé.")
        }
    }

    /// What would help.
    var remedy: Bilingual {
        switch self {
        case .window: return Bilingual("Choose another window.", "Choisissez une autre durée.")
        case .nothingOffered:
            return Bilingual(
                "Fill it with “musik-play library add FOLDER”.",
                "Remplissez-la : « musik-play library add DOSSIER ».")
        case .everythingExcluded(let held), .tooLittle(_, let held):
            return Self.help(held)
        case .groups:
            return Bilingual(
                "Add music of others, or tag it with its creators.",
                "Ajoutez de la musique d’autres auteurs, ou nommez les auteurs.")
        case .noFit(let shorter, let longer, let held):
            let near = [shorter, longer].compactMap { $0.map(Self.length) }
            guard !near.isEmpty else { return Self.help(held) }
            return Bilingual(
                "These can be filled: \(near.joined(separator: ", ")) after the opening.",
                "Ceci peut être rempli : \(near.joined(separator: ", ")) après l’ouverture.")
        case .pinned(.noFit(let shorter, let longer)):
            let near = [shorter, longer].compactMap { $0.map(Self.length) }
            return Bilingual(
                "Let one of them go"
                    + (near.isEmpty ? "." : ", or fill \(near.joined(separator: ", "))."),
                "Libérez-en un"
                    + (near.isEmpty ? "." : ", ou remplissez \(near.joined(separator: ", ")).")
            )
        case .pinned:
            return Bilingual("Let one of them go.", "Libérez-en un.")
        case .noCueFits(let longest):
            guard let longest else {
                return Bilingual("Choose a longer window.", "Choisissez une durée plus longue.")
            }
            return Bilingual(
                "A spacing of \(Self.length(longest)) at most would do.",
                "Un intervalle de \(Self.length(longest)) au plus conviendrait.")
        }
    }

    /// What holds most back, and what would free it.
    private static func help(_ held: [Held]) -> Bilingual {
        let all = held.map { one in
            let words = one.why.held
            let enough =
                one.isEnough
                ? Bilingual(
                    " – with them there would be enough", " – avec eux, il y en aurait assez")
                : Bilingual(same: "")
            return Bilingual(
                "\(counted(one.count, "track", "tracks")) (\(length(one.seconds))) "
                    + words.english + enough.english,
                "\(counted(one.count, "morceau", "morceaux", .french)) (\(length(one.seconds))) "
                    + words.french + enough.french)
        }
        guard !all.isEmpty else {
            return Bilingual(
                "Add more music with “musik-play library add FOLDER”.",
                "Ajoutez de la musique : « musik-play library add DOSSIER ».")
        }
        return Bilingual(
            "Held back: " + all.map(\.english).joined(separator: "; ") + ".",
            "Écartés : " + all.map(\.french).joined(separator: " ; ") + ".")
    }

    private static func length(_ seconds: Double) -> String { SessionScreen.clock(seconds) }
}

extension PlaylistExclusion {
    /// Why it is held back, and what would change that.
    fileprivate var held: Bilingual {
        switch self {
        case .refused:
            Bilingual(
                "by “not again” or by the intake", "par « plus jamais » ou par l’entretien initial")
        case .lyrics:
            Bilingual(
                "because of words, or because nobody said that there are none "
                    + "(library tag --lyrics none)",
                "à cause de paroles, ou faute d’avoir dit qu’il n’y en a pas "
                    + "(library tag --lyrics none)")
        case .notApproved:
            Bilingual(
                "not approved (library tag --approve)", "non approuvés (library tag --approve)")
        case .notWished:
            Bilingual("by today’s wish", "par le souhait du jour")
        case .risky:
            Bilingual("probably disliked", "qui déplairaient sans doute")
        case .heard: Bilingual("heard too often", "trop souvent entendus")
        case .tooShort: Bilingual("too short", "trop courts")
        case .tooLong: Bilingual("longer than the window", "plus longs que la durée")
        }
    }
}

extension Failure {
    /// What an impossible list means for a command.
    init(_ impossible: PlaylistImpossible) {
        self.init(
            .data, impossible.problem.english, remedy: impossible.remedy.english)
    }
}
