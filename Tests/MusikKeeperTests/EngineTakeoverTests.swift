import Foundation
import Glibc
import MusikModel
import MusikProgramme

import Testing

@testable import MusikEngine
@testable import MusikKeeper
@testable import MusikRealtime

private let programme = Programme(rate: .standard, clips: [], end: 4_800_000, openingEnd: 0)

private func order(outputs: Int = 2) -> EngineOrder {
    EngineOrder(
        programme: programme, levels: (0..<outputs).map { _ in 0.5 },
        highestLevels: (0..<outputs).map { _ in 1 }, playsBed: true,
        wiring: Data())
}

private func position(
    programme: Int64, delivered: Int64, offset: Int64, heard: Int64? = nil, at: UInt64 = 0,
    isHeld: Bool = false
) -> FeedPosition {
    FeedPosition(
        programmeFrame: FrameCount(programme), deliveredFrame: FrameCount(delivered),
        programmeOffset: FrameCount(offset), heardFrame: heard.map { FrameCount($0) }, heardAt: at,
        isPlaying: true, isHeld: isHeld, inputLevel: 0, outputLevel: 0,
        exposure: SoundExposure(), framesAhead: nil, card: nil)
}

@Suite("An engine that takes over")
struct EngineTakeoverTests {
    @Test("It goes on at the frame that the clock shows now, each output by its own count")
    func clock() {
        var state = EngineState(order())
        state.apply(.command(FeedCommand(.play), output: nil, number: 1))
        let takeover = EngineTakeover(
            state,
            page: EngineBoard.Page(
                clock: ClockLine(frame: 100_000, moment: 1_000_000_000, rate: 48_004.8),
                moment: 1_200_000_000),
            positions: [
                position(programme: 112_000, delivered: 111_744, offset: 0, heard: 109_000),
                position(programme: 112_100, delivered: 112_500, offset: -700),
            ], hertz: 48_000, now: 2_000_000_000)
        // A second later by the clock: frame 148004.
        #expect(takeover.outputs[0].deliveredFrame == 148_224)
        #expect(takeover.outputs[0].programmeFrame == 148_224)
        #expect(takeover.outputs[0].unheardFrames == 148_224 - 109_000)
        #expect(takeover.outputs[1].deliveredFrame == 148_736)
        #expect(takeover.outputs[1].programmeFrame == 148_036)
        #expect(takeover.start == 147_968)
        #expect(takeover.clock?.rate == 48_004.8)
        #expect(takeover.awaySeconds == 0.8)
    }

    @Test("A held timeline is held where it was, and what was commanded holds")
    func held() {
        var state = EngineState(order())
        for (number, command) in [
            FeedCommand(.play), FeedCommand(.pause), FeedCommand(.quiet),
            FeedCommand(.level, value: 0.125),
        ].enumerated() {
            state.apply(.command(command, output: command.kind == .level ? 1 : nil, number: number))
        }
        let takeover = EngineTakeover(
            state,
            page: EngineBoard.Page(
                clock: ClockLine(frame: 0, moment: 0, rate: 0), moment: 1_000_000_000),
            positions: [
                position(programme: 51_200, delivered: 60_000, offset: 0, isHeld: true),
                position(programme: 51_200, delivered: 60_000, offset: 0, isHeld: true),
            ], hertz: 48_000, now: 2_000_000_000)
        for output in takeover.outputs {
            #expect(output.isPaused && output.isQuiet && !output.isMuted)
            #expect(output.programmeFrame == 51_200)
            #expect(output.deliveredFrame == 108_032)
        }
        #expect(takeover.outputs[0].level == 0.5)
        #expect(takeover.outputs[1].level == 0.125)
        #expect(takeover.start == 51_200)
    }

    @Test("Without any page, or before the programme, it begins at the beginning")
    func beginning() {
        var state = EngineState(order(outputs: 1))
        state.apply(.command(FeedCommand(.mute), output: 0, number: 1))
        let takeover = EngineTakeover(
            state, page: nil, positions: [], hertz: 48_000, now: 5)
        #expect(takeover.start == 0)
        #expect(takeover.outputs[0].isMuted && !takeover.outputs[0].isPlaying)
    }
}

@Suite("An engine's journal and board")
struct EngineJournalTests {
    @Test("A line that was cut off in the middle is left out, and all before it stand")
    func cut() throws {
        let file = try MemoryFile("test")
        let descriptor = dup(file.descriptor)
        let journal = EngineJournal(file)
        journal.append(.began)
        journal.append(.command(FeedCommand(.level, value: 0.1), output: 1, number: 7))
        let other = MemoryFile(descriptor: descriptor)
        try other.append(Array("{\"note\":{\"_0\":{\"num".utf8))
        var state = EngineState(order())
        for line in journal.lines() { state.apply(line) }
        #expect(state.engines == 1 && state.lastRequest == 7)
        #expect(state.outputs.map(\.level) == [0.5, 0.1])
    }

    @Test("A command stands out until its event has come, and events until they are on record")
    func outstanding() {
        var state = EngineState(order(outputs: 1))
        let quiet = FeedCommand(.quiet)
        state.apply(.command(quiet, output: nil, number: 1))
        #expect(state.outputs[0].outstanding == [quiet])
        let event = FeedEvent(.applied(quiet), deliveredFrame: 256, programmeFrame: 256)
        state.apply(.note(NumberedNote(number: 1, note: .output(0, event))))
        #expect(state.outputs[0].outstanding.isEmpty)
        #expect(state.notes.count == 1)
        state.forget(upTo: 1)
        #expect(state.notes.isEmpty && state.lastNote == 1)
    }

    @Test("A board shows whole pages while it is written", .timeLimit(.minutes(5)))
    func board() throws {
        let board = try EngineBoard(try MemoryFile("test"))
        #expect(board.page == nil && board.position(of: 0) == nil)
        let isOver = Flag()
        let writer = Thread {
            var number: Int64 = 0
            while !isOver.isSet {
                number += 1
                board.write(
                    EngineBoard.Page(
                        clock: ClockLine(frame: Double(number), moment: UInt64(number), rate: 1),
                        moment: UInt64(number)),
                    [position(programme: number, delivered: number, offset: -number)])
            }
        }
        writer.start()
        var last: UInt64 = 0
        while last < 200_000 {
            if let page = board.page {
                #expect(page.clock.moment == page.moment && Double(page.moment) == page.clock.frame)
                #expect(page.moment >= last)
                last = page.moment
            }
            if let position = board.position(of: 0) {
                #expect(position.programmeFrame == position.deliveredFrame)
                #expect((position.programmeFrame + position.programmeOffset).value == 0)
            }
        }
        isOver.isSet = true
    }

    private final class Flag: @unchecked Sendable {
        private let lock = NSLock()
        private var value = false
        var isSet: Bool {
            get { lock.withLock { value } }
            set { lock.withLock { value = newValue } }
        }
    }
}

@Suite("Messages between processes")
struct MessageStreamTests {
    @Test("Messages come whole and in order, however large, and nonsense closes the connection")
    func order() throws {
        var ends: [Int32] = [-1, -1]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let (one, other) = (MessageStream(ends[0]), MessageStream(ends[1]))
        let large = String(repeating: "x", count: 3_000_000)
        for text in ["a", large, "b"] { one.send(text) }
        var got: [String] = []
        for _ in 0..<1000 where got.count < 3 {
            got += other.receive(String.self)
            one.flush()
        }
        #expect(got.map(\.count) == [1, 3_000_000, 1])
        one.send(12)
        #expect(other.receive(String.self).isEmpty)
        #expect(other.isClosed)
    }
}
