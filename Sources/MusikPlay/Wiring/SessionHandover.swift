internal import FoundationEssentials
internal import MusikKeeper
internal import MusikModel
internal import MusikProgramme
internal import MusikSession

/// What a session's process leaves in memory for the one that takes the session back.
///
/// Used by the session's thread.
final class SessionHandover {
    /// What never changes.
    struct Beginning: Codable {
        /// The arguments of the command.
        var arguments: [String]
        /// What is played.
        var title: String
        /// What the plan was made from.
        var request: PlanRequest
        /// What another programme would be made from.
        var other: PlanRequest?
    }

    /// How far the session has come.
    struct Moment: Codable {
        var state: ConductorState
        /// The number of the engine's last event that is on record.
        var seen: Int
    }

    private let kept: KeptEngine
    private var handed = 0
    private var confirmed: Int

    /// Leaves what never changes; nil for a session that is taken back, where it was left before.
    init(_ kept: KeptEngine, _ beginning: Beginning?, seen: Int = 0) {
        self.kept = kept
        confirmed = seen
        handed = seen
        if let beginning { leave(beginning) }
    }

    /// The engine's process.
    var process: Int32? { kept.link.process }

    /// Leaves how far the session has come.
    func keep(_ state: ConductorState) {
        handed = kept.link.taken
        leave(Moment(state: state, seen: confirmed))
    }

    /// Tells the engine which of its events are on record, where all that were handed over are.
    func confirm(isRecorded: Bool) {
        guard isRecorded, handed > confirmed else { return }
        confirmed = handed
        kept.link.confirm(confirmed)
    }

    private func leave(_ value: some Encodable) {
        guard var data = try? JSONEncoder().encode(value) else {
            preconditionFailure("what is left is JSON")
        }
        data.append(10)
        kept.leave(data)
    }

    /// What a session's process has left; nil where it ended before it had begun to lead.
    static func read(_ bytes: [UInt8]) -> (beginning: Beginning, moment: Moment)? {
        let lines = bytes.split(separator: 10).map { Data($0) }
        guard let first = lines.first,
            let beginning = try? JSONDecoder().decode(Beginning.self, from: first),
            let moment = lines.dropFirst().reversed().lazy.compactMap({
                try? JSONDecoder().decode(Moment.self, from: $0)
            }).first
        else { return nil }
        return (beginning, moment)
    }
}
