internal import MusikRecord

extension ReportChart {
    /// When the infusion ran.
    mutating func drawInfusion() {
        guard let start = writer.infusion.start else { return }
        label(147, writer.say("Infusion", "Perfusion"))
        for span in writer.infusion.spans {
            let from = x(axis.place(span.start))
            let to = span.end.map { x(axis.place($0)) } ?? Self.right
            canvas.polygon(
                [(from, 138), (to, 138), (to, 150), (from, 150)], fill: "#e9c9c3",
                stroke: "#8a3b2e")
        }
        canvas.line(
            x(axis.place(start)), 134, x(axis.place(start)), Self.floor, stroke: "#8a3b2e",
            dashes: "4 3")
        if let end = writer.infusion.end {
            canvas.line(
                x(axis.place(end)), 134, x(axis.place(end)), Self.floor, stroke: "#8a3b2e",
                dashes: "4 3")
        }
    }

    /// Pressures and heart rate, and below them the saturation.
    mutating func drawVitals() {
        guard !readings.isEmpty else { return }
        let pressures = readings.flatMap {
            [$0.vitals.systolic, $0.vitals.diastolic] + ($0.vitals.heartRate.map { [$0] } ?? [])
        }
        let scale = ChartScale(around: pressures, step: 20, top: 186, bottom: 296)
        for value in scale.ticks {
            canvas.line(Self.left, scale.y(value), Self.right, scale.y(value), stroke: "#eeeeee")
            label(scale.y(value) + 4, decimal(value, 0))
        }
        draw("systolic", "#1b4f8a", nil, scale) { $0.systolic }
        draw("diastolic", "#1b4f8a", "5 3", scale) { $0.diastolic }
        draw("heartRate", "#a03a1e", "2 2", scale) { $0.heartRate }
        canvas.text(
            Self.left, Self.floor + 32,
            writer.say(
                "mmHg: systolic ——, diastolic – –; per minute: heart rate ····",
                "mmHg : systolique ——, diastolique – – ; par minute : fréquence cardiaque ····"),
            size: 10, fill: "#555555")
        let saturations = readings.compactMap(\.vitals.saturation)
        guard !saturations.isEmpty else { return }
        let percent = ChartScale(
            around: saturations, step: 5, limit: 100, top: 326, bottom: 366)
        for value in percent.ticks {
            canvas.line(
                Self.left, percent.y(value), Self.right, percent.y(value), stroke: "#eeeeee")
            label(percent.y(value) + 4, decimal(value, 0))
        }
        label(316, "SpO2 %")
        draw("saturation", "#4a4a4a", nil, percent) { $0.saturation }
    }

    private mutating func draw(
        _ kind: String, _ color: String, _ dashes: String?, _ scale: ChartScale,
        _ value: (VitalSigns) -> Int?
    ) {
        let points = readings.sorted { $0.place < $1.place }.compactMap { reading in
            value(reading.vitals).map { (x(reading.place), $0, reading.stands) }
        }
        let standing = points.filter(\.2).map { ($0.0, scale.y(Double($0.1))) }
        if standing.count > 1 { canvas.polyline(standing, stroke: color, dashes: dashes) }
        for (x, value, stands) in points {
            canvas.point(
                x, scale.y(Double(value)), kind: kind, value: value,
                fill: stands ? color : "#ffffff", stroke: color)
        }
    }
}
