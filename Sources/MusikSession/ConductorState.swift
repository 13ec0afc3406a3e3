public import MusikModel
public import MusikProgramme

/// How far a conductor has led a session, for a process that takes the session back.
public struct ConductorState: Codable, Sendable {
    var phase: SessionPhase
    /// The plan that held.
    public internal(set) var plan: Plan
    var arc: IntensityArc
    var isOnOther: Bool
    var isTalkingOver: Bool
    var isQuiet: Bool
    var infusion: InfusionClock
    var departure: InfusionDeparture?
    var outputs: [Conductor.OutputState]
    var highestLevels: [Decibels]
    var lastPause: FrameCount?
    var pausedAt: FrameCount?
    var lastDelivered: FrameCount?
    var failed: Set<ContentDigest>
    var exposuresLogged: Double

    /// A plan that somebody has ended the programme by since, and its first frame.
    var ending: Ending?

    struct Ending: Codable, Sendable {
        var programme: Programme
        var from: FrameCount
    }

    /// The state with what was done to the engine while nobody led it.
    public func joined(
        isQuiet: Bool, isTalkingOver: Bool, ending: (programme: Programme, from: FrameCount)?
    ) -> ConductorState {
        var state = self
        state.isQuiet = isQuiet
        state.isTalkingOver = isTalkingOver
        state.ending = ending.map { Ending(programme: $0.programme, from: $0.from) }
        return state
    }
}

extension Conductor {
    /// How far it has led the session.
    public var state: ConductorState {
        ConductorState(
            phase: phase, plan: plan, arc: request.arc, isOnOther: isOnOther,
            isTalkingOver: isTalkingOver, isQuiet: isQuiet, infusion: infusion,
            departure: departure, outputs: outputs, highestLevels: highestLevels,
            lastPause: lastPause, pausedAt: pausedAt, lastDelivered: lastDelivered,
            failed: failed, exposuresLogged: exposuresLogged)
    }
}
