internal import MusikConsole
internal import MusikModel

extension SessionScreen {
    /// What the console shows of the same moment.
    /// - Parameter number: of the question that stands, where one does.
    static func picture(
        _ state: SessionScreenState, question number: Int, language: Language
    ) -> ConsolePicture {
        var switches = ConsolePicture.Switches()
        switches.isReady = state.phase == .ready
        switches.isPaused = state.phase == .paused
        switches.isQuiet = state.isQuiet
        switches.isTalkingOver = state.isTalkingOver
        switches.isEnded = state.phase == .ended
        switches.hasPatient = state.hasPatient
        return ConsolePicture(
            title: state.title, kind: kind(state, language), phase: phase(state, language),
            elapsed: Phrase.elapsedOf(elapsed: clock(state.elapsed), total: clock(state.total))
                .text(language),
            left: left(state).text(language),
            share: state.total > 0 ? state.elapsed / state.total : 0,
            infusionEnd: state.infusionEnd.flatMap { mark(at: $0, of: state.total) },
            infusion: state.infusion.map { infusionText($0, of: state.infusionMinutes, language) },
            now: state.current.map {
                ConsolePicture.Piece(
                    title: $0.title,
                    time: Phrase.elapsedOf(elapsed: clock($0.elapsed), total: clock($0.length))
                        .text(language))
            },
            next: state.next.map {
                ConsolePicture.Piece(
                    title: $0.title, time: Phrase.startsIn(clock($0.startsIn)).text(language))
            },
            outputs: state.outputs.map { picture($0, language) },
            notices: state.notices.map { $0.text(language) },
            question: state.prompt.map { prompt in
                ConsolePicture.Question(
                    number: number, text: prompt.question.text(language),
                    answers: prompt.answers.map { $0.meaning.text(language) })
            }, switches: switches)
    }

    private static func picture(
        _ output: SessionScreenState.Output, _ language: Language
    ) -> ConsolePicture.Output {
        let condition =
            [output.condition.phrase]
            + (output.underruns > 0 ? [Phrase.underruns(output.underruns)] : [])
        return ConsolePicture.Output(
            name: output.purpose.phrase.text(language), device: output.device,
            level: level(output, language),
            condition: condition.map { $0.text(language) }.joined(separator: " · "),
            isMuted: output.isMuted, isWell: output.condition == .playing)
    }
}

extension SessionScreenState.Output.Purpose {
    /// As a person reads it.
    var phrase: Phrase {
        switch self {
        case .headphones: .headphones
        case .speakers: .speakers
        }
    }
}

extension SessionScreenState.Output.Condition {
    /// As a person reads it.
    var phrase: Phrase {
        switch self {
        case .opening: .deviceOpening
        case .playing: .devicePlaying
        case .lost: .deviceLost
        case .silent: .deviceSilent
        }
    }
}
