internal import MusikModel
internal import MusikSession

extension Phrase {
    /// The English text and the French one; in French the clinician is addressed as *vous*.
    ///
    /// French puts a no-break space (U+00A0) before `:`, `;`, `!` and `?`.
    var inBothLanguages: (english: String, french: String) {
        switch self {
        case .demonstration: ("demonstration", "démonstration")
        case .rehearsal: ("rehearsal", "répétition")
        case .armMusic: ("music", "musique")
        case .armCues: ("mindfulness cues", "repères de pleine conscience")
        case .armLive: ("support by the clinician", "accompagnement par le soignant")
        case .armSilence: ("silence", "silence")

        case .ready: ("Ready", "Prêt")
        case .opening: ("Opening exercise", "Exercice d’ouverture")
        case .openingLive: ("Opening exercise, spoken", "Exercice d’ouverture, parlé")
        case .playing: ("Playing", "En cours")
        case .paused: ("Paused", "En pause")
        case .windingDown: ("Winding down", "Fin en douceur")
        case .landing: ("Landing", "Atterrissage")
        case .quiet: ("QUIET", "SILENCE")
        case .talkingOver: ("talk over", "parole")
        case .ended: ("Ended", "Terminé")

        case .elapsedOf(let elapsed, let total):
            ("\(elapsed) of \(total)", "\(elapsed) sur \(total)")
        case .left(let time): ("\(time) left", "reste \(time)")
        case .now: ("Now", "Maintenant")
        case .next: ("Next", "Ensuite")
        case .nothingFollows: ("nothing", "rien")
        case .startsIn(let time): ("in \(time)", "dans \(time)")
        case .lastPiece: ("the last piece", "le dernier morceau")
        case .infusion: ("Infusion", "Perfusion")
        case .infusionNotStarted:
            ("not started: press i when it starts", "pas commencée : touche i au départ")
        case .infusionMinute(let minute, let planned):
            (
                "minute \(minute) of \(Self.minutes(planned, .english))",
                "minute \(minute) sur \(Self.minutes(planned, .french))"
            )
        case .infusionMinuteAfterEnd(let minute, let planned):
            (
                "minute \(minute), ended at \(Self.minutes(planned, .english))",
                "minute \(minute), finie à \(Self.minutes(planned, .french))"
            )
        case .headphones: ("Headphones", "Casque")
        case .speakers: ("Speakers", "Enceintes")
        case .muted: ("muted", "muet")
        case .underruns(let count):
            (
                counted(count, "underrun", "underruns"),
                counted(count, "coupure", "coupures", .french)
            )
        case .deviceOpening: ("opening", "ouverture")
        case .devicePlaying: ("plays", "joue")
        case .deviceLost: ("LOST, searching", "PERDU, recherche")
        case .deviceSilent: ("no sound card: silent", "sans carte son : muet")
        case .anyKeyCloses: ("Any key closes this.", "Une touche ferme cette aide.")
        case .tooNarrow(let columns, let lines):
            (
                "Make the window at least \(columns) × \(lines).",
                "Agrandissez la fenêtre : au moins \(columns) × \(lines)."
            )

        case .keyEnter: ("Enter", "Entrée")
        case .keySpace: ("Space p", "Espace p")
        case .keyTab: ("Tab", "Tab")
        case .keyLetter(let letter): (letter, letter)
        case .doStart: ("start", "démarrer")
        case .doInfusionStarted: ("the infusion has started", "la perfusion a commencé")
        case .doPause: ("pause and resume", "pause et reprise")
        case .doSkip: ("skip this piece", "passer ce morceau")
        case .doLevelUp: ("louder", "plus fort")
        case .doLevelDown: ("softer", "moins fort")
        case .doNextOutput: ("choose headphones or speakers", "choisir casque ou enceintes")
        case .doMute: ("mute the chosen output", "couper la sortie choisie")
        case .doTalkOver: ("talk over the music, and back", "parler, puis revenir")
        case .doCalmer: ("calmer from here on", "plus calme à partir d’ici")
        case .doStronger: ("stronger from here on", "plus intense à partir d’ici")
        case .doWindDown: ("wind down now", "finir en douceur maintenant")
        case .doExtend: ("five minutes more", "cinq minutes de plus")
        case .doMarker: ("mark this moment", "marquer cet instant")
        case .doEmergencyQuiet: ("quiet at once, and back", "silence immédiat et retour")
        case .doStop: ("end the session (asks)", "finir (à confirmer)")
        case .doHelp: ("this help", "cette aide")
        case .doInfusionOver: ("the infusion is over", "la perfusion est finie")
        case .doVitals: ("blood pressure", "tension artérielle")
        case .doVitalsAgain: ("correct the last reading", "corriger la dernière mesure")
        case .doCheckIn: ("checked in: all well", "passage : tout va bien")
        case .doDistress: ("distress", "détresse")
        case .doWish(let wish): (wish.title.english, wish.title.french)
        case .doBlindfold: ("blindfold on, off", "masque mis, ôté")
        case .doHandOver: ("hand over to", "passer le relais à")
        case .doAdverseEvent: ("adverse event", "événement indésirable")
        case .readingDue(let minute):
            (
                "Blood pressure, minute \(minute): press b",
                "Tension, minute \(minute) : touche b"
            )
        case .checkInDue:
            ("Look after the patient: press a", "Voyez comment va le patient : touche a")
        case .readingWanted(let minute):
            ("Blood pressure is due: minute \(minute)", "Tension à prendre : minute \(minute)")
        case .checkInWanted: ("Look after the patient", "Voyez comment va le patient")
        case .checkInKept: ("Check-in noted.", "Passage noté.")
        case .vitalsKept(let text): ("Noted: \(text)", "Noté : \(text)")
        case .vitalsCorrected(let text): ("Corrected: \(text)", "Corrigé : \(text)")
        case .noReading: ("There is no reading yet.", "Il n’y a pas encore de mesure.")
        case .noSuchReading(let text):
            (
                "“\(text)” is no reading: systolic 40 to 300 and above diastolic, 20 to 200; then "
                    + "rate 20 to 250, saturation 40 to 100.",
                "« \(text) » n’est pas une mesure : systolique 40 à 300 et supérieure à la "
                    + "diastolique, 20 à 200 ; puis fréquence 20 à 250, saturation 40 à 100."
            )
        case .noSuchActor(let text):
            (
                "“\(text)” is no person’s code: letters, digits and hyphens, 1 to 12, such as NB.",
                "« \(text) » n’est le code de personne : lettres, chiffres et tirets, 1 à 12, ex. NB."
            )
        case .wishKept(let wish):
            ("Noted: \(wish.title.english)", "Noté : \(wish.title.french)")
        case .blindfoldKept(let isWorn):
            isWorn ? ("Blindfold on.", "Masque mis.") : ("Blindfold off.", "Masque ôté.")
        case .handedOver(let code): ("With the patient now: \(code)", "Avec le patient : \(code)")
        case .adverseKept: ("Adverse event noted.", "Événement indésirable noté.")
        case .infusionOver: ("The infusion is over.", "La perfusion est finie.")
        case .typeVitals:
            (
                "Systolic diastolic (rate saturation), such as 12080",
                "Systolique diastolique (fréquence saturation), ex. 12080"
            )
        case .typeVitalsAgain(let last):
            ("Again, in the place of \(last)", "De nouveau, au lieu de \(last)")
        case .typeActor: ("Code of who takes over", "Code de la relève")
        case .typeAdverse: ("What happened", "Ce qui s’est passé")
        case .askSeverity: ("How severe was it?", "Quelle gravité ?")
        case .severity(let severity): severity.words
        case .askOutcome: ("What became of it?", "Quelle évolution ?")
        case .outcome(let outcome): outcome.words
        case .askDistress: ("The patient is in distress.", "Le patient est en détresse.")
        case .isReassured: ("reassured", "rassuré")
        case .isCalmer: ("calmer sound", "son plus calme")
        case .soundOff: ("sound off", "son coupé")
        case .medicineGiven: ("medicine given", "médicament donné")
        case .infusionStopped: ("infusion stopped", "perfusion arrêtée")
        case .hasEased: ("it has eased", "c’est passé")
        case .keyOnlySpace: ("Space", "Espace")
        case .shortStart: ("start", "démarrer")
        case .shortPause: ("pause", "pause")
        case .shortSkip: ("skip", "passer")
        case .shortTalk: ("talk", "parler")
        case .shortQuiet: ("QUIET", "SILENCE")
        case .shortCalmer: ("calmer", "plus calme")
        case .shortWindDown: ("wind down", "fin douce")
        case .shortExtend: ("+5 min", "+5 min")
        case .shortStop: ("end", "finir")
        case .shortHelp: ("all keys", "aide")
        case .shortDistress: ("distress", "détresse")
        case .shortVitals: ("pressure", "tension")
        case .shortCheckIn: ("check-in", "passage")
        case .shortStopMusic: ("no music", "sans musique")

        case .placeholderSpeech:
            (
                "The spoken cues are placeholders made by a machine; record your own.",
                "Les consignes parlées sont provisoires, faites par une machine ; "
                    + "enregistrez les vôtres."
            )
        case .placeholdersLeft(let titles):
            (
                "Placeholders made by a machine speak: \(titles). Record your own.",
                "Encore provisoires, faites par une machine : \(titles). "
                    + "Enregistrez les vôtres."
            )
        case .noSoundCard:
            (
                "There is no sound card here: the demonstration runs in silence.",
                "Il n’y a pas de carte son ici : la démonstration se fait en silence."
            )
        case .rightsRefused:
            (
                "No real-time rights: under load the sound may break. See musik-play doctor.",
                "Pas de droits temps réel : sous charge le son peut se couper. "
                    + "Voir musik-play doctor."
            )
        case .fiveMinutesLeft:
            ("Less than five minutes until the end.", "Moins de cinq minutes avant la fin.")
        case .planRefused(let reason):
            ("This can't be done now: \(reason)", "Impossible maintenant : \(reason)")
        case .trouble(let trouble, let output):
            (trouble.sentence(output, .english), trouble.sentence(output, .french))
        case .clockOff(let name, let millionths):
            (
                "\(name) runs \(abs(millionths)) ppm \(millionths > 0 ? "fast" : "slow"): it is kept in step, "
                    + "but have the device looked at.",
                "\(name) \(millionths > 0 ? "avance" : "retarde") de \(abs(millionths)) ppm : il est "
                    + "tenu au pas, mais faites vérifier l’appareil."
            )
        case .takenBack:
            (
                "The session is taken back: the music went on meanwhile.",
                "La séance est reprise : la musique a continué entre-temps."
            )
        case .mayFallAsleep:
            (
                "Nothing keeps this machine awake: switch its sleep off. “musik-play doctor” helps.",
                "Rien ne tient cette machine éveillée : désactivez sa veille. « musik-play doctor » aide."
            )
        case .volumeRestored(let name, let louder):
            (
                "\(name): its own volume had been changed\(Self.change(louder, .english)); "
                    + "it was put back.",
                "\(name) : son propre volume avait été changé\(Self.change(louder, .french)) ; "
                    + "il a été rétabli."
            )
        case .volumeRefused(let name, let excess):
            excess > 0
                ? (
                    "\(name): its own volume can’t be set, and is \(decimal(excess, 1)) dB too loud; "
                        + "what it plays is softer by as much.",
                    "\(name) : son propre volume ne se règle pas, et dépasse de "
                        + "\(decimal(excess, 1, .french)) dB ; le son est baissé d’autant."
                )
                : (
                    "\(name): its own volume can’t be set or read: listen, and check it.",
                    "\(name) : son propre volume ne se règle ou ne se lit pas : écoutez, "
                        + "et vérifiez-le."
                )
        case .ceilingLimits(let name, let highest):
            (
                "\(name) is at its ceiling, \(decimal(highest, 1)) dB: no key makes it louder.",
                "\(name) est à son plafond, \(decimal(highest, 1, .french)) dB : "
                    + "aucune touche ne l’augmente."
            )
        case .eventsStuck:
            (
                "The events can’t be written at present: check their disk.",
                "Les événements ne s’écrivent pas en ce moment : vérifiez leur disque."
            )
        case .eventsLost(let count):
            (
                counted(count, "event is", "events are") + " lost to the log: check its disk.",
                counted(count, "événement manque", "événements manquent", .french)
                    + " au journal : vérifiez son disque."
            )
        case .consoleSays(let line): (line, line)
        case .messagesKept(let path):
            (
                "What other programs said during the session is in \(path).",
                "Ce que d’autres programmes ont dit pendant la séance est dans \(path)."
            )
        case .pieceReplaced(let bad, let piece, let reason):
            (
                "“\(bad)” can’t be played (\(reason)); “\(piece)” takes its place.",
                "« \(bad) » est illisible (\(reason)) ; « \(piece) » le remplace."
            )
        case .pieceDropped(let bad, let reason):
            (
                "“\(bad)” can’t be played (\(reason)) and is left out.",
                "« \(bad) » est illisible (\(reason)) et n’est pas joué."
            )
        case .planChanged(let end): ("The end is now at \(end).", "La fin est maintenant à \(end).")
        case .markerSet(let time): ("Marked \(time).", "Repère à \(time).")

        case .askEndAfterPause(let length):
            (
                "The pause lasted \(length). When should the programme end?",
                "La pause a duré \(length). Quand le programme doit-il finir ?"
            )
        case .keepEnd: ("at the time planned", "à l’heure prévue")
        case .askOtherProgramme(let arm):
            (
                "Go over to: \(arm.phrase.text(.english))?",
                "Passer à : \(arm.phrase.text(.french)) ?"
            )
        case .stayAsItIs: ("no", "non")
        case .takeOther: ("yes, the patient wishes it", "oui, c’est son souhait")
        case .askEndAfterInfusion:
            (
                "The infusion departs from its plan. The end?",
                "La perfusion s’écarte du plan. La fin ?"
            )
        case .endLater(let time): ("\(time) later", "\(time) plus tard")
        case .endEarlier(let time): ("\(time) earlier", "\(time) plus tôt")
        case .endCalmly(let time): ("calmer, end in \(time)", "plus calme, fin dans \(time)")
        case .moveEnd: ("later, by the pause", "plus tard, de la durée de la pause")
        case .askStop: ("End the session?", "Finir la séance ?")
        case .goOn: ("go on", "continuer")
        case .stopNow: ("end it", "finir")
        case .askReserve(let bad, let reason):
            (
                "“\(bad)” can’t be played: \(reason).",
                "« \(bad) » est illisible : \(reason)."
            )
        case .takeReserve: ("take the reserve piece", "prendre le morceau de réserve")
        case .askLandingEnd:
            (
                "The programme is over. The landing lasts until you end it.",
                "Le programme est fini. L’atterrissage dure jusqu’à ce que vous l’arrêtiez."
            )
        case .endLanding: ("fade out and end", "éteindre en fondu et finir")
        case .askSpokenOpening:
            (
                "Speak the opening exercise now.",
                "Dites maintenant l’exercice d’ouverture."
            )
        case .openingIsOver: ("it is over: start the rest", "il est fini : lancer la suite")

        case .preflight: ("Before the session", "Avant la séance")
        case .checkingFiles(let done, let count):
            ("Checking file \(done) of \(count)…", "Vérification du fichier \(done) sur \(count)…")
        case .filesReady(let count, let withOpening):
            withOpening
                ? (
                    counted(count, "file", "files")
                        + " and the opening exercise are whole and in memory.",
                    counted(count, "fichier", "fichiers", .french)
                        + " et l’exercice d’ouverture intacts, en mémoire."
                )
                : (
                    counted(count, "file is", "files are") + " whole and in memory.",
                    counted(count, "fichier intact", "fichiers intacts", .french) + ", en mémoire."
                )
        case .ceilingSet(let name, let highest, let ceiling):
            (
                "\(name): at most \(decimal(highest, 1)) dB, which keeps every second below "
                    + "\(decimal(ceiling, 1)) dBA.",
                "\(name) : au plus \(decimal(highest, 1, .french)) dB, ce qui garde chaque seconde "
                    + "sous \(decimal(ceiling, 1, .french)) dBA."
            )
        case .unmeasured(let names):
            (
                "Nothing limits \(names) but 0 dB: no sound level was measured (musik-play settings "
                    + "calibrate).",
                "Rien ne limite \(names) sauf 0 dB : aucun niveau sonore mesuré (musik-play settings "
                    + "calibrate)."
            )
        case .outputReady(let name): ("\(name) is open.", "\(name) est ouvert.")
        case .outputFailed(let name, let reason):
            ("\(name) can’t be opened: \(reason).", "\(name) ne s’ouvre pas : \(reason).")
        case .realTimeReady: ("Real-time rights are there.", "Droits temps réel accordés.")
        case .diskSpaceLow(let space):
            (
                "Only \(space) left on the disk of the data folder.",
                "Plus que \(space) sur le disque des données."
            )
        case .planned(let pieces, let length):
            (
                counted(pieces, "piece", "pieces") + ", \(length) exactly.",
                counted(pieces, "morceau", "morceaux", .french) + ", \(length) exactement."
            )
        case .pressToStart:
            ("Press Enter to start.", "Appuyez sur Entrée pour démarrer.")
        }
    }
    /// Whole minutes, or with a decimal where a rehearsal's are not whole.
    private static func minutes(_ minutes: Double, _ language: Language) -> String {
        decimal(minutes, minutes == minutes.rounded() ? 0 : 1, language)
    }

    /// By how much a device's own volume had been another, in brackets; nothing where nobody knows.
    private static func change(_ louder: Double, _ language: Language) -> String {
        if louder == 0 { return "" }
        let words =
            louder > 0
            ? language.choice(of: ("louder", "plus fort"))
            : language.choice(of: ("softer", "moins fort"))
        return " (\(decimal(abs(louder), 1, language)) dB \(words))"
    }
}
