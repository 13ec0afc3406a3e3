internal import MusikModel

/// Everything that a person reads on the console's pages besides what the session says itself.
enum ConsoleWords: Hashable, Sendable {
    case console, signIn, code, enter, codeHint, wrongCode, closed(Int), leave, otherLanguage
    case nothingRuns, howToStart, preparing, silent, left, howToTakeBack, refused
    case cut, notTaken, noSuchPage, wrongWay, backToSession, tooManyWatch
    case notStarted, now, next, outputs, notices, question, controls, urgent, progress
    case quiet, soundAgain, talk, talkEnds, pause, goOn, start, infusion, skip, calmer, stronger
    case windDown, extend, marker, distress, stop, louder(String), softer(String), mute(String)
    case unmute(String), programme(String), allPieces, readings, reading, minute, care, notes
    case infusionBecomes(ConsoleInfusion), checkIn, blindfoldOn, blindfoldOff, stopMusic,
        musicWanted, headphonesOff
    case stopInfusion, stopAtOnce, wishes
    case entry(ConsoleEntry), keep(ConsoleEntry), systolic, diastolic, heartRate, saturation
    case personCode, whatHappened
    case wholeNumber(Int, Int), wordsNeeded, askedBefore, sounds, working, oneBack, seen, answer
    case answerTo, noAnswer, remembered, notRemembered, isRemembered, tooIntense, notAgain
    case likedMuch, liked, neither, disliked, dislikedMuch, notSaid, hearAgain
    case spacing, tooClose, wellSpaced, tooFar, leaveOut, notToday, stopSession, otherwise
    case toPatient, lockCode, handItOver, forTeam, lockCodeAgain, takeItBack, wrongLock, lockForm
    case thanks, forYou, giveItBack
    case sessionEnded, nothingPlanned, unsigned, due, coming, sessions, noSessions, toTheDay
    case report(String), signedBy(String), sign, passphrase, accompanies, ahead(String)
    case windowMinutes, headphones, speakers, goOnWith, startSession, whoAreYou, beginShift
    case withoutSignIn, signInFirst, takeSessionBack
    case tracks(ConsoleSearch.Kind), lookFor, which, look, loudness, library, trial, record, ways

    func text(_ language: Language) -> String { language.choice(of: texts) }

