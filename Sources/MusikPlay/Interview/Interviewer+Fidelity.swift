internal import MusikModel
internal import MusikRecord

extension Interviewer {
    /// Asks whether the session was held as its arm is meant; nil where nothing was answered.
    ///
    /// One key leaves out all of it, Enter a single question.
    func askFidelity(
        _ arm: SupportArm, standing: FidelityChecked? = nil
    ) throws(Interruption) -> FidelityChecked? {
        do throws(Interruption) {
            let isNow = try yes(
                "fidelity.now",
                Bilingual(
                    "Six questions on how the session was held: now?",
                    "Six questions sur le déroulement de la séance : maintenant ?"),
                standard: true)
            guard isNow else { return nil }
            var answers: [FidelityChecked.Item: Bool] = [:]
            for item in FidelityChecked.items(for: arm) {
                answers[item] = try yesOrOpen(item, standing?[item])
            }
            return answers.isEmpty ? nil : FidelityChecked(arm: arm, answers: answers)
        } catch {
            // Leaving these out leaves out nothing else of the step.
            if error == .skip { return nil }
            throw error
        }
    }

    private func yesOrOpen(
        _ item: FidelityChecked.Item, _ standing: Bool?
    ) throws(Interruption) -> Bool? {
        let shown = standing.map { Bilingual($0 ? "yes" : "no", $0 ? "oui" : "non") }
        let question = Question(
            name: "fidelity.\(item.rawValue)", text: item.question.showing(shown),
            kind: .yesNo(isOptional: true), standard: standing.map { .yes($0) })
        guard case .yes(let answer) = try ask(question) else { return nil }
        return answer
    }
}

extension FidelityChecked.Item {
    /// What is asked, at the bedside and in a report alike.
    var question: Bilingual {
        switch self {
        case .opening:
            Bilingual(
                "Was the opening exercise held?", "L’exercice d’ouverture a-t-il eu lieu ?")
        case .programme:
            Bilingual(
                "Was the programme heard to its end, in the same arm throughout?",
                "Le programme a-t-il été entendu jusqu’à sa fin, sans changer de bras ?")
        case .quietPresence:
            Bilingual(
                "Did the music stand alone, without talk beyond what was needed?",
                "La musique est-elle restée seule, sans paroles au-delà du nécessaire ?")
        case .checkIns:
            Bilingual(
                "Were the check-ins made as planned?",
                "Les points avec le patient ont-ils eu lieu comme prévu ?")
        case .bothOutputs:
            Bilingual(
                "Were headphones and speakers both heard?",
                "Le casque et les enceintes étaient-ils tous deux audibles ?")
        case .blindfold:
            Bilingual("Was a blindfold offered?", "Un masque a-t-il été proposé ?")
        case .level:
            Bilingual(
                "Did the level stay within what the patient had found comfortable?",
                "Le niveau est-il resté dans ce que le patient avait trouvé confortable ?")
        }
    }
}
