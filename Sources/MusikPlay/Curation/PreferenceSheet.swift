internal import MusikCuration
internal import MusikModel
internal import MusikRecord
internal import MusikStore

/// What is known of a patient's preferences, and how sure it is, in lines.
struct PreferenceSheet {
    let music: PatientMusic
    let library: CurationLibrary
    /// What sessions without music let know; nil where there were none.
    let cues: CueHistory?
    let language: Language

    /// The lines.
    var lines: [String] {
        let history = music.history(library)
        let posterior = PatientPosterior(history, prior: library.prior)
        let answers = history.sessions.flatMap(\.answers)
        let said = answers.count { $0.reaction != nil || $0.rating != nil }
        var lines = [
            "\(music.patient.code)  "
                + counted(
                    music.sessions.count, say("session with music", "séance avec musique"),
                    say("sessions with music", "séances avec musique"), language)
                + ", "
                + counted(
                    Set(answers.map(\.piece.digest)).count,
                    say("piece heard", "morceau entendu"),
                    say("pieces heard", "morceaux entendus"), language)
                + ", "
                + counted(said, say("remark", "remarque"), say("remarks", "remarques"), language)
        ]
        if music.sessions.isEmpty {
            lines.append(
                say(
                    "  Nothing is known yet but the intake: the log is asked after each session.",
                    "  Rien n’est encore connu que l’entretien initial : le journal est rempli "
                        + "après chaque séance."))
        }
        if music.intake == nil {
            lines.append(
                say(
                    "  No music discussion yet; until it is held no sung words are offered: "
                        + "musik-play patient intake \(music.patient.code)",
                    "  Pas encore d’entretien sur la musique ; d’ici là, aucune parole chantée : "
                        + "musik-play patient intake \(music.patient.code)"))
        }
        let level = posterior.level
        lines.append(
            say("  Music on the whole  ", "  La musique en général  ") + estimate(level)
                + say(" of 100", " sur 100"))
        lines.append(
            say(
                "  One step more of a trait is worth, in points of 100:",
                "  Un cran de plus d’un trait vaut, en points sur 100 :"))
        for place in library.scale.traits.indices {
            let worth = posterior.effect(ofTrait: place)
            lines.append(line(library.scale.traits[place].name, worth))
        }
        lines += pieces + support
        lines.append(
            say("  Expected of anybody: ", "  Attendu de chacun : ") + library.prior.name
                + say(", from ", ", d’après ")
                + counted(library.prior.patients, "patient", "patients", language)
                + say("; model version ", " ; version du modèle ")
                + "\(PopulationPrior.modelVersion)")
        return lines
    }

    private func line(_ name: Bilingual, _ worth: PreferenceEstimate) -> String {
        "    " + TextWidth.padded(name.text(language), to: 18) + " "
            + TextWidth.padded(estimate(worth, isSigned: true), to: 14) + " " + sureness(worth)
    }

    /// What is known of support without music.
    private var support: [String] {
        guard let cues else { return [] }
        let posterior = PatientPosterior(cues.patient, prior: CueCuration.prior)
        let spacing = SessionScreen.clock(cues.spacingSeconds)
        return [
            say(
                "  Without music, a cue each \(spacing); a kind is worth, in points of 100:",
                "  Sans musique, un repère toutes les \(spacing) ; un genre vaut, en points sur 100 :"
            )
        ]
            + SupportQuestion.kinds.compactMap { kind in
                CuePart.Kind.allCases.firstIndex(of: kind.kind).map {
                    line(kind.name, posterior.effect(ofTrait: $0))
                }
            }
    }

    /// What was said of pieces, the last word on each.
    private var pieces: [String] {
        var last: [ContentDigest: PieceReaction] = [:]
        var order: [ContentDigest] = []
        for reaction in music.sessions.flatMap(\.reactions) {
            if last.updateValue(reaction, forKey: reaction.digest) == nil {
                order.append(reaction.digest)
            }
        }
        let reactions = order.compactMap { last[$0] }
        func titles(_ heading: String, _ isMeant: (PieceReaction) -> Bool) -> [String] {
            let meant = reactions.filter(isMeant).map(\.title)
            return meant.isEmpty ? [] : ["  " + heading + meant.joined(separator: ", ")]
        }
        return titles(say("Liked: ", "Aimés : ")) { ($0.reaction ?? 0) > 0 && !$0.isNotAgain }
            + titles(say("Disliked: ", "Peu aimés : ")) {
                ($0.reaction ?? 0) < 0 && !$0.isNotAgain
            }
            + titles(say("Too intense: ", "Trop intenses : "), \.isTooIntense)
            + titles(say("Not again: ", "Plus jamais : "), \.isNotAgain)
    }

    private func estimate(_ value: PreferenceEstimate, isSigned: Bool = false) -> String {
        let sign = isSigned && value.mean >= 0.5 ? "+" : ""
        return sign + decimal(value.mean, 0, language) + " ± "
            + decimal(value.halfWidth, 0, language)
    }

    /// How sure the sign is: 95 % from 1.645 standard deviations on, 80 % from 0.842.
    private func sureness(_ value: PreferenceEstimate) -> String {
        let ratio = abs(value.mean) / max(value.deviation, 1e-9)
        if ratio >= 1.645 { return say("sure", "sûr") }
        if ratio >= 0.842 { return say("fairly sure", "assez sûr") }
        return say("hardly known", "mal connu")
    }

    private func say(_ english: String, _ french: String) -> String {
        language.choice(of: (english: english, french: french))
    }
}
