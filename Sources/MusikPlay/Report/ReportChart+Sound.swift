internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

extension ReportChart {
    /// The clips with their fades.
    mutating func drawClips() {
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

    /// The planned gain over time.
    mutating func drawGains() {
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

    /// Where the reference output was held back.
    mutating func drawStates() {
        let headphones = writer.report.sounds.flatMap { sound in
            sound.states.filter { $0.output == 0 }.map { (sound, $0) }
        }
        label(170, writer.say("Outputs", "Sorties"))
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

    /// Where sound was lost, or may have been.
    mutating func drawFaults() {
        for sound in writer.report.sounds {
            for happening in sound.happenings where happening.isFault {
                let place = x(axis.place(happening.frame, of: sound))
                canvas.polygon(
                    [(place - 4, 158), (place + 4, 158), (place, 174)], fill: "#c00000",
                    stroke: "#c00000")
            }
        }
    }
}
