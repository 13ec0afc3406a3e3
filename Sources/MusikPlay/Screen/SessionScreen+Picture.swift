internal import MusikConsole
internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

extension SessionScreen {
    /// What the console shows of the same moment.
    ///
    /// - Parameters:
    ///   - course: the programme, and its rate.
    ///   - care: what is known of the patient; nil where there is none.
    ///   - number: of the question that stands, where one does.
    static func picture(
        _ state: SessionScreenState, _ course: ConsolePicture.Course, at rate: SampleRate,
        _ care: PatientCare?, question number: Int, language: Language
    ) -> ConsolePicture {
        var switches = ConsolePicture.Switches()
        switches.isReady = state.phase == .ready
        switches.isPaused = state.phase == .paused
        switches.isQuiet = state.isQuiet
        switches.isTalkingOver = state.isTalkingOver
        switches.isEnded = state.phase == .ended
        switches.hasPatient = care != nil
        switches.infusion = state.infusionChange.flatMap {
            ConsoleInfusion(rawValue: $0.rawValue)
        }
        switches.canInfusionStop = state.canInfusionStop
        switches.isBlindfolded = care?.isBlindfolded ?? false
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
            course: course,
            readings: care?.readings.map { picture($0, at: rate) } ?? [],
            outputs: state.outputs.map { picture($0, language) },
            notices: state.notices.map { $0.withoutKeys.text(language) },
            question: state.prompt.map { prompt in
                ConsolePicture.Question(
                    number: number, text: prompt.question.text(language),
                    answers: prompt.answers.map { $0.meaning.text(language) })
            }, switches: switches)
    }

    private static func picture(
        _ reading: VitalSigns, at rate: SampleRate
    ) -> ConsolePicture.Reading {
        ConsolePicture.Reading(
            at: reading.programmeFrame.map { FrameCount($0).seconds(at: rate) },
            systolic: reading.systolic, diastolic: reading.diastolic,
            minute: reading.infusionMinute.map { "\(Int($0.rounded()))" }, line: reading.line)
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

extension ConsolePicture.Course {
    /// A programme and the arc over it, as they are planned now.
    init(_ programme: Programme, _ arc: IntensityArc) {
        func seconds(_ frame: FrameCount) -> Double {
            (frame.seconds(at: programme.rate) * 10).rounded() / 10
        }
        // The bed that follows the end has no end of its own.
        let heard = programme.clips.filter { $0.start < programme.end }
        let spans = heard.prefix(Self.mostSpans).map { clip in
            Span(
                title: String(clip.title.prefix(80)), kind: Kind(clip.kind),
                start: seconds(clip.start),
                end: seconds(clip.end), fadeIn: seconds(clip.fadeLength(.incoming)),
                fadeOut: seconds(clip.fadeLength(.outgoing)))
        }
        let length = seconds(programme.end)
        self.init(
            length: length, spans: spans,
            arc: arc.line(rate: programme.rate, seconds: length)?.heights(
                upTo: programme.end, count: 120) ?? [])
    }
}

extension ConsolePicture.Course.Kind {
    fileprivate init(_ kind: Clip.Kind) {
        self =
            switch kind {
            case .music: .music
            case .opening, .cue: .spoken
            case .bell, .bed: .rest
            }
    }
}

extension Clip {
    /// How long it takes to come, or to go.
    fileprivate func fadeLength(_ direction: Fade.Direction) -> FrameCount {
        fades.filter { $0.direction == direction }.map(\.length).max() ?? 0
    }
}

extension GainLine {
    /// The line at equal distances, 0 its lowest point and 1 its highest; none where it is flat.
    fileprivate func heights(upTo end: FrameCount, count: Int) -> [Double] {
        let values = (0..<count).map { place in
            gain(at: FrameCount(end.value * Int64(place) / Int64(max(1, count - 1)))).value
        }
        guard let low = values.min(), let high = values.max(), high > low else { return [] }
        return values.map { ((($0 - low) / (high - low)) * 1000).rounded() / 1000 }
    }
}

extension Phrase {
    /// The same where there are no keys to press.
    fileprivate var withoutKeys: Phrase {
        switch self {
        case .readingDue(let minute): .readingWanted(minute)
        case .checkInDue: .checkInWanted
        default: self
        }
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
