internal import MusikModel
internal import MusikRecord

/// What is asked after the infusion: in the session's walk and, where it was left out there or has
/// to be corrected, by `debrief`.
///
/// What stands already is the usual answer, so that Enter leaves it as it is.
extension Interviewer {
    /// Asks what the debrief brought.
    func askDebrief(standing: Debriefed? = nil) throws(Interruption) -> Debriefed {
        Debriefed(
            lettingGo: try note(
                "debrief.lettingGo",
                Bilingual("Moments of letting go:", "Moments de lâcher-prise :"),
                standing?.lettingGo),
            difficulty: try note(
                "debrief.difficulty",
                Bilingual("Moments of difficulty:", "Moments difficiles :"), standing?.difficulty),
            ease: try score(
                "debrief.ease",
                Bilingual("How easy was it on the whole?", "À quel point était-ce facile ?"),
                Debriefed.scale, standing?.ease))
    }

    /// Asks for the preference log.
    func askPreference(standing: PreferenceLogged? = nil) throws(Interruption) -> PreferenceLogged {
        let liking = try score(
            "preferences.liking",
            Bilingual("How much was it liked on the whole?", "Appréciation d’ensemble ?"),
            PreferenceLogged.scale, standing?.liking)
        let titles = standing?.remembered.joined(separator: ", ")
        let remembered = try text(
            "preferences.remembered",
            Bilingual(
                "Pieces or moments remembered, with commas:",
                "Morceaux ou moments retenus, avec des virgules :"),
            titles?.isEmpty == true ? nil : titles)
        return PreferenceLogged(
            liking: liking,
            remembered: (remembered ?? "").split(separator: ",")
                .map { String($0).trimmed }.filter { !$0.isEmpty },
            wish: try note(
                "preferences.wish", Bilingual("The wish for next time:", "Souhait pour la suite :"),
                standing?.wish))
    }

    /// Asks for the plan.
    func askNextPlan(standing: NextPlanned? = nil) throws(Interruption) -> NextPlanned {
        NextPlanned(
            plan: try note(
                "nextPlan.text",
                Bilingual(
                    "Plans for the next days and the next session:",
                    "Plans pour les jours à venir et la prochaine séance :"), standing?.plan))
    }

    private func text(
        _ name: String, _ text: Bilingual, _ standing: String?
    ) throws(Interruption) -> String? {
        let question = Question(
            name: name, text: text.showing(standing.map { Bilingual(same: $0) }),
            kind: .text(isOptional: true),
            standard: standing.map { .text($0) })
        guard case .text(let answer) = try ask(question) else { return nil }
        return answer
    }

    /// A note that isn't changed is the same note; one that was destroyed stays so.
    private func note(
        _ name: String, _ text: Bilingual, _ standing: Note?
    ) throws(Interruption) -> Note? {
        guard let answer = try self.text(name, text, standing?.text) else { return standing }
        return answer == standing?.text ? standing : Note(answer)
    }

    private func score(
        _ name: String, _ text: Bilingual, _ scale: ClosedRange<Int>, _ standing: Int?
    ) throws(Interruption) -> Int? {
        let question = Question(
            name: name, text: text.showing(standing.map { Bilingual(same: "\($0)") }),
            kind: .number(scale, isOptional: true), standard: standing.map { .number($0) })
        guard case .number(let answer) = try ask(question) else { return nil }
        return answer
    }
}
