internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

/// The drawing of a session: what sounded, the infusion, and the vital signs over one time axis.
struct ReportChart {
    /// The size of the drawing.
    static let (width, height) = (960.0, 452.0)
    private static let (left, right) = (62.0, 944.0)

    private let writer: ReportWriter
    private let axis: ChartAxis
    private let domain: ClosedRange<Double>
    private let clips: [(sound: DeliveredSound, clip: DeliveredClip)]
    private let readings: [(place: Double, vitals: VitalSigns, stands: Bool)]
    private var canvas = SVGCanvas()

    /// Draws a report; nil where there is nothing to draw.
    init?(_ writer: ReportWriter) {
        guard let axis = ChartAxis(writer.report, writer.infusion) else { return nil }
        self.writer = writer
        self.axis = axis
        clips = writer.report.sounds.flatMap { sound in sound.clips.map { (sound, $0) } }
        readings = writer.report.all(VitalSigns.self).map { entry, vitals in
            (axis.place(entry, vitals), vitals, entry.stands)
        }
        let spans = writer.infusion.spans.flatMap { [$0.start, $0.end].compactMap(\.self) }
        let places =
            readings.map(\.place) + spans.map(axis.place)
            + clips.flatMap { [axis.place($1.start, of: $0), axis.place($1.end, of: $0)] }
        guard !places.isEmpty else { return nil }
        let low = min(0, places.min() ?? 0)
        domain = low...max(low + 1, places.max() ?? 0)
        draw()
    }

    /// The drawing with its words.
    var figure: ReportDocument.Figure {
        let title = writer.say(
            "Programme, infusion and vital signs", "Programme, perfusion et constantes")
        let description = self.description
        return ReportDocument.Figure(
            title: title, description: description,
            svg: canvas.element(
                width: Self.width, height: Self.height, title: title, description: description))
    }

    private var description: String {
        let clock =
            axis.isProgrammeClock
            ? writer.say(
                "Minutes on the programme’s clock.", "Minutes à l’horloge du programme.")
            : writer.say("Minutes of the day.", "Minutes de la journée.")
        return clock + " "
            + writer.say(
                "From the top: the clips that sounded, with their fades and numbers; their planned "
                    + "gain; the infusion; pauses, talk-over and silences; systolic and diastolic "
                    + "pressure with the heart rate; oxygen saturation. Corrected readings are "
                    + "hollow. The figures stand in the tables.",
                "De haut en bas : les clips entendus, avec fondus et numéros ; leur gain prévu ; "
                    + "la perfusion ; pauses, parole et silences ; pressions systolique et "
                    + "diastolique avec la fréquence cardiaque ; saturation. Les mesures corrigées "
                    + "sont creuses. Les chiffres figurent dans les tableaux.")
    }

    private func x(_ place: Double) -> Double {
        let share = (place - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
        return Self.left + share * (Self.right - Self.left)
    }

    private mutating func draw() {
        drawAxis()
        drawClips()
        drawGains()
        drawInfusion()
        drawStates()
        drawVitals()
    }

    private mutating func label(_ y: Double, _ text: String) {
        canvas.text(Self.left - 6, y, text, anchor: "end", size: 10, fill: "#555555")
    }

    private mutating func drawAxis() {
        let step = domain.upperBound - domain.lowerBound > 30 ? 10.0 : 5.0
        var minute = (domain.lowerBound / step).rounded(.up) * step
        while minute <= domain.upperBound {
            canvas.line(x(minute), 14, x(minute), 422, stroke: "#e4e4e4")
            canvas.text(x(minute), 436, decimal(minute, 0), anchor: "middle", size: 10)
            minute += step
        }
        canvas.line(Self.left, 422, Self.right, 422, stroke: "#888888")
        canvas.text(Self.right, 449, writer.say("minutes", "minutes"), anchor: "end", size: 10)
    }

    // MARK: Sound

    private mutating func drawClips() {
        label(42, writer.say("Sound", "Son"))
        for (place, entry) in clips.enumerated() {
            let (sound, heard) = entry
            // Neighbours overlap: every other one stands a little lower.
            let top = place % 2 == 0 ? 18.0 : 44.0
            let bottom = top + 22
            let (start, end) = (
                axis.place(heard.start, of: sound), axis.place(heard.end, of: sound)
            )
            let risen =
                heard.fades(.incoming).map { axis.place($0.end, of: sound) }.max() ?? start
            let falls =
                heard.fades(.outgoing).map { axis.place($0.start, of: sound) }.min() ?? end
            let high = min(risen, end)
            canvas.polygon(
                [
                    (x(start), bottom), (x(high), top), (x(max(high, falls)), top),
                    (x(end), bottom),
                ], fill: fill(heard.clip.kind), stroke: "#33475b")
            if x(end) - x(start) > 16 {
                canvas.text(
                    (x(start) + x(end)) / 2, bottom - 7, "\(heard.number)", anchor: "middle")
            }
        }
    }

    private func fill(_ kind: Clip.Kind) -> String {
        switch kind {
        case .music: "#cfe0f0"
        case .opening: "#f3e4bd"
        case .cue: "#dcebd0"
        case .bell: "#bfbfbf"
        case .bed: "#ececec"
        }
    }

    private mutating func drawGains() {
        guard let low = clips.map(\.clip.gain.lowerBound).min(),
            let high = clips.map(\.clip.gain.upperBound).max(), low.isFinite
        else { return }
        let scale = ChartScale(low - 1...high + 1, top: 78, bottom: 124)
        label(84, "\(decimal(high, 0)) dB")
        label(104, writer.say("Gain", "Gain"))
        label(124, "\(decimal(low, 0)) dB")
        for (sound, heard) in clips {
            let inside = heard.clip.gain.points.map(\.frame).filter {
                heard.start < $0 && $0 < heard.end
            }
            let corners = ([heard.start] + inside + [heard.end]).map { frame in
                (
                    x(axis.place(frame, of: sound)),
                    scale.y(heard.clip.gain.gain(at: frame).value)
                )
            }
            canvas.polyline(corners, stroke: "#33475b", width: 1.2)
        }
    }

    private mutating func drawStates() {
        let headphones = writer.report.sounds.flatMap { sound in
            sound.states.filter { $0.output == 0 }.map { (sound, $0) }
        }
        if headphones.isEmpty { return }
        label(170, writer.say("Held back", "Retenu"))
        for (sound, state) in headphones {
            let start = axis.place(state.start, of: sound)
            let end = axis.place(state.end ?? sound.last, of: sound)
            // A pause takes no time on the programme's clock: it keeps a visible width.
            let right = max(x(end), x(start) + 2)
            canvas.polygon(
                [(x(start), 160), (right, 160), (right, 172), (x(start), 172)],
                fill: state.kind == .quiet || state.kind == .mute ? "#444444" : "#a9a9a9",
                stroke: "#444444")
        }
    }

    // MARK: Infusion and vital signs

    private mutating func drawInfusion() {
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
            x(axis.place(start)), 134, x(axis.place(start)), 422, stroke: "#8a3b2e", dashes: "4 3")
        if let end = writer.infusion.end {
            canvas.line(
                x(axis.place(end)), 134, x(axis.place(end)), 422, stroke: "#8a3b2e",
                dashes: "4 3")
        }
    }

