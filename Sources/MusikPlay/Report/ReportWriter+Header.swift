internal import MusikRecord
internal import MusikStore

extension ReportWriter {
    /// Who, where, when, and how it ended.
    var header: Section {
        let session = report.session
        var facts = [
            Fact(label: say("Session", "Séance"), value: session.code.text),
            Fact(
                label: say("Patient (study code)", "Patient (code d’étude)"),
                value: session.code.patient.text),
            Fact(label: say("Site", "Site"), value: report.site.text),
            Fact(label: say("Support", "Accompagnement"), value: session.arm.map(name) ?? "—"),
            Fact(
                label: say("Planned for", "Prévue le"),
                value: session.planned.map { "\($0)" } ?? say("not planned", "non prévue")),
            Fact(label: say("Started", "Commencée"), value: dated(session.started)),
            Fact(label: say("Ended", "Terminée"), value: dated(session.ended)),
            Fact(label: say("Outcome", "Issue"), value: outcome),
            Fact(label: say("Who took part", "Intervenants"), value: people),
        ]
        if report.isRehearsal {
            facts.insert(
                Fact(
                    label: "REHEARSAL",
                    value: say(
                        "the whole folder, with every event in it",
                        "le dossier entier, avec tous ses événements")),
                at: 0)
        }
        let legend = say(
            "All times are UTC as the machine’s clock had them. “No.” is an entry’s number in the "
                + "record. A corrected entry stays, struck through, and names the one that took "
                + "its place.",
            "Toutes les heures sont en UTC, selon l’horloge de la machine. « N° » est le numéro "
                + "d’une entrée du registre. Une entrée corrigée reste, barrée, et nomme celle qui "
                + "la remplace.")
        return Section(
            title: say("Session", "Séance"), blocks: [.facts(facts), .paragraph(legend)])
    }

    private func dated(_ moment: WallTime?) -> String {
        moment.map { String($0.description.prefix(19)).replacing("T", with: " ") + " UTC" } ?? "—"
    }

    private var outcome: String {
        switch report.session.state {
        case .planned: return say("not begun yet", "pas encore commencée")
        case .missed: return say("MISSED: it did not take place", "MANQUÉE : n’a pas eu lieu")
        case .running:
            return say(
                "NOT OVER: running, or left in the middle; this report ends with entry "
                    + "\(report.head.number)",
                "PAS TERMINÉE : en cours, ou interrompue ; ce rapport s’arrête à l’entrée "
                    + "\(report.head.number)")
        case .completed: return say("completed", "menée à terme")
        case .aborted:
            let closed = report.standing(SessionClosed.self).last
            let reasons = closed?.entry.reasons ?? []
            return say("ABORTED", "ABANDONNÉE") + (say(": ", " : "))
                + (reasons.isEmpty
                    ? say("no reason is recorded", "aucun motif n’est enregistré")
                    : text(reasons))
        }
    }

    /// Everyone who made an entry, with their roles.
    private var people: String {
        var roles: [String: Set<String>] = [:]
        for entry in report.entries where entry.event.author.role != .machine {
            roles[author(entry), default: []].insert(name(entry.event.author.role))
        }
        if roles.isEmpty { return "—" }
        return roles.sorted { $0.key < $1.key }
            .map { "\($0.key) (\($0.value.sorted().joined(separator: ", ")))" }
            .joined(separator: ", ")
    }

    private func name(_ role: RecordAuthor.Role) -> String {
        switch role {
        case .clinician: say("clinician", "équipe soignante")
        case .curator: say("curator", "curation")
        case .coordinator: say("coordinator", "coordination")
        case .rater: say("rater", "évaluation")
        case .statistician: say("statistician", "statistique")
        case .safetyBoard: say("safety board", "comité de surveillance")
        case .patient: say("patient", "patient")
        case .machine: say("machine", "machine")
        }
    }

    /// The name of a support.
    func name(_ arm: SupportArm) -> String {
        switch arm {
        case .music: say("music", "musique")
        case .cues: say("recorded mindfulness cues", "repères de pleine conscience enregistrés")
        case .live: say("live support", "accompagnement en direct")
        case .silence: say("silence through headphones", "silence au casque")
        }
    }

    /// How the session was planned, begun, resumed and closed.
    var log: [Section] {
        let rows = report.entries.compactMap { entry in
            words(entry.event.body).map { row(entry, $0, text(entry.reasons)) }
        }
        var blocks = table([say("What", "Quoi"), say("Reason", "Motif")], rows)
        if !report.hasBegun {
            blocks.append(
                .paragraph(
                    say(
                        "Nothing of this session has taken place: there is nothing else to report.",
                        "Rien de cette séance n’a eu lieu : il n’y a rien d’autre à rapporter.")))
        }
        return section(say("Planning, beginning and end", "Prévision, début et fin"), blocks)
    }

    /// The words for an event of the session as a whole; nil for any other.
    private func words(_ body: RecordBody) -> String? {
        switch body {
        case .sessionMoved(let moved): say("moved to ", "déplacée au ") + "\(moved.day)"
        case .sessionMissed(let missed):
            say("missed, by ", "manquée, du fait de : ") + name(missed.by)
        case .sessionStarted(let started):
            say("started, support: ", "commencée, accompagnement : ") + name(started.arm)
        case .clockConfirmed(let clock):
            say("clock confirmed, showing ", "horloge confirmée, indiquant ") + time(clock.shown)
        case .sessionResumed(let resumed):
            say("resumed at step: ", "reprise à l’étape : ") + name(resumed.step)
        case .sessionClosed(let closed):
            closed.outcome == .completed
                ? say("closed: completed", "close : menée à terme")
                : say("closed: ABORTED", "close : ABANDONNÉE")
        default: nil
        }
    }

    /// The name of a party.
    func name(_ party: Party) -> String {
        switch party {
        case .patient: say("patient", "patient")
        case .clinician: say("clinician", "équipe soignante")
        case .technical: say("technical cause", "cause technique")
        }
    }
}
