internal import MusikModel
internal import MusikRecord

/// A stretch of time in which an output was paused, low, silent or muted.
struct OutputState: Hashable, Sendable {
    /// What was commanded.
    enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The timeline was held.
        case pause
        /// 20 dB down.
        case talkOver
        /// Silence at once.
        case quiet
        /// This output silent.
        case mute

        /// The command that ended it.
        fileprivate var opposite: String {
            switch self {
            case .pause: "resume"
            case .talkOver: "endTalkOver"
            case .quiet: "endQuiet"
            case .mute: "unmute"
            }
        }
    }

    /// The output, counted from 0.
    var output: Int
    /// What was commanded.
    var kind: Kind
    /// When it took effect.
    var began: WallTime
    /// At which frame of the programme.
    var start: FrameCount
    /// When it was taken back; nil where it lasted to the end of the sound.
    var ended: WallTime?
    /// At which frame of the programme.
    var end: FrameCount?
}

/// A level that took effect at an output.
struct OutputLevel: Hashable, Sendable {
    /// The output, counted from 0.
    var output: Int
    /// When.
    var moment: WallTime
    /// At which frame of the programme.
    var frame: FrameCount
    /// In dB; 0 is the highest.
    var level: Decibels
}

extension DeliveredSound {
    /// How many outputs took commands.
    var outputCount: Int { (applied.map(\.output).max() ?? -1) + 1 }

    /// Every stretch of pause, talk, quiet and mute, by output, then by time.
    var states: [OutputState] {
        (0..<outputCount).flatMap { output in
            OutputState.Kind.allCases.flatMap { states(of: output, $0) }
                .sorted { $0.began < $1.began }
        }
    }

    private func states(of output: Int, _ kind: OutputState.Kind) -> [OutputState] {
        var states: [OutputState] = []
        for command in applied where command.output == output {
            let isOpen = states.last.map { $0.ended == nil } ?? false
            if command.command == kind.rawValue, !isOpen {
                states.append(
                    OutputState(
                        output: output, kind: kind, began: command.moment, start: command.frame))
            } else if command.command == kind.opposite, isOpen {
                states[states.count - 1].ended = command.moment
                states[states.count - 1].end = command.frame
            }
        }
        return states
    }

    /// Every level that took effect, by output, then by time.
    var levels: [OutputLevel] {
        (0..<outputCount).flatMap { output in
            applied.filter { $0.output == output && $0.command == "level" }.map {
                OutputLevel(
                    output: output, moment: $0.moment, frame: $0.frame,
                    level: Decibels(amplitude: $0.value ?? 0))
            }
        }
    }
}
