internal import MusikCuration
internal import MusikModel

extension ListRefusal {
    /// Why a list can't be changed so, in a sentence; numbers as they are shown, from one.
    func sentence(in list: EditedList) -> Bilingual {
        func title(at place: Int) -> String { name(list.entries[place].option, list) }
        switch self {
        case .noSuchOption(let option):
            return Bilingual(
                "There is no piece \(option + 1) to choose.",
                "Il n’y a pas de morceau \(option + 1) à choisir.")
        case .noSuchPlace(let place, let count):
            return Bilingual(
                "There is no number \(place + 1): the list has "
                    + "\(counted(count, "piece", "pieces")).",
                "Il n’y a pas de numéro \(place + 1) : la liste a "
                    + "\(counted(count, "morceau", "morceaux", .french)).")
        case .mustNotBeChosen(let option, let why):
            let (name, why) = (name(option, list), why.words)
            return Bilingual(
                "“\(name)” can’t be added: \(why.english).",
                "« \(name) » ne peut pas s’ajouter : \(why.french).")
        case .alreadyThere(let place):
            return Bilingual(
                "“\(title(at: place))” is in the list already, as number \(place + 1).",
                "« \(title(at: place)) » est déjà dans la liste, au numéro \(place + 1).")
        case .pinned(let place):
            return Bilingual(
                "“\(title(at: place))” is pinned: ! \(place + 1) lets it go first.",
                "« \(title(at: place)) » est fixé : ! \(place + 1) le libère d’abord.")
        case .pinnedAlready(let place):
            return Bilingual(
                "“\(title(at: place))” is pinned already.",
                "« \(title(at: place)) » est déjà fixé.")
        case .notPinned(let place):
            return Bilingual(
                "“\(title(at: place))” isn’t pinned.", "« \(title(at: place)) » n’est pas fixé.")
        case .tooManyPins(let most):
            return Bilingual(
                "No more than \(most) pieces can be pinned.",
                "On ne peut fixer plus de \(most) morceaux.")
        case .nothingToUndo:
            return Bilingual("There is nothing to undo.", "Il n’y a rien à annuler.")
        }
    }

    private func name(_ option: Int, _ list: EditedList) -> String {
        TextWidth.clipped(list.track(option).title, to: 30)
    }
}

extension PlaylistExclusion {
    /// Why something must not be chosen, as the end of a sentence.
    var words: Bilingual {
        switch self {
        case .refused: Bilingual("the patient doesn’t want it", "le patient n’en veut pas")
        case .lyrics:
            Bilingual(
                "it has words that the patient understands",
                "il a des paroles que le patient comprend")
        case .notApproved: Bilingual("nobody approved it", "personne ne l’a approuvé")
        case .notWished:
            Bilingual("it is not what is wished for today", "ce n’est pas le souhait du jour")
        case .risky:
            Bilingual("it would probably be disliked", "il déplairait sans doute")
        case .heard:
            Bilingual("it was heard in too many sessions", "il a été entendu trop souvent")
        case .tooShort:
            Bilingual(
                "it is too short to be joined to others", "il est trop court pour être enchaîné")
        case .tooLong:
            Bilingual("it is longer than the window", "il est plus long que la fenêtre")
        }
    }
}
