internal import MusikConsole

/// Collects the elements of a drawing; places are in the units of its view box.
struct SVGCanvas: Hashable, Sendable {
    private(set) var elements: [String] = []

    /// A straight line.
    mutating func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, stroke: String,
        width: Double = 1, dashes: String? = nil
    ) {
        elements.append(
            "<line x1=\"\(svg(x1))\" y1=\"\(svg(y1))\" x2=\"\(svg(x2))\" y2=\"\(svg(y2))\""
                + Self.stroke(stroke, width, dashes) + "/>")
    }

    /// A line through corners.
    mutating func polyline(
        _ points: [(Double, Double)], stroke: String, width: Double = 1.5, dashes: String? = nil
    ) {
        elements.append(
            "<polyline points=\"\(Self.list(points))\" fill=\"none\""
                + Self.stroke(stroke, width, dashes) + "/>")
    }

    /// A filled outline.
    mutating func polygon(_ points: [(Double, Double)], fill: String, stroke: String) {
        elements.append(
            "<polygon points=\"\(Self.list(points))\" fill=\"\(fill)\""
                + Self.stroke(stroke, 1, nil) + "/>")
    }

    /// A value's point: its kind and the value itself stay with it.
    mutating func point(
        _ x: Double, _ y: Double, kind: String, value: Int, fill: String, stroke: String
    ) {
        elements.append(
            "<circle class=\"\(kind)\" data-value=\"\(value)\" cx=\"\(svg(x))\" cy=\"\(svg(y))\""
                + " r=\"3.2\" fill=\"\(fill)\"" + Self.stroke(stroke, 1.2, nil) + "/>")
    }

    /// A text whose start, middle or end is at a place.
    mutating func text(
        _ x: Double, _ y: Double, _ text: String, anchor: String = "start", size: Double = 11,
        fill: String = "#222222"
    ) {
        elements.append(
            "<text x=\"\(svg(x))\" y=\"\(svg(y))\" text-anchor=\"\(anchor)\""
                + " font-size=\"\(svg(size))\" fill=\"\(fill)\">\(escaped(text))</text>")
    }

    /// The drawing, named and described for whoever can't see it.
    ///
    /// - Parameter name: what sets it apart from the other drawings of a page.
    func element(
        width: Double, height: Double, title: String, description: String, name: String = "figure"
    ) -> String {
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(svg(width)) \(svg(height))\""
            + " role=\"img\" aria-labelledby=\"\(name)-title \(name)-description\">\n"
            + "<title id=\"\(name)-title\">\(escaped(title))</title>\n"
            + "<desc id=\"\(name)-description\">\(escaped(description))</desc>\n"
            + elements.joined(separator: "\n") + "\n</svg>"
    }

    private static func stroke(_ color: String, _ width: Double, _ dashes: String?) -> String {
        " stroke=\"\(color)\" stroke-width=\"\(svg(width))\""
            + (dashes.map { " stroke-dasharray=\"\($0)\"" } ?? "")
    }

    private static func list(_ points: [(Double, Double)]) -> String {
        points.map { "\(svg($0.0)),\(svg($0.1))" }.joined(separator: " ")
    }
}

/// A number of a drawing, to the hundredth.
private func svg(_ value: Double) -> String { decimal(value, 2) }
