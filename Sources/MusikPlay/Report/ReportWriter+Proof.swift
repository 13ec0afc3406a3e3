internal import MusikModel
internal import MusikRecord
internal import MusikStore

extension ReportWriter {
    /// Every correction: what it corrects, when it was made and why.
    var corrections: [Section] {
        let rows = report.entries.compactMap { entry -> Row? in
            guard let corrected = entry.event.concern.corrects else { return nil }
            return Row(cells: [
                "\(entry.number)", time(entry.event.time), "\(corrected)",
                entry.event.body.kind.rawValue, text(entry.reasons), author(entry),
            ])
        }
        if rows.isEmpty { return [] }
        let columns = [
            say("No.", "N°"), say("Made, UTC", "Faite, UTC"), say("Corrects no.", "Corrige le n°"),
            say("Kind", "Genre"), say("Reason", "Motif"), say("By", "Par"),
        ]
        return [
            Section(
                title: say("Corrections", "Corrections"),
                blocks: [.table(ReportDocument.Table(columns: columns, rows: rows))])
        ]
    }

    /// The notes beside the record, by the digests that the record holds.
    var notes: Section? {
        let rows = report.entries.flatMap { entry in
            entry.notes.compactMap { note in
                note.reference.map { reference in
                    Row(cells: [
                        "\(entry.number)", reference,
                        note.text == nil
                            ? say("DESTROYED", "DÉTRUIT") : say("kept", "conservé"),
                    ])
                }
            }
        }
        if rows.isEmpty { return nil }
        let words = say(
            "The record holds the salted digest of each text, so that a text can be destroyed on "
                + "lawful demand while the record still verifies.",
            "Le registre contient l’empreinte salée de chaque texte : un texte peut être détruit "
                + "sur demande légale sans que le registre cesse d’être vérifiable.")
        let columns = [say("No.", "N°"), say("Digest", "Empreinte"), say("Text", "Texte")]
        return Section(
            title: say("Free texts", "Textes libres"),
            blocks: [
                .paragraph(words),
                .table(ReportDocument.Table(columns: columns, rows: rows)),
            ] + destroyed)
    }

    /// Which texts were destroyed, when, why and by whom.
    private var destroyed: [Block] {
        table(
            [say("Destroyed", "Détruit"), say("Reason", "Motif")],
            report.all(NoteDestroyed.self).map { entry, destroyed in
                row(entry, destroyed.note, text(entry.reasons))
            })
    }

    /// How this paper proves the record, and the record what was heard.
    var proof: Section? {
        var blocks: [Block] = [
            .facts([
                Fact(
                    label: say("Last entry of the record", "Dernière entrée du registre"),
                    value: "\(report.head.number)"),
                Fact(
                    label: say("Its digest", "Son empreinte"), value: report.head.digest.hex),
            ]),
            .paragraph(
                say(
                    "Every entry carries the digest of the one before it. The record is the one "
                        + "this report was made of, or has only grown since, if this succeeds:",
                    "Chaque entrée porte l’empreinte de la précédente. Le registre est celui dont "
                        + "ce rapport est tiré, ou n’a fait que s’allonger, si cette commande "
                        + "réussit :")),
            .code(["musik-play records verify --head \(report.head.digest.hex)"]),
        ]
        if let sound = report.sounds.last, sound.first != nil, sound.isOver {
            blocks += [
                .paragraph(
                    say(
                        "With the same files, what the reference output was given is rendered "
                            + "again, sample for sample:",
                        "Avec les mêmes fichiers, ce que la sortie de référence a reçu se rend à "
                            + "nouveau, échantillon par échantillon :")),
                .code([
                    "musik-play render --session \(report.session.code) --out heard.wav"
                ]),
            ]
        }
        return Section(title: say("Proof", "Preuve"), blocks: blocks)
    }

    /// Where it is signed.
    var signature: Section? {
        guard report.hasBegun else { return nil }
        return Section(
            title: say("Signature", "Signature"),
            blocks: [
                .signatures([
                    say("Clinician", "Équipe soignante"), say("Date", "Date"),
                    say("Signature", "Signature"),
                ])
            ])
    }
}

extension ReportEntry {
    /// All notes of the entry, its reasons the last.
    fileprivate var notes: [Note] {
        let inside: [Note?] =
            switch event.body {
            case .checkedIn(let payload): [payload.note]
            case .intended(let payload): [payload.intentions]
            case .adverseEvent(let payload): [payload.description]
            case .debriefed(let payload): [payload.lettingGo, payload.difficulty]
            case .preferenceLogged(let payload): [payload.wish]
            case .nextPlanned(let payload): [payload.plan]
            case .dayNoted(let payload): [payload.words]
            case .intakeNoted(let payload):
                [payload.likes, payload.aversions, payload.associations]
            default: []
            }
        return inside.compactMap(\.self) + reasons
    }
}
