import Foundation
import MusikModel
import MusikSoundFile
import Testing

@testable import MusikPlay
@testable import MusikSession

/// A named pipe that is open, and read only when a test says so.
final class StuckPipe {
    let path: String
    private let descriptor: Int32

    init(_ path: String, bytes: Int32 = 4096) throws {
        self.path = path
        guard mkfifo(path, 0o600) == 0 else { throw EndToEnd.ToolFailed(description: "mkfifo") }
        descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        // F_SETPIPE_SZ, which Swift doesn't show.
        guard descriptor >= 0, fcntl(descriptor, 1031, bytes) >= bytes else {
            throw EndToEnd.ToolFailed(description: "no pipe of \(bytes) bytes: errno \(errno)")
        }
    }

    deinit { close(descriptor) }

    /// Everything that lies in it now.
    func drain() -> String {
        var all: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(descriptor, &bytes, bytes.count), count > 0 {
            all += bytes.prefix(count)
        }
        return String(decoding: all, as: UTF8.self)
    }
}

@Suite("The log of a session's events")
struct EventLogTests {
    private func line(_ number: Int) throws -> SessionEventLine {
        let text = """
            {"event": "wished", "utc": "2026-01-01T00:00:00Z", "monotonicNanoseconds": \(number),
             "programmeFrame": 0, "deliveredFrame": \(number)}
            """
        return try JSONDecoder().decode(SessionEventLine.self, from: Data(text.utf8))
    }

    @Test("Why a file failed is written in the session's language")
    func failedFile() {
        let error = SoundFileError(
            .corrupt(.byte(4711)), path: "/music/a.flac", call: "decode")
        let event = SessionEvent(
            kind: .sourceFailed(title: "A", error: error), programmeFrame: 1, deliveredFrame: 1,
            monotonicNanoseconds: 1)
        #expect(SessionEventLine(event, .english).reason == "it is damaged at byte 4711")
        #expect(SessionEventLine(event, .french).reason == "il est abîmé à l’octet 4711")
        #expect(SessionEventLine(event, .french).title == "A")
    }

    @Test("A pipe that takes nothing keeps nobody waiting; what is lost is counted in its place")
    func stuck() throws {
        let scratch = try Scratch()
        let pipe = try StuckPipe(scratch.path + "/pipe")
        let log = try EventLog(.file(pipe.path))
        let count = 3 * EventLog.capacity
        var slowest = Duration.zero
        for number in 0..<count {
            let line = try line(number)
            let begin = ContinuousClock.now
            log.write(line)
            slowest = max(slowest, ContinuousClock.now - begin)
        }
        #expect(slowest < .milliseconds(100), "\(slowest)")
        guard case .eventsLost(let lost)? = log.trouble else {
            Issue.record("nothing is said of the loss")
            return
        }
        #expect(lost > EventLog.capacity && lost < count)

        var text = ""
        let isDrained = EndToEnd.wait(seconds: 10) {
            text += pipe.drain()
            return text.split(separator: "\n").count >= count - lost
        }
        #expect(isDrained)
        log.write(try line(count))
        #expect(throws: Failure.self) { try log.finish(milliseconds: 2000) }
        text += pipe.drain()
        let lines = try text.split(separator: "\n").map {
            try JSONDecoder().decode(SessionEventLine.self, from: Data($0.utf8))
        }
        let written = lines.filter { $0.event == "wished" }.map(\.deliveredFrame)
        #expect(written == written.sorted() && written.last == Int64(count))
        #expect(lines.reduce(0) { $0 + ($1.lines ?? 0) } == lost)
        #expect(written.count + lost == count + 1)
        #expect(lines.dropLast().last?.event == "linesLost", "the loss stands where it happened")
    }

    @Test("The end waits for a log that hangs no longer than told, and says how much is missing")
    func end() throws {
        let scratch = try Scratch()
        let pipe = try StuckPipe(scratch.path + "/pipe")
        let log = try EventLog(.file(pipe.path))
        for number in 0..<500 { log.write(try line(number)) }
        #expect(EndToEnd.wait(seconds: 10) { log.trouble == .eventsStuck })
        let begin = ContinuousClock.now
        #expect {
            try log.finish(milliseconds: 300)
        } throws: {
            guard let failure = $0 as? Failure, failure.exit == .inputOutput else { return false }
            return failure.problem.contains("events were not written to \(pipe.path)")
        }
        #expect(ContinuousClock.now - begin < .seconds(2))
    }

    @Test("A plan that can't be written is refused before any sound")
    func plan() throws {
        let full = try EventLog(.file("/dev/full"))
        full.write(try line(0))
        #expect {
            try full.confirm(milliseconds: 2000)
        } throws: {
            ($0 as? Failure)?.problem.contains(errorText(ENOSPC)) == true
        }
        let scratch = try Scratch()
        let pipe = try StuckPipe(scratch.path + "/pipe")
        let stuck = try EventLog(.file(pipe.path))
        for number in 0..<100 { stuck.write(try line(number)) }
        #expect(throws: Failure.self) { try stuck.confirm(milliseconds: 100) }
        let log = try EventLog(.file(scratch.path + "/log"))
        log.write(try line(0))
        try log.confirm(milliseconds: 2000)
        #expect(try String(contentsOfFile: scratch.path + "/log", encoding: .utf8).hasSuffix("}\n"))
        #expect(mkfifo(scratch.path + "/unread", 0o600) == 0)
        #expect {
            try EventLog(.file(scratch.path + "/unread"))
        } throws: {
            ($0 as? Failure)?.remedy.contains("start what reads it") == true
        }
    }
}
