import Foundation
import MusikEngine
import MusikRealtime
import Testing

@testable import MusikALSA

extension DaemonTests {
    @Suite struct JackTests {
        @Test("JACK killed and started again: on time again within 2 s, nobody touches a key")
        func killed() throws {
            var daemon = try JackDaemon()
            try PipeWireTests.loseAndReturn(
                "jack killed", device: "plug:musik_jack", lose: { daemon.child.end() },
                restore: { daemon = try JackDaemon() })
            daemon.end()
        }

        @Test("JACK standing still: on time again within 2 s of its return")
        func stopped() throws {
            let daemon = try JackDaemon()
            try PipeWireTests.loseAndReturn(
                "jack stopped", device: "plug:musik_jack",
                lose: { daemon.child.signal(SIGSTOP) },
                restore: { daemon.child.signal(SIGCONT) })
            daemon.end()
        }

        @Test("A rate that the server doesn't run at is refused by its name")
        func rate() throws {
            let daemon = try JackDaemon()
            let feed = PatternFeed(rate: .compactDisc)
            Workshop.prepare
            let core = OutputCore(
                request: try DeviceRequest("musik_jack"), feed: feed, priority: 70)
            let error = #expect(throws: ALSAError.self) { try core.launch() }
            #expect(error?.reason == .rateRefused(hertz: 44_100))
            daemon.end()
        }

        @Test(
            "Periods of 64 to 8192 frames play from a mix that is a second ahead",
            arguments: [64, 8192])
        func periods(frames: Int) throws {
            let daemon = try JackDaemon(periodFrames: frames)
            let output = try PatternOutput("plug:musik_jack")
            try output.start()
            let configuration = try #require(output.core.configuration.withLock { $0 })
            #expect(configuration.periodFrames >= frames)
            #expect(configuration.periodFrames <= 12_000)
            Workshop.pause(seconds: 1.5)
            output.stop()
            #expect(output.feed.renderedFrames > 48_000)
            #expect(output.count(.underrun) == 0)
            daemon.end()
        }

        @Test(
            "F51: A period of more than a quarter of the mix is refused when the device is opened")
        func periodTooLong() throws {
            let daemon = try JackDaemon(periodFrames: 8192)
            // A quarter of it is 7500.
            let short = try PatternOutput("plug:musik_jack", framesAhead: 30_000)
            let error = #expect(throws: ALSAError.self) { try short.start() }
            #expect(error?.reason == .periodTooLong(periodFrames: 8192, mostFrames: 7500))
            let enough = try PatternOutput("plug:musik_jack", framesAhead: 32_768)
            try enough.start()
            enough.stop()
            daemon.end()
        }

        @Test("Without a server the error says that it is JACK that is missing")
        func unreachable() throws {
            let output = try PatternOutput("plug:musik_jack")
            let error = #expect(throws: ALSAError.self) { try output.start() }
            #expect(error?.reason == .jackUnreachable)
        }

        @Test("Servers that these tests killed leave no name behind")
        func clearsAway() throws {
            var daemon: JackDaemon? = try JackDaemon()
            daemon?.child.end()
            daemon = try JackDaemon()
            #expect(try Self.registry().contains(JackDaemon.name))
            daemon = nil
            #expect(try !Self.registry().contains(JackDaemon.name))
        }

        /// The names of servers that the machine's shared memory holds.
        private static func registry() throws -> String {
            let data = try Data(contentsOf: URL(fileURLWithPath: "/dev/shm/jack-shm-registry"))
            return String(decoding: data.filter { (33..<127).contains($0) }, as: UTF8.self)
        }
    }
}
