internal import MusikModel

/// The screen of a session as lines of text.
///
/// A pure function of the state: what it shows can be tested without a terminal.
enum SessionScreen {
    /// The least size that shows everything.
    static let minimum = (columns: 60, lines: 16)

    /// The lines of the screen, none wider than `width`, never more than `height`.
    static func render(
        _ state: SessionScreenState, width: Int, height: Int, language: Language
    ) -> [String] {
        guard width >= minimum.columns, height >= minimum.lines else {
            return small(state, width: width, height: height, language)
        }
        var lines = head(state, width, language)
        if state.isHelpShown {
            lines += help(
                width, height: height - lines.count, withPatient: state.hasPatient, language)
            return Array(lines.prefix(height))
        }
        lines += time(state, width, language) + [""]
        lines += pieces(state, width, language)
        lines += infusion(state, width, language) + [""]
        lines += state.outputs.map { output($0, width, language) }
        let bottom =
            prompt(state, width, language) + entry(state, width, language)
            + [keys(state, width, language)]
        let room = max(0, height - lines.count - bottom.count - 1)
        let notices = state.notices.flatMap { wrapped("! " + $0.text(language), width) }
        if !notices.isEmpty && room > 0 { lines += [""] + notices.suffix(room) }
        let filler = max(0, height - lines.count - bottom.count)
        lines += Array(repeating: "", count: filler)
        return Array((lines.prefix(max(0, height - bottom.count)) + bottom).prefix(height))
    }

    /// One line for a place that is no terminal, such as a log.
    static func summary(_ state: SessionScreenState, language: Language) -> String {
        var parts = [
            phase(state, language),
            Phrase.elapsedOf(elapsed: clock(state.elapsed), total: clock(state.total))
                .text(language),
        ]
        if let current = state.current { parts.append(current.title) }
        if let infusion = state.infusion {
            parts.append(infusionText(infusion, of: state.infusionMinutes, language))
        }
        let underruns = state.outputs.reduce(0) { $0 + $1.underruns }
        parts.append(Phrase.underruns(underruns).text(language))
        return parts.joined(separator: " · ")
    }

    /// A time as minutes and seconds.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(max(0, seconds.isFinite ? seconds : 0))
        let rest = whole % 60
        return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
    }
}

extension SessionScreen {
    private static let labelWidth = 12

    private static func labelled(_ label: Phrase, _ language: Language) -> String {
        TextWidth.padded(label.text(language), to: labelWidth)
    }

    private static func head(
        _ state: SessionScreenState, _ width: Int, _ language: Language
    ) -> [String] {
        return [
            TextWidth.justified(
                "musik-play · " + state.title, kind(state, language), width: width),
            String(repeating: "─", count: width),
        ]
    }

    /// What is no patient's session, and the arm.
    static func kind(_ state: SessionScreenState, _ language: Language) -> String {
        let purpose: Phrase? =
            switch state.purpose {
            case .patient: nil
            case .demonstration: .demonstration
            case .rehearsal: .rehearsal
            }
        return [purpose, state.arm.phrase].compactMap { $0?.text(language) }
            .joined(separator: " · ")
    }

    /// What the session is doing.
    static func phase(_ state: SessionScreenState, _ language: Language) -> String {
        let phrase: Phrase =
            switch state.phase {
            case .ready: .ready
            case .opening: .opening
            case .openingLive: .openingLive
            case .playing: .playing
            case .paused: .paused
            case .windingDown: .windingDown
            case .landing: .landing
            case .ended: .ended
            }
        if state.isQuiet { return Phrase.quiet.text(language) + " · " + phrase.text(language) }
        return state.isTalkingOver
            ? phrase.text(language) + " · " + Phrase.talkingOver.text(language)
            : phrase.text(language)
    }

    private static func time(
        _ state: SessionScreenState, _ width: Int, _ language: Language
    ) -> [String] {
        let of = Phrase.elapsedOf(elapsed: clock(state.elapsed), total: clock(state.total))
        let right = of.text(language) + " · " + left(state).text(language)
        return [
            TextWidth.justified(phase(state, language), right, width: width),
            bar(
                state.total > 0 ? state.elapsed / state.total : 0, width: width,
                mark: state.infusionEnd.flatMap { mark(at: $0, of: state.total) }),
        ]
    }

    /// What is left, rounded so that it and what has elapsed always add up to the total.
    static func left(_ state: SessionScreenState) -> Phrase {
        .left(clock(Double(Int(state.total) - Int(min(state.elapsed, state.total)))))
    }

    private static func pieces(
        _ state: SessionScreenState, _ width: Int, _ language: Language
    ) -> [String] {
        var now = labelled(.now, language)
        var nowRight = ""
        if let current = state.current {
            now += current.title
            nowRight =
                Phrase.elapsedOf(elapsed: clock(current.elapsed), total: clock(current.length))
                .text(language)
        } else {
            now += "–"
        }
        var next = labelled(.next, language)
        var nextRight = ""
        if let following = state.next {
            next += following.title
            nextRight = Phrase.startsIn(clock(following.startsIn)).text(language)
        } else {
            next += (state.current == nil ? Phrase.nothingFollows : .lastPiece).text(language)
        }
        return [
            TextWidth.justified(now, nowRight, width: width),
            TextWidth.justified(next, nextRight, width: width),
        ]
    }

    /// The infusion's minute.
    static func infusionText(
        _ seconds: Double, of planned: Double, _ language: Language
    ) -> String {
        let minute = Int(seconds / 60)
        return
            (seconds < planned * 60
            ? Phrase.infusionMinute(minute, of: planned)
            : .infusionMinuteAfterEnd(minute, planned: planned)).text(language)
    }