    private mutating func drawVitals() {
        guard !readings.isEmpty else { return }
        let pressures = readings.flatMap {
            [$0.vitals.systolic, $0.vitals.diastolic] + ($0.vitals.heartRate.map { [$0] } ?? [])
        }
        let scale = ChartScale(around: pressures, step: 20, top: 186, bottom: 346)
        for value in scale.ticks {
            canvas.line(Self.left, scale.y(value), Self.right, scale.y(value), stroke: "#eeeeee")
            label(scale.y(value) + 4, decimal(value, 0))
        }
        draw("systolic", "#1b4f8a", nil, scale) { $0.systolic }
        draw("diastolic", "#1b4f8a", "5 3", scale) { $0.diastolic }
        draw("heartRate", "#a03a1e", "2 2", scale) { $0.heartRate }
        canvas.text(
            Self.left + 4, 182,
            writer.say(
                "mmHg: systolic ——  diastolic – –     per minute: heart rate ····",
                "mmHg : systolique ——  diastolique – –     par minute : fréquence cardiaque ····"),
            size: 10)
        let saturations = readings.compactMap(\.vitals.saturation)
        guard !saturations.isEmpty else { return }
        let percent = ChartScale(around: saturations, step: 5, top: 368, bottom: 414)
        for value in percent.ticks {
            canvas.line(
                Self.left, percent.y(value), Self.right, percent.y(value), stroke: "#eeeeee")
            label(percent.y(value) + 4, decimal(value, 0))
        }
        canvas.text(Self.left + 4, 362, "SpO2 %", size: 10)
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

/// A vertical scale: greater values stand higher.
struct ChartScale: Hashable, Sendable {
    private let values: ClosedRange<Double>
    private let top: Double
    private let bottom: Double
    /// The values that get a line.
    private(set) var ticks: [Double] = []

    /// Spreads values between two heights.
    init(_ values: ClosedRange<Double>, top: Double, bottom: Double) {
        self.values = values
        self.top = top
        self.bottom = bottom
    }

    /// Spreads whole steps around values, at least two.
    init(around values: [Int], step: Double, top: Double, bottom: Double) {
        let low = (Double(values.min() ?? 0) / step).rounded(.down)
        let high = max(low + 2, (Double(values.max() ?? 0) / step).rounded(.up))
        self.init(low * step...high * step, top: top, bottom: bottom)
        ticks = (0...Int(high - low)).map { (low + Double($0)) * step }
    }

    /// The height of a value.
    func y(_ value: Double) -> Double {
        let share = (value - values.lowerBound) / (values.upperBound - values.lowerBound)
        return bottom - share * (bottom - top)
    }
}

extension ReportWriter {
    /// The drawing, where there is something to draw.
    var figures: [Section] {
        guard let figure = ReportChart(self)?.figure else { return [] }
        return [Section(title: figure.title, blocks: [.figure(figure)])]
    }
}
