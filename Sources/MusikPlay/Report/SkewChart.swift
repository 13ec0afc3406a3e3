internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

/// The drawing of how far each output was from the reference, over one start of the player.
struct SkewChart {
    private static let (width, height) = (760.0, 150.0)
    private static let (left, right) = (66.0, 748.0)
    private static let (top, floor) = (14.0, 112.0)
    /// The least height of the scale, in milliseconds: a tenth, which nobody hears.
    private static let least = 0.1
    private static let strokes = ["#33475b", "#a05a00", "#4a7a3a", "#7a3a6a"]

    private let writer: ReportWriter
    private let sound: DeliveredSound
    private let number: Int
    private var canvas = SVGCanvas()

    /// Draws the `number`th sound's; nil where no output was measured twice.
    init?(_ writer: ReportWriter, _ sound: DeliveredSound, number: Int) {
        self.writer = writer
        self.sound = sound
        self.number = number
        let curves = Self.curves(of: sound)
        guard let end = curves.flatMap(\.points).map(\.minute).max(),
            let most = curves.flatMap(\.points).map({ abs($0.skew) }).max()
        else { return nil }
        draw(curves, to: end, within: max(Self.least, most))
    }

    /// Each follower's skew in milliseconds over minutes of the programme, where there are two
    /// values and more.
    static func curves(
        of sound: DeliveredSound
    ) -> [(output: Int, points: [(minute: Double, skew: Double)])] {
        Set(sound.clocks.map(\.output)).sorted().compactMap { output in
            let points = sound.clocks.filter { $0.output == output }.compactMap { clock in
                clock.skewMilliseconds.map {
                    (minute: clock.frame.seconds(at: sound.programme.rate) / 60, skew: $0)
                }
            }
            return points.count > 1 ? (output, points) : nil
        }
    }

    /// The drawing with its words.
    var figure: ReportDocument.Figure {
        let title = writer.say("Outputs against the reference", "Sorties face à la référence")
        let description = writer.say(
            "By how many milliseconds the programme was ahead of each output that follows the "
                + "reference, over the minutes of the programme. The figures stand in the table.",
            "Avance du programme, en millisecondes, sur chaque sortie qui suit la référence, au fil "
                + "des minutes du programme. Les chiffres figurent dans le tableau.")
        return ReportDocument.Figure(
            title: title, description: description,
            svg: canvas.element(
                width: Self.width, height: Self.height, title: title, description: description,
                name: "skew-\(number)"))
    }

    private mutating func draw(
        _ curves: [(output: Int, points: [(minute: Double, skew: Double)])], to end: Double,
        within most: Double
    ) {
        let scale = ChartScale(-most...most, top: Self.top, bottom: Self.floor)
        let x = { (minute: Double) in
            Self.left + minute / max(1, end) * (Self.right - Self.left)
        }
        let step = end > 30 ? 10.0 : 5.0
        for minute in stride(from: 0, through: end, by: step) {
            canvas.line(x(minute), Self.top, x(minute), Self.floor, stroke: "#e4e4e4")
            canvas.text(x(minute), Self.floor + 14, decimal(minute, 0), anchor: "middle", size: 10)
        }
        for value in [most, 0, -most] {
            canvas.line(Self.left, scale.y(value), Self.right, scale.y(value), stroke: "#cccccc")
            canvas.text(
                Self.left - 6, scale.y(value) + 3, writer.number(value, 2) + " ms", anchor: "end",
                size: 10, fill: "#555555")
        }
        for (place, curve) in curves.enumerated() {
            let stroke = Self.strokes[place % Self.strokes.count]
            canvas.polyline(curve.points.map { (x($0.minute), scale.y($0.skew)) }, stroke: stroke)
            canvas.text(
                Self.left + 4 + 170 * Double(place), Self.floor + 32,
                writer.outputName(curve.output), size: 10, fill: stroke)
        }
    }
}
