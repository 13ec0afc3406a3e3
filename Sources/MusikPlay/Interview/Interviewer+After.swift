internal import MusikModel
internal import MusikRecord

/// Lets a piece that was heard be heard again.
typealias PieceReplay = (HeardPiece) throws(Interruption) -> Void

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

    /// Asks for the preference log: about what was heard, never about what was experienced.
    ///
    /// - Parameters:
    ///   - support: what there is to be said of a session without music, in the place of what is
    ///     remembered; nil for one with music.
    ///   - replay: lets a piece or cue be heard again; nil where nothing can be played.
    func askPreference(
        of heard: [HeardPiece] = [], support: SupportQuestion? = nil,
        standing: PreferenceLogged? = nil, replay: PieceReplay? = nil
    ) throws(Interruption) -> PreferenceLogged {
        let scale = PreferenceLogged.scale
        var log = PreferenceLogged(liking: nil, remembered: [], wish: nil)
        log.liking = try score(
            "preferences.liking",
            Bilingual("How much was it liked on the whole?", "Appréciation d’ensemble ?"), scale,
            standing?.liking, isForPatient: true)
        log.resonance = try score(
            "preferences.resonance",
            Bilingual(
                "How well did it fit what was experienced?",
                "À quel point s’accordait-il avec le vécu ?"), scale, standing?.resonance,
            isForPatient: true)
        log.openness = try score(
            "preferences.openness",
            Bilingual("How open was the patient to it?", "À quel point a-t-il été accueilli ?"),
            scale, standing?.openness, isForPatient: true)
        log.support = standing?.support
        if let support {
            log.remembered = standing?.remembered ?? []
            (log.pieces, log.support) = try answers(to: support, standing, replay)
        } else if heard.isEmpty {
            log.remembered = try remembered(standing?.remembered ?? [])
        } else {
            log.remembered = standing?.remembered ?? []
            log.pieces = try reactions(to: heard, standing?.pieces, replay)
        }
        log.wish = try note(
            "preferences.wish", Bilingual("The wish for next time:", "Souhait pour la suite :"),
            standing?.wish, isForPatient: true)
        return log
    }

    private func remembered(_ standing: [String]) throws(Interruption) -> [String] {
        let titles = standing.joined(separator: ", ")
        let answer = try text(
            "preferences.remembered",
            Bilingual("Moments remembered, with commas:", "Moments retenus, avec des virgules :"),
            titles.isEmpty ? nil : titles, isForPatient: true)
        return (answer ?? "").split(separator: ",")
            .map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    /// Shows what was heard and asks what is remembered of it.
    private func reactions(
        to heard: [HeardPiece], _ standing: [PieceReaction]?, _ replay: PieceReplay?
    ) throws(Interruption) -> [PieceReaction] {
        show(heard)
        let typed = standing.map { ReactionsEntry.text($0, of: heard) } ?? ""
        let question = Question(
            name: "preferences.pieces",
            text: Bilingual(
                "Which are remembered? + ++ - -- liking, ! too intense, x not again:",
                "Lesquels sont retenus ? + ++ - -- appréciation, ! trop intense, x plus jamais :"
            ).showing(typed.isEmpty ? nil : Bilingual(same: typed)),
            kind: .reactions(of: heard), standard: typed.isEmpty ? nil : .text(typed),
            isForPatient: true)
        guard let answer = try line(question, heard, replay) else { return [] }
        return ReactionsEntry.read(answer, of: heard) ?? []
    }

    /// The line that answers a question about what was heard, nil for none; what is to be heard again
    /// is played, and then it asks again.
    private func line(
        _ question: Question, _ heard: [HeardPiece], _ replay: PieceReplay?
    ) throws(Interruption) -> String? {
        while true {
            switch try ask(question) {
            case .again(let place):
                if let replay {
                    try replay(heard[place])
                } else {
                    say(
                        Bilingual(
                            "  Nothing can be played here: only the session itself has outputs.",
                            "  Rien ne peut être joué ici : seule la séance a des sorties."))
                }
            case .text(let answer): return answer
            default: return nil
            }
        }
    }

    /// Asks what the support was like, and which cues are remembered.
    private func answers(
        to support: SupportQuestion, _ standing: PreferenceLogged?, _ replay: PieceReplay?
    ) throws(Interruption) -> ([PieceReaction]?, SupportReactions?) {
        show(support.heard)
        let support = support.with(standing?.support)
        let typed = support.text(standing?.pieces ?? [], standing?.support ?? SupportReactions())
        let question = Question(
            name: "preferences.support",
            text: support.text.showing(typed.isEmpty ? nil : Bilingual(same: typed)),
            kind: .support(support), standard: typed.isEmpty ? nil : .text(typed),
            isForPatient: true)
        var said = SupportQuestion.Said()
        if let answer = try line(question, support.heard, replay),
            let read = support.read(answer)
        {
            said = read
        }
        return (
            support.heard.isEmpty ? standing?.pieces : said.pieces,
            said.support.isEmpty ? nil : said.support
        )
    }

    /// Shows what was heard by its numbers.
    private func show(_ heard: [HeardPiece]) {
        for (place, piece) in heard.enumerated() {
            say(Bilingual(same: "  \(place + 1)  \(piece.title)"))
        }
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

    func text(
        _ name: String, _ text: Bilingual, _ standing: String?, isForPatient: Bool = false
    ) throws(Interruption) -> String? {
        let question = Question(
            name: name, text: text.showing(standing.map { Bilingual(same: $0) }),
            kind: .text(isOptional: true),
            standard: standing.map { .text($0) }, isForPatient: isForPatient)
        guard case .text(let answer) = try ask(question) else { return nil }
        return answer
    }

    /// A note that isn't changed is the same note; one that was destroyed stays so.
    func note(
        _ name: String, _ text: Bilingual, _ standing: Note?, isForPatient: Bool = false
    ) throws(Interruption) -> Note? {
        let typed = try self.text(name, text, standing?.text, isForPatient: isForPatient)
        guard let answer = typed else { return standing }
        return answer == standing?.text ? standing : Note(answer)
    }

    private func score(
        _ name: String, _ text: Bilingual, _ scale: ClosedRange<Int>, _ standing: Int?,
        isForPatient: Bool = false
    ) throws(Interruption) -> Int? {
        let question = Question(
            name: name, text: text.showing(standing.map { Bilingual(same: "\($0)") }),
            kind: .number(scale, isOptional: true), standard: standing.map { .number($0) },
            isForPatient: isForPatient)
        guard case .number(let answer) = try ask(question) else { return nil }
        return answer
    }
}
