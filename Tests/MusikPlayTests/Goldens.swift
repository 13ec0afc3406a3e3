// The screens as they should look. When a layout changes on purpose, look at the new ones and put
// them here.

/// Screens as drawn, the lines' ends marked by nothing: no line ends in a space.
enum Goldens {
    static let patientKeysEnglish60 = """

        q QUIET · d distress · b pressure · x no music · h all keys
        """
    static let patientKeysEnglish80 = """

        q QUIET · d distress · b pressure · x no music · h all keys · a check-in
        """
    static let patientKeysEnglish120 = """

        q QUIET · d distress · b pressure · x no music · h all keys · a check-in · t talk · Space pause · c calmer · n skip
        """
    static let patientKeysFrench60 = """

        q SILENCE · d détresse · b tension · x sans musique · h aide
        """
    static let patientKeysFrench80 = """

        q SILENCE · d détresse · b tension · x sans musique · h aide · a passage
        """
    static let patientKeysFrench120 = """

        q SILENCE · d détresse · b tension · x sans musique · h aide · a passage · t parler · Espace pause · c plus calme
        """
    static let patientKeys = [
        patientKeysEnglish60, patientKeysEnglish80, patientKeysEnglish120, patientKeysFrench60,
        patientKeysFrench80, patientKeysFrench120,
    ]

    static let english60 = """
        musik-play · Calm shore                    rehearsal · music
        ────────────────────────────────────────────────────────────
        Playing                          12:34 of 55:00 · 42:26 left
        █████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░

        Now         Harp at evening                     1:41 of 3:51
        Next        Air and bronze                           in 2:01
        Infusion    minute 12 of 40           ████░░░░░░░░░░│░░░░░░░

        ▸Headphones -6 dB   ▮▮▮▮▮▮▮▯▯▯ plays · hw:CARD=… 0 underruns
         Speakers   muted   ▯▯▯▯▯▯▯▯▯▯ LOST, searching ·… 1 underrun

        ! The spoken cues are placeholders made by a machine; record
          your own.





        q QUIET · t talk · Space pause · h all keys · n skip
        """

    static let english80 = """
        musik-play · Calm shore                                        rehearsal · music
        ────────────────────────────────────────────────────────────────────────────────
        Playing                                              12:34 of 55:00 · 42:26 left
        ██████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░

        Now         Harp at evening                                         1:41 of 3:51
        Next        Air and bronze                                               in 2:01
        Infusion    minute 12 of 40           ████████░░░░░░░░░░░░░░░░░░░░│░░░░░░░░░░░░░

        ▸Headphones -6 dB   ▮▮▮▮▮▮▮▯▯▯ plays · hw:CARD=USB,DEV=0             0 underruns
         Speakers   muted   ▯▯▯▯▯▯▯▯▯▯ LOST, searching · hw:CARD=PCH,DEV=0    1 underrun

        ! The spoken cues are placeholders made by a machine; record your own.






        q QUIET · t talk · Space pause · h all keys · n skip · c calmer · w wind down
        """

    static let english120 = """
        musik-play · Calm shore                                                                                rehearsal · music
        ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        Playing                                                                                      12:34 of 55:00 · 42:26 left
        ███████████████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░

        Now         Harp at evening                                                                                 1:41 of 3:51
        Next        Air and bronze                                                                                       in 2:01
        Infusion    minute 12 of 40           █████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░│░░░░░░░░░░░░░░░░░░░░░░░░░░░

        ▸Headphones -6 dB   ▮▮▮▮▮▮▮▯▯▯ plays · hw:CARD=USB,DEV=0                                                     0 underruns
         Speakers   muted   ▯▯▯▯▯▯▯▯▯▯ LOST, searching · hw:CARD=PCH,DEV=0                                            1 underrun

        ! The spoken cues are placeholders made by a machine; record your own.






        q QUIET · t talk · Space pause · h all keys · n skip · c calmer · w wind down · e +5 min · Ctrl-C end
        """

