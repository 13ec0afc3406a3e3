internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime
internal import MusikRecord
internal import MusikSession

extension SessionScreenState {
    /// What the conductor and the engine know at this moment.
    init(_ conductor: Conductor, _ engine: any ProgrammePlayer, _ outputs: SessionOutputs) {
        self.init()
        let programme = conductor.plan.programme
        let rate = programme.rate
        let frame = engine.position().programmeFrame
        let position = ProgrammePosition(programme, at: frame)
        total = programme.end.seconds(at: rate)
        elapsed = min(total, frame.seconds(at: rate))
        isTalkingOver = conductor.isTalkingOver
        isQuiet = conductor.isQuiet
        infusion = conductor.infusionSeconds
        infusionEnd = conductor.infusionEnd
        let change = conductor.infusion.nextChange
        infusionChange = conductor.infusion.allows(change) ? change : nil
        canInfusionStop = conductor.infusion.allows(.stopped)
        phase = Self.phase(conductor.phase, position)
        if let clip = position.current {
            current = Piece(
                title: clip.title, elapsed: (frame - clip.start).seconds(at: rate),
                length: clip.length.seconds(at: rate))
        }
        if let clip = position.next {
            next = Next(title: clip.title, startsIn: (clip.start - frame).seconds(at: rate))
        }
        self.outputs = outputs.places.enumerated().map { index, place in
            let known = conductor.outputs[index]
            let sound = engine.position(of: index)
            return Output(
                purpose: place.purpose, device: place.output.name, level: known.level,
                isMuted: known.isMuted, peak: sound.outputLevel,
                condition: known.isLost
                    ? .lost : known.isInaudible ? .silent : sound.isPlaying ? .playing : .opening,
                underruns: known.underruns, clockError: sound.card?.partsPerMillion,
                skew: sound.card?.skew)
        }
    }

    private static func phase(
        _ phase: SessionPhase, _ position: ProgrammePosition
    ) -> SessionScreenState.Phase {
        switch phase {
        case .ready: .ready
        case .openingLive: .openingLive
        case .playing: position.current?.kind == .opening ? .opening : .playing
        case .paused: .paused
        case .landing: .landing
        case .stopping: .windingDown
        case .ended: .ended
        }
    }
}
