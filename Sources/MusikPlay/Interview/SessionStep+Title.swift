internal import MusikModel
internal import MusikRecord
internal import MusikSession

extension SessionStep {
    /// The step's name for the clinician.
    var title: Bilingual {
        switch self {
        case .clock: Bilingual("The clock", "L’heure")
        case .checkIn: Bilingual("Check-in", "Accueil")
        case .lastPlan: Bilingual("The last session's plan and wish", "Plan et souhait précédents")
        case .intentions: Bilingual("Today's intentions", "Intentions du jour")
        case .music: Bilingual("What is to be heard", "Ce qui sera entendu")
        case .preflight: Bilingual("Preflight", "Vérifications")
        case .comfort: Bilingual("A comfortable level", "Niveau confortable")
        case .gate: Bilingual("Ready to proceed", "Prêt à commencer")
        case .line: Bilingual("The line", "Voie veineuse")
        case .infusion: Bilingual("Infusion and programme", "Perfusion et programme")
        case .debrief: Bilingual("Debrief", "Retour d’expérience")
        case .measures: Bilingual("Questionnaires", "Questionnaires")
        case .preferences: Bilingual("Preference log", "Journal des préférences")
        case .nextPlan: Bilingual("Plans for next time", "Plans pour la suite")
        case .discharge: Bilingual("Discharge", "Départ")
        }
    }
}

extension Proceedings.Obstacle {
    /// Why a step can't be taken, for the clinician.
    var text: Bilingual {
        switch self {
        case .earlierStep(let step):
            Bilingual(
                "First comes: \(step.title.english).", "D’abord : \(step.title.french).")
        case .notReady:
            Bilingual(
                "Programme and outputs were not found ready: the line does not go in.",
                "Programme et sorties non vérifiés : pas de voie veineuse.")
        case .noConsent:
            Bilingual(
                "Readiness and consent were not confirmed: this step can only be left out.",
                "Préparation et consentement non confirmés : cette étape ne peut qu’être passée.")
        }
    }
}