    static let french60 = """
        musik-play · Calm shore                 répétition · musique
        ────────────────────────────────────────────────────────────
        En cours                       12:34 sur 55:00 · reste 42:26
        █████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░

        Maintenant  Harp at evening                    1:41 sur 3:51
        Ensuite     Air and bronze                         dans 2:01
        Perfusion   minute 12 sur 40          ████░░░░░░░░░░│░░░░░░░

        ▸Casque     -6 dB   ▮▮▮▮▮▮▮▯▯▯ joue · hw:CARD=USB… 0 coupure
         Enceintes  muet    ▯▯▯▯▯▯▯▯▯▯ PERDU, recherche ·… 1 coupure

        ! Les consignes parlées sont provisoires, faites par une
          machine ; enregistrez les vôtres.





        q SILENCE · t parler · Espace pause · h aide · n passer
        """

    static let french80 = """
        musik-play · Calm shore                                     répétition · musique
        ────────────────────────────────────────────────────────────────────────────────
        En cours                                           12:34 sur 55:00 · reste 42:26
        ██████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░

        Maintenant  Harp at evening                                        1:41 sur 3:51
        Ensuite     Air and bronze                                             dans 2:01
        Perfusion   minute 12 sur 40          ████████░░░░░░░░░░░░░░░░░░░░│░░░░░░░░░░░░░

        ▸Casque     -6 dB   ▮▮▮▮▮▮▮▯▯▯ joue · hw:CARD=USB,DEV=0                0 coupure
         Enceintes  muet    ▯▯▯▯▯▯▯▯▯▯ PERDU, recherche · hw:CARD=PCH,DEV=0    1 coupure

        ! Les consignes parlées sont provisoires, faites par une machine ; enregistrez
          les vôtres.





        q SILENCE · t parler · Espace pause · h aide · n passer · c plus calme
        """

    static let french120 = """
        musik-play · Calm shore                                                                             répétition · musique
        ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        En cours                                                                                   12:34 sur 55:00 · reste 42:26
        ███████████████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░

        Maintenant  Harp at evening                                                                                1:41 sur 3:51
        Ensuite     Air and bronze                                                                                     dans 2:01
        Perfusion   minute 12 sur 40          █████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░│░░░░░░░░░░░░░░░░░░░░░░░░░░░

        ▸Casque     -6 dB   ▮▮▮▮▮▮▮▯▯▯ joue · hw:CARD=USB,DEV=0                                                        0 coupure
         Enceintes  muet    ▯▯▯▯▯▯▯▯▯▯ PERDU, recherche · hw:CARD=PCH,DEV=0                                            1 coupure

        ! Les consignes parlées sont provisoires, faites par une machine ; enregistrez les vôtres.






        q SILENCE · t parler · Espace pause · h aide · n passer · c plus calme · w fin douce · e +5 min · Ctrl-C finir
        """

    static let promptEnglish = """
        musik-play · Calm shore                                        rehearsal · music
        ────────────────────────────────────────────────────────────────────────────────
        Paused                                               12:34 of 55:00 · 42:26 left
        ██████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░

        Now         Harp at evening                                         1:41 of 3:51
        Next        Air and bronze                                               in 2:01
        Infusion    minute 12 of 40           ████████░░░░░░░░░░░░░░░░░░░░│░░░░░░░░░░░░░

        ▸Headphones -6 dB   ▮▮▮▮▮▮▮▯▯▯ plays · hw:CARD=USB,DEV=0             0 underruns
         Speakers   muted   ▯▯▯▯▯▯▯▯▯▯ LOST, searching · hw:CARD=PCH,DEV=0    1 underrun

        ! The spoken cues are placeholders made by a machine; record your own.


        ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
        The pause lasted 2:05. When should the programme end?
          [Enter] at the time planned
          [y] later, by the pause
        q QUIET · t talk · Space pause · h all keys · n skip · c calmer · w wind down
        """

    static let promptFrench = """
        musik-play · Calm shore                                     répétition · musique
        ────────────────────────────────────────────────────────────────────────────────
        En pause                                           12:34 sur 55:00 · reste 42:26
        ██████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░

        Maintenant  Harp at evening                                        1:41 sur 3:51
        Ensuite     Air and bronze                                             dans 2:01
        Perfusion   minute 12 sur 40          ████████░░░░░░░░░░░░░░░░░░░░│░░░░░░░░░░░░░

        ▸Casque     -6 dB   ▮▮▮▮▮▮▮▯▯▯ joue · hw:CARD=USB,DEV=0                0 coupure
         Enceintes  muet    ▯▯▯▯▯▯▯▯▯▯ PERDU, recherche · hw:CARD=PCH,DEV=0    1 coupure

        ! Les consignes parlées sont provisoires, faites par une machine ; enregistrez
          les vôtres.

        ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
        La pause a duré 2:05. Quand le programme doit-il finir ?
          [Entrée] à l’heure prévue
          [y] plus tard, de la durée de la pause
        q SILENCE · t parler · Espace pause · h aide · n passer · c plus calme
        """