    private static func infusion(
        _ state: SessionScreenState, _ width: Int, _ language: Language
    ) -> [String] {
        let label = labelled(.infusion, language)
        guard let seconds = state.infusion else {
            return [TextWidth.clipped(label + Phrase.infusionNotStarted.text(language), to: width)]
        }
        let planned = state.infusionMinutes
        let text = label + TextWidth.padded(infusionText(seconds, of: planned, language), to: 26)
        let rest = width - TextWidth.columns(of: text)
        // Half as long again as the infusion: what follows it is seen as well.
        return [text + bar(seconds / (planned * 90), width: rest, mark: 2.0 / 3)]
    }

    /// The share of a programme at which the infusion ends; nil where it lies beyond.
    static func mark(at seconds: Double, of total: Double) -> Double? {
        total > 0 && (0..<total).contains(seconds) ? seconds / total : nil
    }

    /// A bar; the mark is drawn over it at its share of the width.
    private static func bar(_ share: Double, width: Int, mark: Double?) -> String {
        let filled = Int((min(max(share, 0), 1) * Double(width)).rounded(.down))
        let marked = mark.map { min(width - 1, Int($0 * Double(width))) }
        return String(
            (0..<width).map { column in
                if column == marked { return "│" }
                return column < filled ? "█" : "░"
            })
    }

    private static func output(
        _ output: SessionScreenState.Output, _ width: Int, _ language: Language
    ) -> String {
        let name = output.purpose.phrase.text(language)
        let left =
            TextWidth.padded((output.isChosen ? "▸" : " ") + name, to: labelWidth)
            + TextWidth.padded(level(output, language), to: 8) + meter(output.peak, width: 10) + " "
            + output.condition.phrase.text(language)
        let underruns = Phrase.underruns(output.underruns).text(language)
        let used = TextWidth.columns(of: left) + TextWidth.columns(of: underruns) + 3
        let device = TextWidth.clipped(output.device, to: max(0, width - used))
        return TextWidth.justified(
            device.isEmpty ? left : left + " · " + device, underruns, width: width)
    }

    /// The level of an output.
    static func level(_ output: SessionScreenState.Output, _ language: Language) -> String {
        output.isMuted
            ? Phrase.muted.text(language)
            : (output.level.value > 0 ? "+" : "") + "\(Int(output.level.value.rounded())) dB"
    }

    /// A meter from -60 dBFS to full scale.
    private static func meter(_ peak: Decibels, width: Int) -> String {
        let share = peak.value.isFinite ? (min(max(peak.value, -60), 0) + 60) / 60 : 0
        let filled = Int((share * Double(width)).rounded())
        return String(repeating: "▮", count: filled) + String(repeating: "▯", count: width - filled)
    }

    private static func prompt(
        _ state: SessionScreenState, _ width: Int, _ language: Language
    ) -> [String] {
        guard let prompt = state.prompt else { return [] }
        let answers = prompt.answers.map { answer in
            "  [\(answer.label.text(language))] \(answer.meaning.text(language))"
        }
        return [String(repeating: "━", count: width)]
            + wrapped(prompt.question.text(language), width)
            + answers.map { TextWidth.clipped($0, to: width) }
    }

    private static func entry(
        _ state: SessionScreenState, _ width: Int, _ language: Language
    ) -> [String] {
        guard let entry = state.entry else { return [] }
        return [
            String(repeating: "━", count: width),
            TextWidth.clipped(entry.label.text(language) + " ▸ " + entry.typed + "▏", to: width),
        ]
    }

    private static func keys(
        _ state: SessionScreenState, _ width: Int, _ language: Language
    ) -> String {
        var line = ""
        let named = KeyMap.named(isReady: state.phase == .ready, withPatient: state.hasPatient)
        for (key, meaning) in named {
            let item = key.text(language) + " " + meaning.text(language)
            let longer = line.isEmpty ? item : line + " · " + item
            if TextWidth.columns(of: longer) <= width { line = longer }
        }
        return line
    }

    private static func help(
        _ width: Int, height: Int, withPatient: Bool, _ language: Language
    ) -> [String] {
        let lines = KeyMap.bindings(withPatient: withPatient).map { binding in
            "  " + TextWidth.padded(binding.label.text(language), to: 10)
                + KeyMap.description(of: binding.action).text(language)
        }
        let close = Phrase.anyKeyCloses.text(language)
        guard height < lines.count + 1 else {
            return lines.map { TextWidth.clipped($0, to: width) } + [close]
        }
        // Two columns where the window is too low for one.
        let half = (lines.count + 1) / 2
        let left = width / 2
        return (0..<half).map { row in
            let right = row + half < lines.count ? lines[row + half] : ""
            return TextWidth.padded(lines[row], to: left)
                + TextWidth.clipped(right, to: width - left)
        } + [close]
    }

    /// What a window too small for everything shows: the phase, the time and the piece.
    private static func small(
        _ state: SessionScreenState, width: Int, height: Int, _ language: Language
    ) -> [String] {
        let time = Phrase.elapsedOf(elapsed: clock(state.elapsed), total: clock(state.total))
        let lines =
            [phase(state, language) + " · " + time.text(language)]
            + prompt(state, width, language).dropFirst()
            + [
                keys(state, width, language), state.current?.title ?? "",
                Phrase.tooNarrow(columns: minimum.columns, lines: minimum.lines).text(language),
            ]
        return lines.filter { !$0.isEmpty }.prefix(max(0, height)).map {
            TextWidth.clipped($0, to: width)
        }
    }

    /// Text in lines, broken at spaces, the further ones set in by two columns.
    private static func wrapped(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last,
                TextWidth.columns(of: last) + TextWidth.columns(of: String(word)) < width
            {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append((lines.isEmpty ? "" : "  ") + word)
            }
        }
        return lines.map { TextWidth.clipped($0, to: width) }
    }
}
