import Foundation
import MusikEngine
import MusikModel
import MusikRealtime
import MusikTestSupport
import Synchronization
import Testing

@testable import MusikALSA

extension DaemonTests {
    /// The whole way from the mixer's ring to the monitor of a sink, through the public interface.
    @Suite struct RealFeedTests {
        /// Fills a ring with numbered frames for as long as it lives.
        private final class Mixer: Sendable {
            let ring = MixRing(rate: .standard, aheadSeconds: 1)
            private let isOver = Atomic<Bool>(false)

            func run() {
                let thread = Thread { [self] in
                    var next: UInt32 = 0
                    var block = [Float](repeating: 0, count: 2 * 256)
                    while !isOver.load(ordering: .acquiring) {
                        while ring.room >= 256 {
                            for frame in 0..<256 {
                                let number = next &+ UInt32(frame)
                                block[2 * frame] =
                                    Float(Int16(truncatingIfNeeded: number)) / 32768
                                block[2 * frame + 1] =
                                    Float(Int16(truncatingIfNeeded: number >> 16)) / 32768
                            }
                            next &+= 256
                            ring.write(block, count: 256)
                        }
                        Workshop.pause(seconds: 0.005)
                    }
                }
                thread.start()
            }

            func end() { isOver.store(true, ordering: .releasing) }
        }

        @Test(
            "Pause, talk over and quiet reach the monitor of PulseAudio in time",
            arguments: [
                (FeedCommand.Kind.quiet, FeedCommand.Kind.endQuiet, 100.0),
                (.pause, .resume, 100), (.talkOver, .endTalkOver, 300),
            ])
        func urgent(begin: FeedCommand.Kind, end: FeedCommand.Kind, limit: Double) throws {
            Workshop.prepare
            let daemon = try PulseDaemon()
            let recorder = try daemon.record()
            let mixer = Mixer()
            mixer.run()
            defer { mixer.end() }
            let feed = OutputFeed(
                ring: mixer.ring, options: .init(ceiling: nil, dither: false))
            let output = try ALSAOutput("musik_pulse?format=s16")
            try output.start(feed)
            #expect(feed.send(FeedCommand(.play)))
            Workshop.pause(seconds: 2)
            let lead = try #require(recorder.lead)
            let commanded = MonotonicClock.nanoseconds
            #expect(feed.send(FeedCommand(begin)))
            Workshop.pause(seconds: 1)
            #expect(feed.send(FeedCommand(end)))
            Workshop.pause(seconds: 5)
            let position = feed.position
            output.stop()
            recorder.end()
            var events: [FeedEvent] = []
            while let event = feed.nextEvent() { events.append(event) }

            // Loud frames are those of the pattern; a tenth of them is none of it.
            let recording = recorder.recording
            let (numbers, arrivals) = (recording.numbers, recording.arrivals)
            let loud = numbers.indices.dropFirst().filter { numbers[$0] == numbers[$0 - 1] &+ 1 }
            let gap = try #require(zip(loud, loud.dropFirst()).first { $1 - $0 > 10_000 })
            let fell = try #require(arrivals.first { $0.frames > gap.0 }).moment
            let took = Double(Int64(fell) - Int64(commanded)) / 1e6
            let leads = arrivals.suffix(50).map {
                PatternOutput.lead(Int64(numbers[$0.frames - 1]), $0.moment)
            }.sorted()
            let shift = (leads[leads.count / 2] - lead) / 48
            print(
                "pulse \(begin): fell after", took, "ms, off by", shift, "ms afterwards, at",
                position.programmeFrame.value)
            #expect(took < limit)
            // A pause holds the programme for its second, and until the frames handed over before
            // "resume" are out of the way; the others let it run on.
            if begin == .pause {
                #expect((-1550 ... -950).contains(shift))
            } else {
                #expect(abs(shift) < 20)
            }
            #expect(events.contains { if case .rewound = $0.kind { true } else { false } })
            let troubles = events.compactMap { event -> DeviceEvent? in
                guard case .device(let device) = event.kind else { return nil }
                return [.underrun, .lost, .lostTime].contains(device.kind) ? device : nil
            }
            #expect(troubles.isEmpty)
            withExtendedLifetime(daemon) {}
        }
    }
}
