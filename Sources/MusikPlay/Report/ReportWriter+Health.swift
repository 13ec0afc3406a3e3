internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

extension ReportWriter {
    /// How the threads fared that the sound depended on, and how far each follower was from the
    /// reference.
    func health(of sound: DeliveredSound, number: Int) -> [Block] {
        let rate = sound.programme.rate
        let outputs = Set(sound.healths.compactMap(\.output)).sorted().map(Int?.some)
        let rows = (outputs + [nil]).compactMap { output -> Row? in
            guard let last = sound.healths.last(where: { $0.output == output }) else { return nil }
            return Row(cells: [
                output.map(outputName) ?? say("the mixer", "le mixage"),
                output.map { "\(sound.underruns(of: $0))" } ?? "—",
                last.worstLateMilliseconds.map { self.number($0, 1) + " ms" } ?? "—",
                last.leastFrames.map {
                    self.number(FrameCount($0).seconds(at: rate) * 1000, 1) + " ms"
                } ?? "—",
                "\(last.minorFaults)", "\(last.majorFaults)",
            ])
        }
        let columns = [
            say("Thread of", "Fil de"), say("Underruns", "Coupures"),
            say("Back too late by, at most", "Retard au plus"),
            say("Left at least", "Reste au moins"),
            say("Page faults without a disk", "Défauts de page sans disque"),
            say("with a disk", "avec disque"),
        ]
        let table: [Block] =
            rows.isEmpty ? [] : [.table(ReportDocument.Table(columns: columns, rows: rows))]
        let figure = SkewChart(self, sound, number: number)?.figure
        return table + (figure.map { [.figure($0)] } ?? [])
    }
}
