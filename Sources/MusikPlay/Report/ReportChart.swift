internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

/// The drawing of a session: what sounded, the infusion, and the vital signs over one time axis.
struct ReportChart {
    /// The size of the drawing.
    static let (width, height) = (760.0, 412.0)
    static let (left, right) = (66.0, 748.0)
    /// Where the time axis lies.
    static let floor = 374.0

    let writer: ReportWriter
    let axis: ChartAxis
    let domain: ClosedRange<Double>
    let clips: [(sound: DeliveredSound, clip: DeliveredClip)]
    let readings: [(place: Double, vitals: VitalSigns, stands: Bool)]
    var canvas = SVGCanvas()

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
            : writer.say(
                "Minutes since the first sound or, without any, since the infusion began.",
                "Minutes depuis le premier son ou, sans son, depuis le début de la perfusion.")
        return clock + " "
            + writer.say(
                "From the top: the clips that sounded, with their fades and numbers; their planned "
                    + "gain; the infusion; pauses, talk-over and silences of the reference output, "
                    + "underruns and lost devices in red; systolic and diastolic pressure with the "
                    + "heart rate; oxygen saturation. Corrected readings are hollow. The figures "
                    + "stand in the tables.",
                "De haut en bas : les clips entendus, avec fondus et numéros ; leur gain prévu ; "
                    + "la perfusion ; pauses, parole et silences de la sortie de référence, "
                    + "coupures et appareils perdus en rouge ; pressions systolique et diastolique "
                    + "avec la fréquence cardiaque ; saturation. Les mesures corrigées sont "
                    + "creuses. Les chiffres figurent dans les tableaux.")
    }

    /// The place across of a moment of the axis.
    func x(_ place: Double) -> Double {
        let share = (place - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
        return Self.left + share * (Self.right - Self.left)
    }

    private mutating func draw() {
        drawAxis()
        drawClips()
        drawGains()
        drawInfusion()
        drawStates()
        drawFaults()
        drawVitals()
    }

    /// Words beside the drawing.
    mutating func label(_ y: Double, _ text: String) {
        canvas.text(Self.left - 6, y, text, anchor: "end", size: 10, fill: "#555555")
    }

    private mutating func drawAxis() {
        let step = domain.upperBound - domain.lowerBound > 30 ? 10.0 : 5.0
        var minute = (domain.lowerBound / step).rounded(.up) * step
        while minute <= domain.upperBound {
            canvas.line(x(minute), 14, x(minute), Self.floor, stroke: "#e4e4e4")
            canvas.text(x(minute), Self.floor + 14, decimal(minute, 0), anchor: "middle", size: 10)
            minute += step
        }
        canvas.line(Self.left, Self.floor, Self.right, Self.floor, stroke: "#888888")
        canvas.text(
            Self.right, Self.floor + 32, writer.say("minutes", "minutes"), anchor: "end", size: 10)
    }
}

extension ReportWriter {
    /// The drawing, where there is something to draw.
    var figures: [Section] {
        guard let figure = ReportChart(self)?.figure else { return [] }
        return [Section(title: figure.title, blocks: [.figure(figure)])]
    }
}
