internal import Glibc
internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime

extension EngineHost {
    /// Carries out a request.
    func answer(_ request: EngineRequest, to stream: MessageStream) {
        switch request {
        case .lead(let seen):
            // Whoever led before is gone, or has lost its connection.
            leader = stream
            state.forget(upTo: seen)
            stream.send(EngineAnswer.ready(number: state.lastRequest, process: getpid()))
            if !state.notes.isEmpty { stream.send(EngineAnswer.events(state.notes)) }
        case .send(let command, let output, let number):
            guard number > state.lastRequest else { return }
            send(command, to: output, number: number)
        case .planningFrame(let seconds, let number):
            stream.send(
                EngineAnswer.planningFrame(
                    engine.planningFrame(within: seconds), number: number))
        case .replace(let programme, let frame, let number):
            // Asked again after a connection was lost: it was carried out.
            let isDone = number <= state.lastRequest
            let isTaken = isDone || follow(programme, from: frame, number: number)
            stream.send(EngineAnswer.replaced(isTaken, number: number))
        case .health(let number):
            stream.send(EngineAnswer.health(engine.health(), number: number))
        case .seen(let number): state.forget(upTo: number)
        case .end: isEnding = true
        case .wish(let wish):
            if leader == nil { carryOut(wish) }
            stream.send(EngineAnswer.done(outline))
        }
    }

    private func send(_ command: FeedCommand, to output: Int?, number: Int) {
        let line = EngineJournal.Line.command(command, output: output, number: number)
        journal.append(line)
        state.apply(line)
        engine.send(command, to: output)
    }

    private func follow(_ programme: Programme, from frame: FrameCount, number: Int) -> Bool {
        guard engine.replace(with: programme, from: frame) else { return false }
        let line = EngineJournal.Line.plan(programme, from: frame, number: number)
        journal.append(line)
        state.apply(line)
        return true
    }

    /// Carries out what a terminal wishes while nobody leads the session.
    private func carryOut(_ wish: EngineWish) {
        let known = state.outputs[0]
        switch wish {
        case .quiet: send(FeedCommand(known.isQuiet ? .endQuiet : .quiet), to: nil, number: 0)
        case .talk:
            send(FeedCommand(known.isTalkingOver ? .endTalkOver : .talkOver), to: nil, number: 0)
        case .stop: endSoon()
        case .status: break
        }
    }

    /// Everything ends under a fade of four seconds; whoever takes the session back finds it ended.
    private func endSoon() {
        let programme = state.programme
        let fade = FrameCount(seconds: 4, at: programme.rate)
        for attempt in 1...4 {
            let frame = engine.planningFrame(within: 0.02 * Double(attempt))
            if follow(programme.ending(at: frame, fade: fade), from: frame, number: 0) { return }
        }
    }

    private var outline: EngineOutline {
        let known = state.outputs[0]
        let programme = state.programme
        return EngineOutline(
            process: getpid(),
            elapsedSeconds: engine.position().programmeFrame.seconds(at: programme.rate),
            totalSeconds: programme.end.seconds(at: programme.rate),
            isPlaying: known.isPlaying, isPaused: known.isPaused, isQuiet: known.isQuiet,
            isTalkingOver: known.isTalkingOver)
    }
}