    private var texts: (english: String, french: String) {
        switch self {
        case .console: ("musik-play", "musik-play")
        case .signIn: ("Come in", "Entrer")
        case .code: ("Code", "Code")
        case .enter: ("Come in", "Entrer")
        case .codeHint:
            (
                "The code of eight digits stands in the terminal in which the console was started.",
                "Le code à huit chiffres est affiché dans le terminal où la console a été lancée."
            )
        case .wrongCode:
            (
                "That is not the code. It changes with each device: look again in the terminal.",
                "Ce n’est pas le code. Il change à chaque appareil : regardez dans le terminal."
            )
        case .closed(let seconds):
            (
                "Too many wrong codes: try again in \(seconds) s, with the new code.",
                "Trop de codes erronés : réessayez dans \(seconds) s, avec le nouveau code."
            )
        case .leave: ("Leave", "Quitter")
        case .otherLanguage: ("Français", "English")
        case .nothingRuns: ("No session is running.", "Aucune séance en cours.")
        case .howToStart:
            (
                "A session that is started at a terminal is shown here by itself.",
                "Une séance lancée dans un terminal s’affiche ici d’elle-même."
            )
        case .preparing:
            (
                "The session is getting ready.",
                "La séance se prépare."
            )
        case .silent: ("The session does not answer.", "La séance ne répond pas.")
        case .left:
            (
                "The session’s own process has gone; the programme plays on.",
                "Le processus de la séance a disparu ; le programme continue."
            )
        case .howToTakeBack:
            (
                "Take it back here, or at a terminal: musik-play session --attach",
                "Reprenez-la ici, ou dans un terminal : musik-play session --attach"
            )
        case .refused: ("This may not be shown here.", "Ceci ne peut pas être montré ici.")
        case .cut:
            (
                "No link to the session: what is shown is old. At its terminal: Q quiet, T talk, "
                    + "Ctrl-C stop.",
                "Pas de lien avec la séance : l’affichage est ancien. Dans son terminal : Q silence, "
                    + "T parler, Ctrl-C arrêter."
            )
        case .notTaken: ("Not done: ", "Pas fait : ")
        case .noSuchPage: ("There is no such page.", "Cette page n’existe pas.")
        case .wrongWay:
            (
                "That can’t be done from here. Load the page again.",
                "Impossible d’ici. Rechargez la page."
            )
        case .backToSession: ("To the session", "Vers la séance")
        case .tooManyWatch:
            ("Too many pages are open.", "Trop de pages sont ouvertes.")
        case .notStarted: ("not started", "pas commencée")
        case .now: ("Now", "En cours")
        case .next: ("Next", "Suite")
        case .outputs: ("Sound", "Son")
        case .notices: ("To know", "À savoir")
        case .question: ("Question", "Question")
        case .controls: ("Controls", "Commandes")
        case .urgent: ("At once", "Tout de suite")
        case .progress: ("Programme heard", "Programme entendu")
        case .quiet: ("Quiet", "Silence")
        case .soundAgain: ("Sound again", "Remettre le son")
        case .talk: ("Talk", "Parler")
        case .talkEnds: ("End of talk", "Fin de parole")
        case .pause: ("Pause", "Pause")
        case .goOn: ("Go on", "Reprendre")
        case .start: ("Start", "Commencer")
        case .infusion: ("Infusion", "Perfusion")
        case .infusionBecomes(.started): ("Infusion begins", "La perfusion commence")
        case .infusionBecomes(.paused): ("Infusion held", "Perfusion suspendue")
        case .infusionBecomes(.resumed): ("Infusion goes on", "La perfusion reprend")
        case .infusionBecomes(.stopped): ("Infusion over", "Perfusion finie")
        case .skip: ("Next piece", "Morceau suivant")
        case .calmer: ("Calmer", "Plus calme")
        case .stronger: ("Stronger", "Plus intense")
        case .windDown: ("Wind down", "Conclure")
        case .extend: ("5 min more", "5 min de plus")
        case .marker: ("Mark", "Repère")
        case .distress: ("Distress", "Détresse")
        case .stop: ("Stop", "Arrêter")
        case .louder(let name): ("\(name): 1 dB louder", "\(name) : 1 dB plus fort")
        case .softer(let name): ("\(name): 1 dB softer", "\(name) : 1 dB moins fort")
        case .mute(let name): ("\(name): mute", "\(name) : couper")
        case .unmute(let name): ("\(name): unmute", "\(name) : remettre")
        case .programme(let now): ("The programme; now: \(now)", "Le programme ; en cours : \(now)")
        case .allPieces: ("All pieces", "Tous les morceaux")
        case .readings: ("Vital signs", "Signes vitaux")
        case .reading: ("Reading", "Mesure")
        case .minute: ("Minute", "Minute")
        case .care: ("The patient", "Le patient")
        case .notes: ("To note", "À noter")
        case .checkIn: ("All well", "Tout va bien")
        case .blindfoldOn: ("Blindfold on", "Masque mis")
        case .blindfoldOff: ("Blindfold off", "Masque ôté")
        case .wishes: ("What the patient wishes", "Ce que le patient souhaite")
        case .stopMusic: ("No music", "Pas de musique")
        case .musicWanted: ("Music after all", "De la musique quand même")
        case .headphonesOff: ("Headphones off", "Sans casque")
        case .stopInfusion: ("Stop the infusion", "Arrêter la perfusion")
        case .stopAtOnce: ("Stop the session at once", "Arrêter la séance aussitôt")
        case .entry(.vitals): ("Blood pressure", "Tension artérielle")
        case .entry(.vitalsAgain): ("Correct the last reading", "Corriger la dernière mesure")
        case .entry(.handOver): ("Hand over to", "Passer le relais à")
        case .entry(.adverseEvent): ("Adverse event", "Événement indésirable")
        case .keep(.vitals): ("Note the reading", "Noter la mesure")
        case .keep(.vitalsAgain): ("Correct", "Corriger")
        case .keep(.handOver): ("Hand over", "Passer le relais")
        case .keep(.adverseEvent): ("Note the event", "Noter l’événement")
        case .systolic: ("Systolic, mmHg", "Systolique, mmHg")
        case .diastolic: ("Diastolic, mmHg", "Diastolique, mmHg")
        case .heartRate: ("Rate, /min", "Fréquence, /min")
        case .saturation: ("Saturation, %", "Saturation, %")
        case .personCode: ("Code, such as NB", "Code, ex. NB")
        case .whatHappened: ("What happened", "Ce qui s’est passé")
        case .wholeNumber(let lowest, let highest):
            (
                "A whole number from \(lowest) to \(highest) is needed here.",
                "Il faut ici un nombre entier de \(lowest) à \(highest)."
            )
        case .wordsNeeded: ("Some words are needed here.", "Il faut ici quelques mots.")
        case .askedBefore:
            (
                "That question is answered already; another one stands now.",
                "Cette question a déjà sa réponse ; une autre est posée maintenant."
            )
        case .sounds: ("Something plays.", "Un son est joué.")
        case .working: ("One moment …", "Un instant …")
        case .oneBack: ("Back", "Retour")
        case .seen: ("Done", "C’est fait")
        case .answer: ("Answer", "Répondre")
        case .answerTo: ("Answer", "Réponse")
        case .noAnswer: ("No answer", "Sans réponse")
        case .remembered: ("Remembered?", "Souvenir ?")
        case .notRemembered: ("not remembered", "pas de souvenir")
        case .isRemembered: ("remembered", "un souvenir")
        case .tooIntense: ("Too intense", "Trop intense")
        case .notAgain: ("Not again", "Plus jamais")
        case .likedMuch: ("liked very much", "beaucoup aimé")
        case .liked: ("liked", "aimé")
        case .neither: ("neither", "ni l’un ni l’autre")
        case .disliked: ("disliked", "pas aimé")
        case .dislikedMuch: ("disliked very much", "pas du tout aimé")
        case .notSaid: ("nothing said", "rien à dire")
        case .hearAgain: ("Hear one again", "En réentendre un")
        case .spacing: ("The cues came", "Les repères venaient")
        case .tooClose: ("too often", "trop souvent")
        case .wellSpaced: ("as they should", "comme il faut")
        case .tooFar: ("too seldom", "trop rarement")
        case .leaveOut: ("Leave this step out", "Passer cette étape")
        case .notToday: ("Not today", "Pas aujourd’hui")
        case .stopSession: ("End the session", "Finir la séance")
        case .otherwise: ("Something else", "Autre chose")
        case .toPatient: ("Hand over to the patient", "Confier au patient")
        case .lockCode:
            (
                "A code to take it back, 4 digits or more",
                "Un code pour le reprendre, 4 chiffres ou plus"
            )
        case .handItOver: ("Hand over", "Confier")
        case .forTeam: ("For the team", "Pour l’équipe")
        case .lockCodeAgain: ("The code", "Le code")
        case .takeItBack: ("Take back", "Reprendre")
        case .wrongLock:
            ("That is not the code.", "Ce n’est pas le code.")
        case .lockForm:
            (
                "The code has 4 to 12 digits or letters.",
                "Le code a de 4 à 12 chiffres ou lettres."
            )
        case .thanks: ("Thank you", "Merci")
        case .forYou: ("For you", "Pour vous")
        case .giveItBack:
            (
                "There is nothing to answer just now. Please give the device back.",
                "Rien à répondre pour l’instant. Merci de rendre l’appareil."
            )
        case .sessionEnded:
            (
                "The session that was started here ended:",
                "La séance lancée ici a pris fin :"
            )
        case .nothingPlanned:
            (
                "No session lies ahead. Add a patient and plan a course: musik-play patient add, then "
                    + "musik-play course start.",
                "Aucune séance prévue. Ajoutez un patient et prévoyez ses séances : musik-play "
                    + "patient add, puis musik-play course start."
            )
        case .unsigned: ("To be signed", "À signer")
        case .due: ("Today", "Aujourd’hui")
        case .coming: ("To come", "À venir")
        case .sessions: ("Sessions", "Séances")
        case .noSessions:
            (
                "None yet. Plan them: musik-play course start.",
                "Aucune. Prévoyez-les : musik-play course start."
            )
        case .toTheDay: ("To all sessions ahead", "Vers toutes les séances prévues")
        case .report(let session): ("Report of \(session)", "Rapport de \(session)")
        case .signedBy(let person): ("Signed by \(person)", "Signée par \(person)")
        case .sign: ("Sign", "Signer")
        case .passphrase: ("Passphrase", "Phrase secrète")
        case .accompanies: ("What accompanies it", "Ce qui l’accompagne")
        case .ahead(let session): ("Ahead: \(session)", "À venir : \(session)")
        case .windowMinutes: ("Window, min", "Durée, min")
        case .headphones: ("Headphones", "Casque")
        case .speakers: ("Speakers", "Enceintes")
        case .goOnWith: ("Go on with it", "La poursuivre")
        case .startSession: ("Begin the session", "Commencer la séance")
        case .whoAreYou: ("Who are you?", "Qui êtes-vous ?")
        case .beginShift: ("Sign in for the shift", "Prendre le service")
        case .withoutSignIn:
            (
                "Silence and speech need no sign-in.",
                "Le silence et la parole ne demandent pas de connexion."
            )
        case .tracks(.all): ("all", "tous")
        case .tracks(.approved): ("approved", "approuvés")
        case .tracks(.unapproved): ("not approved", "non approuvés")
        case .tracks(.untagged): ("tags missing", "étiquettes manquantes")
        case .tracks(.wordless): ("without words", "sans paroles")
        case .tracks(.duplicates): ("likely the same twice", "sans doute en double")
        case .tracks(.retired): ("retired", "retirés")
        case .lookFor: ("Title, file or genre", "Titre, fichier ou genre")
        case .which: ("Which", "Lesquels")
        case .look: ("Look", "Chercher")
        case .loudness: ("Loudness over its time", "Niveau sonore au fil du temps")
        case .library: ("Library", "Bibliothèque")
        case .trial: ("Trial", "Essai")
        case .record: ("Record", "Registre")
        case .ways: ("More", "Autres pages")
        case .takeSessionBack: ("Take it back", "La reprendre")
        case .signInFirst: ("Sign in first.", "Connectez-vous d’abord.")
        }
    }
}
