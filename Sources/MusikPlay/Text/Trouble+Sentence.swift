internal import MusikModel
internal import MusikSession

extension Trouble {
    /// What happened and what was done about it, in one line for the clinician; patients never see
    /// it.
    ///
    /// - Parameter output: whose ears the output is for; nil for what concerns all.
    func sentence(_ output: SessionScreenState.Output.Purpose?, _ language: Language) -> String {
        let words =
            switch language {
            case .english: english(output == .speakers ? "The loudspeakers" : "The headphones")
            case .french: french(output == .speakers ? "Enceintes" : "Casque")
            }
        guard count > 1 else { return words }
        let often =
            language.choice(
                of: ("\(count) times in the last minute", "\(count) fois en une minute"))
        return "\(words) (\(often))"
    }

    private func english(_ output: String) -> String {
        let time = "\(decimal(seconds, 1)) s"
        return switch kind {
        case .deviceLost: "\(output) stopped and are being restarted; the programme goes on."
        case .deviceBack:
            "\(output) stopped for \(time) and were restarted; the programme went on at its place."
        case .allLost: "NOTHING IS HEARD: every output has stopped. They are being restarted."
        case .underrun where seconds > 0:
            "\(output) ran dry and lost \(time); the programme went on at its place."
        case .underrun: "\(output) ran dry for a moment; the programme went on at its place."
        case .lostTime:
            "\(output) stood still for \(time) without an error; this is made up for."
        case .resumed: "The machine slept; \(lowercased(output)) were restarted."
        case .mixLow: "The programme is hardly mixed in time: is the machine busy with other work?"
        case .mixLate:
            "The programme is not mixed in time: a soft bed stands in for music until it is."
        case .mixBack:
            "The programme was not mixed in time: a soft bed stood in for \(time), and it went on "
                + "at its place."
        case .pointerStill: "\(output) take sound and do not move: check them."
        case .pointerMoving: "\(output) move again."
        case .inaudible: "\(output) should sound and do not: check them."
        case .audible: "\(output) sound as planned again."
        case .engineBack:
            "The player was away for \(time) and was restarted; the programme went on at its place."
        case .rightsRefused:
            "\(output) play without real-time rights: under load the sound may break. "
                + "See musik-play doctor."
        }
    }

    private func lowercased(_ output: String) -> String {
        output.prefix(1).lowercased() + output.dropFirst()
    }

    private func french(_ output: String) -> String {
        let time = "\(decimal(seconds, 1, .french)) s"
        let words =
            switch kind {
            case .deviceLost: "\(output) : arrêt, relance en cours ; le programme continue."
            case .deviceBack:
                "\(output) : arrêt de \(time), puis relance ; le programme a continué à sa place."
            case .allLost:
                "ON N’ENTEND RIEN : toutes les sorties sont arrêtées. Relance en cours."
            case .underrun where seconds > 0:
                "\(output) : coupure de \(time) ; le programme a continué à sa place."
            case .underrun:
                "\(output) : coupure d’un instant ; le programme a continué à sa place."
            case .lostTime: "\(output) : immobilité de \(time) sans erreur ; elle est rattrapée."
            case .resumed: "\(output) : relance après une veille de la machine."
            case .mixLow:
                "Le programme est à peine mixé à temps : la machine a-t-elle un autre travail ?"
            case .mixLate:
                "Le programme n’est pas mixé à temps : une nappe douce remplace la musique."
            case .mixBack:
                "Le programme n’était pas mixé à temps : une nappe douce l’a remplacé \(time), "
                    + "puis il a continué à sa place."
            case .pointerStill: "\(output) : le son est pris et rien ne bouge ; vérifiez."
            case .pointerMoving: "\(output) : lecture de nouveau en marche."
            case .inaudible: "\(output) : du son est prévu et manque ; vérifiez."
            case .audible: "\(output) : son de nouveau comme prévu."
            case .engineBack:
                "Le lecteur s’est arrêté \(time) et a été relancé ; le programme a repris à sa place."
            case .rightsRefused:
                "\(output) : pas de droits temps réel ; sous charge le son peut se couper. "
                    + "Voir musik-play doctor."
            }
        return [" :", " ;", " !", " ?"].reduce(words) {
            $0.replacing($1, with: "\u{A0}" + $1.dropFirst())
        }
    }
}
