internal import MusikModel
internal import MusikRecord

extension ReportWriter {
    /// Debrief, questionnaires, preferences, plans and discharge.
    var afterwards: [Section] {
        section(say("Debrief", "Débriefing"), debrief)
            + section(say("Questionnaires", "Questionnaires"), measures)
            + section(say("Preferences and plans", "Préférences et suite"), plans)
            + section(say("Discharge", "Départ"), discharge)
    }

    private var whatAndEntry: [String] { [say("What", "Quoi"), say("Entry", "Entrée")] }

    private var debrief: [Block] {
        let rows = report.entries.flatMap { entry -> [Row] in
            switch entry.event.body {
            case .debriefPassed(let passed):
                return [
                    row(entry, passed.began ? say("began", "début") : say("ended", "fin"), "—")
                ]
            case .debriefed(let debrief):
                return [
                    row(entry, say("letting go", "lâcher-prise"), text(debrief.lettingGo)),
                    row(entry, say("difficulty", "difficulté"), text(debrief.difficulty)),
                    row(entry, say("ease, 0 to 100", "aisance, 0 à 100"), score(debrief.ease)),
                ]
            default: return []
            }
        }
        return table(whatAndEntry, rows)
    }

    private func score(_ value: Int?) -> String { value.map(String.init) ?? "—" }

    private var measures: [Block] {
        let answered = report.all(Answered.self).map { entry, answers in
            let scores = answers.scores.sorted { $0.key < $1.key }
                .map { "\($0.key) \(number($0.value, 1))" }.joined(separator: semicolon)
            return row(
                entry, answers.instrument, answers.version, answers.language.rawValue,
                scores.isEmpty
                    ? say("no scale can be scored", "aucune échelle calculable") : scores,
                String(answers.answers.count))
        }
        let flags = report.all(FlagChanged.self).map { entry, flag in
            row(
                entry, flag.instrument, flag.item,
                flag.isAcknowledged
                    ? say("seen by somebody", "vu par quelqu’un")
                    : say("NEEDS ATTENTION", "DEMANDE ATTENTION"), text(entry.reasons))
        }
        return table(
            [
                say("Instrument", "Instrument"), say("Version", "Version"),
                say("Language", "Langue"), say("Scores", "Scores"), say("Answers", "Réponses"),
            ], answered)
            + table(
                [
                    say("Flag of", "Alerte de"), say("Item", "Question"), say("State", "État"),
                    say("Remark", "Remarque"),
                ], flags)
    }

    private var plans: [Block] {
        let rows = report.entries.flatMap { entry -> [Row] in
            switch entry.event.body {
            case .preferenceLogged(let log):
                let pieces = (log.remembered + (log.pieces ?? []).map(words)).joined(
                    separator: ", ")
                let support = log.support.map {
                    row(entry, say("support", "accompagnement"), words($0))
                }
                return [
                    row(entry, say("liking, 0 to 100", "agrément, 0 à 100"), score(log.liking)),
                    row(
                        entry, say("resonance, 0 to 100", "résonance, 0 à 100"),
                        score(log.resonance)),
                    row(entry, say("openness, 0 to 100", "accueil, 0 à 100"), score(log.openness)),
                    row(
                        entry, say("remembered", "souvenirs"),
                        pieces.isEmpty ? "—" : pieces),
                    support,
                    row(entry, say("wish for next time", "souhait pour la suite"), text(log.wish)),
                ].compactMap { $0 }
            case .nextPlanned(let next):
                return [row(entry, say("next plan", "plan suivant"), text(next.plan))]
            default: return []
            }
        }
        let again = excerpts(isAgain: true).map { row($0.0, $0.what, $0.how) }
        return table(whatAndEntry, again + rows)
    }

    /// A reaction in words: `Tide (++, too intense)`.
    private func words(_ piece: PieceReaction) -> String {
        let mark = piece.reaction.map { $0 > 0 ? "+\($0)" : "\($0)" }
        let marks = [
            mark, piece.isTooIntense ? say("too intense", "trop intense") : nil,
            piece.isNotAgain ? say("not again", "plus jamais") : nil,
        ].compactMap { $0 }
        return piece.title + (marks.isEmpty ? "" : " (" + marks.joined(separator: ", ") + ")")
    }

    /// What was said of the support: `breath +1; quiet 0; cues too close together`.
    private func words(_ support: SupportReactions) -> String {
        let kinds = SupportQuestion.kinds.compactMap { kind -> String? in
            guard let reaction = support[keyPath: kind.reaction] else { return nil }
            return say(kind.name.english, kind.name.french)
                + (reaction > 0 ? " +\(reaction)" : " \(reaction)")
        }
        let spacing = support.spacing.map { say($0.name.english, $0.name.french) }
        let words = kinds + [spacing].compactMap { $0 }
        return words.isEmpty ? "—" : words.joined(separator: semicolon)
    }

    private var discharge: [Block] {
        let rows = report.all(Discharged.self).map { entry, left in
            let card =
                left.card.map { say("card given: ", "carte remise : ") + $0.rawValue }
                ?? say("no card given", "pas de carte remise")
            return row(
                entry,
                [
                    say("feels ready ", "se sent prêt ") + answer(left.isReady),
                    say("vital signs within limits ", "constantes dans les limites ")
                        + answer(left.isStable),
                    say("reminders given ", "rappels donnés ") + answer(left.isReminded), card,
                ].joined(separator: semicolon), text(entry.reasons))
        }
        return table([say("Discharge", "Départ"), say("Remark", "Remarque")], rows)
    }
}
