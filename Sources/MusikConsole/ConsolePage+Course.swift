internal import MusikModel

/// The programme as a picture and as a list.
extension ConsolePage {
    /// Where things stand in the picture, in its own units: its width is 1000.
    private enum Line {
        static let width = 1000.0
        /// The pieces: their foot, and their top while nothing fades.
        static let foot = 90.0, top = 20.0
        /// Blood pressure below them, in mmHg.
        static let pressure = (low: 40.0, high: 220.0, foot: 150.0, top: 100.0)
    }

    /// Pieces with their fades, the arc, the readings, the infusion's end, and where we are.
    func course(_ picture: ConsolePicture) -> String {
        let course = picture.course
        guard course.length > 0 else { return "" }
        func x(_ seconds: Double) -> String {
            decimal(Line.width * min(1, max(0, seconds / course.length)))
        }
        let spans = course.spans.prefix(ConsolePicture.Course.mostSpans).map { span in
            let corners = [
                (span.start, Line.foot), (span.start + span.fadeIn, Line.top),
                (span.end - span.fadeOut, Line.top), (span.end, Line.foot),
            ]
            let points = corners.map { "\(x($0.0)),\(decimal($0.1))" }.joined(separator: " ")
            return "<polygon class=\"\(span.kind.rawValue)\" points=\"\(points)\"><title>"
                + "\(escaped(span.title))</title></polygon>"
        }
        let last = Double(max(1, course.arc.count - 1))
        let arc = course.arc.enumerated().map { place, height in
            let level = min(1, max(0, height))
            return decimal(Line.width * Double(place) / last) + ","
                + decimal(Line.foot - level * (Line.foot - Line.top))
        }.joined(separator: " ")
        let readings = picture.readings.compactMap { reading in
            reading.at.map {
                "<line class=\"reading\" x1=\"\(x($0))\" x2=\"\(x($0))\" "
                    + "y1=\"\(height(reading.systolic))\" y2=\"\(height(reading.diastolic))\"/>"
            }
        }
        let mark = picture.infusionEnd.map { upright("mark", decimal(Line.width * $0)) } ?? ""
        return """
            <svg class="course" viewBox="0 0 1000 160" preserveAspectRatio="none" role="img" \
            aria-label="\(escaped(text(.programme(picture.now?.title ?? "–"))))">\
            \(spans.joined())\
            \(arc.isEmpty ? "" : "<polyline class=\"arc\" points=\"\(arc)\"/>")\
            \(readings.joined())\(mark)\
            \(upright("here", decimal(Line.width * min(1, max(0, picture.share)))))</svg>
            """
    }

    private func upright(_ name: String, _ x: String) -> String {
        "<line class=\"\(name)\" x1=\"\(x)\" x2=\"\(x)\" y1=\"4\" y2=\"156\"/>"
    }

    private func height(_ pressure: Int) -> String {
        let scale = Line.pressure
        let share = (Double(pressure) - scale.low) / (scale.high - scale.low)
        return decimal(scale.foot - min(1, max(0, share)) * (scale.foot - scale.top))
    }

    /// The same pieces as a list, for whoever can't see the picture.
    func list(_ course: ConsolePicture.Course) -> String {
        guard !course.spans.isEmpty else { return "" }
        let spans = course.spans.prefix(ConsolePicture.Course.mostSpans).map {
            "<li>\(escaped($0.title)) <span>\(clock($0.start))–\(clock($0.end))</span></li>"
        }
        return "<details><summary id=\"pieces-all\">\(escaped(text(.allPieces)))</summary>"
            + "<ol>\(spans.joined())</ol></details>"
    }

    /// A time as minutes and seconds.
    private func clock(_ seconds: Double) -> String {
        let whole = Int(max(0, min(seconds, 86_400)))
        return "\(whole / 60):\(whole % 60 < 10 ? "0" : "")\(whole % 60)"
    }

    /// A coordinate of a drawing, to the tenth.
    func decimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(abs(tenths % 10))"
    }
}
