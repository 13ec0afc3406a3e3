import MusikModel
import MusikRealtime
import Testing

@testable import MusikALSA

@Suite("A follower's feed, in virtual time")
struct ClockedFeedTests {
    /// One card that plays what its feed gives, 48 000 frames in a second, with 10 ms in its buffer.
    private struct Card {
        let feed: OutputFeed
        let clocked: ClockedFeed
        var handed: Int64 = 0
        private let memory = UnsafeMutableRawPointer.allocate(byteCount: 480 * 8, alignment: 16)

        init(_ ring: MixRing, isReference: Bool) {
            var options = OutputFeed.Options(
                isReference: isReference, ceiling: nil, dither: false)
            options.keepsTime = true
            feed = OutputFeed(ring: ring, options: options)
            clocked = ClockedFeed(feed)
            clocked.setFormat(.float32)
            clocked.beginStream()
        }

        mutating func turn(at moment: UInt64) {
            clocked.fill(memory, frames: 480, deviceFrame: handed)
            handed += 480
            clocked.observe(
                PointerReading(played: handed - 480, handed: handed, pending: 0, moment: moment))
        }

        mutating func restart() {
            handed = 0
            clocked.beginStream()
        }
    }

    @Test("Where its stream began anew just before sound goes on, it is placed all the same")
    func resumedAfterRestart() throws {
        let ring = MixRing(rate: .standard, aheadSeconds: 1)
        ring.end = FrameCount(60 * 48_000)
        var phones = Card(ring, isReference: true)
        var room = Card(ring, isReference: false)
        let block = [Float](repeating: 0.1, count: 2 * 480)
        var now: UInt64 = 7_000_000_000
        func run(_ turns: Int) {
            for _ in 0..<turns {
                while ring.room >= 480 { ring.write(block, count: 480) }
                phones.turn(at: now)
                room.turn(at: now)
                now += 10_000_000
            }
        }
        func command(_ kind: FeedCommand.Kind) {
            for feed in [phones.feed, room.feed] { #expect(feed.send(FeedCommand(kind))) }
        }
        run(500)
        command(.play)
        run(500)
        #expect(abs(try #require(room.feed.position.card?.skew)) < 0.0001)
        command(.pause)
        run(50)
        room.restart()
        run(1)
        // The command reaches the room ten milliseconds later.
        #expect(phones.feed.send(FeedCommand(.resume)))
        run(1)
        #expect(room.feed.send(FeedCommand(.resume)))
        run(60)
        let skew = try #require(room.feed.position.card?.skew)
        print("skew", skew)
        #expect(abs(skew) < 0.0005)
    }
}