    static let helpEnglish = """
        musik-play · Calm shore                                        rehearsal · music
        ────────────────────────────────────────────────────────────────────────────────
          Enter     start
          i         the infusion has started
          Space p   pause and resume
          n         skip this piece
          t         talk over the music, and back
          q         quiet at once, and back
          c         calmer from here on
          s         stronger from here on
          w         wind down now
          e         five minutes more
          ↑ +       louder
          ↓ -       softer
          Tab       choose headphones or speakers
          m         mute the chosen output
          k         mark this moment
          h ?       this help
          Ctrl-C    end the session (asks)
        Any key closes this.
        musik-play · Calm shore                                        rehearsal · music
        ────────────────────────────────────────────────────────────────────────────────
          Enter     start                         e         five minutes more
          i         the infusion has started      ↑ +       louder
          Space p   pause and resume              ↓ -       softer
          n         skip this piece               Tab       choose headphones or speake…
          t         talk over the music, and ba…  m         mute the chosen output
          q         quiet at once, and back       k         mark this moment
          c         calmer from here on           h ?       this help
          s         stronger from here on         Ctrl-C    end the session (asks)
          w         wind down now
        Any key closes this.
        """

    static let helpFrench = """
        musik-play · Calm shore                                     répétition · musique
        ────────────────────────────────────────────────────────────────────────────────
          Entrée    démarrer
          i         la perfusion a commencé
          Espace p  pause et reprise
          n         passer ce morceau
          t         parler, puis revenir
          q         silence immédiat et retour
          c         plus calme à partir d’ici
          s         plus intense à partir d’ici
          w         finir en douceur maintenant
          e         cinq minutes de plus
          ↑ +       plus fort
          ↓ -       moins fort
          Tab       choisir casque ou enceintes
          m         couper la sortie choisie
          k         marquer cet instant
          h ?       cette aide
          Ctrl-C    finir (à confirmer)
        Une touche ferme cette aide.
        musik-play · Calm shore                                     répétition · musique
        ────────────────────────────────────────────────────────────────────────────────
          Entrée    démarrer                      e         cinq minutes de plus
          i         la perfusion a commencé       ↑ +       plus fort
          Espace p  pause et reprise              ↓ -       moins fort
          n         passer ce morceau             Tab       choisir casque ou enceintes
          t         parler, puis revenir          m         couper la sortie choisie
          q         silence immédiat et retour    k         marquer cet instant
          c         plus calme à partir d’ici     h ?       cette aide
          s         plus intense à partir d’ici   Ctrl-C    finir (à confirmer)
          w         finir en douceur maintenant
        Une touche ferme cette aide.
        """

    static let readyEnglish = """
        musik-play · Body at rest                       demonstration · mindfulness cues
        ────────────────────────────────────────────────────────────────────────────────
        Ready                                                 0:00 of 55:00 · 55:00 left
        ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░

        Now         –
        Next        nothing
        Infusion    not started: press i when it starts

         Speakers   0 dB    ▯▯▯▯▯▯▯▯▯▯ no sound card: silent · null:         0 underruns

        ! There is no sound card here: the demonstration runs in silence.
        ! The spoken cues are placeholders made by a machine; record your own.


        Enter start · h all keys · Ctrl-C end
        """

    static let readyFrench = """
        musik-play · Body at rest           démonstration · repères de pleine conscience
        ────────────────────────────────────────────────────────────────────────────────
        Prêt                                                0:00 sur 55:00 · reste 55:00
        ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░

        Maintenant  –
        Ensuite     rien
        Perfusion   pas commencée : touche i au départ

         Enceintes  0 dB    ▯▯▯▯▯▯▯▯▯▯ sans carte son : muet · null:           0 coupure

        ! Il n’y a pas de carte son ici : la démonstration se fait en silence.
        ! Les consignes parlées sont provisoires, faites par une machine ; enregistrez
          les vôtres.

        Entrée démarrer · h aide · Ctrl-C finir
        """
}
