import Foundation
import MusikEngine
import MusikModel
import MusikRealtime
import Synchronization
import Testing

@testable import MusikALSA

/// A programme whose every place can be told from the sound.
struct TestTone: Sendable {
    /// Frames that are digital silence.
    var zeros: Range<Int> = 0..<0

    /// A tone of 250 Hz, whose phase tells the place to a microsecond, one of 40 Hz, which soon
    /// says which of its periods, and one of 5 Hz, which does so without doubt.
    func sample(_ frame: Int) -> Float {
        if zeros.contains(frame) { return 0 }
        let fine = sin(2 * Double.pi * Double(frame % 192) / 192)
        let middle = sin(2 * Double.pi * Double(frame % 1200) / 1200)
        let coarse = sin(2 * Double.pi * Double(frame % 9600) / 9600)
        return Float(0.2 * fine + 0.1 * middle + 0.2 * coarse)
    }

    /// A sample as a card of 32 bits gets it.
    func word(_ frame: Int) -> Int32 {
        Int32((Double(sample(frame)) * 2_147_483_648).rounded(.toNearestOrEven))
    }
}

/// What a card of 32 bits played of the tone.
struct PlayedTone {
    let record: [Int32]
    let index: [SimulatedCard.Entry]
    /// Frames in a second.
    let rate: Double

    init(_ card: SimulatedCard, partsPerMillion: Int = 0) {
        record = card.record.withUnsafeBytes { Array($0.bindMemory(to: Int32.self)) }
        index = card.index
        rate = 48_000 * (1 + Double(partsPerMillion) / 1e6)
    }

    /// Which frame of the record is heard at a moment.
    func frame(at moment: UInt64) -> Double? {
        guard let stretch = index.last(where: { $0.count > 0 && $0.moment <= moment }) else {
            return nil
        }
        let frames = Double(moment - stretch.moment) / 1e9 * rate
        return frames > Double(stretch.count) + 2 ? nil : Double(stretch.frame) + frames
    }

    /// When a frame of the record began to be heard.
    func moment(of frame: Int) -> UInt64? {
        guard let stretch = index.last(where: { $0.count > 0 && $0.frame <= frame }) else {
            return nil
        }
        return stretch.moment + UInt64(Double(frame - stretch.frame) / rate * 1e9)
    }

    /// The first frame that isn't silent, from one of the record on.
    func firstSound(from frame: Int = 0) -> Int? {
        (frame..<record.count / 2).first { record[2 * $0] != 0 }
    }

    /// Where a tone of a period is at a place of the record, in its frames.
    func phase(at frame: Double, period: Int) -> Double? {
        let count = max(1920, 4 * period)
        let first = Int(frame) - count / 2
        guard first >= 0, first + count <= record.count / 2 else { return nil }
        var (real, imaginary) = (0.0, 0.0)
        for number in 0..<count {
            let angle = 2 * Double.pi * (Double(first + number) - frame) / Double(period)
            let window = 0.5 - 0.5 * cos(2 * Double.pi * (Double(number) + 0.5) / Double(count))
            let value = Double(record[2 * (first + number)]) * window
            real += value * cos(angle)
            imaginary += value * sin(angle)
        }
        return atan2(real, -imaginary) / (2 * Double.pi) * Double(period)
    }

    /// By how many milliseconds it is ahead of another card at a moment.
    ///
    /// - Parameter coarse: the slower tone that tells the period: 1200 frames need 50 ms of sound
    ///   on either side, 9600 need 400.
    func skew(to other: PlayedTone, at moment: UInt64, coarse: Int = 9600) -> Double? {
        func difference(_ period: Int) -> Double? {
            guard let here = frame(at: moment), let there = other.frame(at: moment),
                let a = phase(at: here, period: period),
                let b = other.phase(at: there, period: period)
            else { return nil }
            let turns = (a - b) / Double(period)
            return (turns - turns.rounded()) * Double(period)
        }
        guard let slow = difference(coarse), let fine = difference(192) else { return nil }
        return (fine + ((slow - fine) / 192).rounded() * 192) / 48
    }
}

/// Two outputs of one programme, of which the first is the reference.
struct TonePair {
    private final class Stop: Sendable { let isWanted = Atomic<Bool>(false) }

    var tone = TestTone()
    /// Seconds between the start of the streams and that of the programme: a clinician takes some,
    /// and the clocks are known by then.
    var leadIn = 5.0

    /// Plays on two devices for some seconds; returns what each output told.
    func play(
        _ names: (String, String), seconds: Double, during: () -> Void = {},
        led: (_ send: (FeedCommand.Kind) -> Void) -> Void = { _ in }
    ) throws -> [[DeviceEvent]] {
        let ring = MixRing(rate: .standard, aheadSeconds: 1)
        let (stop, tone) = (Stop(), tone)
        let mixer = NamedThread("tone") {
            var frame = 0
            while !stop.isWanted.load(ordering: .acquiring) {
                let room = min(ring.room, 512 - frame % 512)
                if room > 0 {
                    ring.write(count: room) { samples in
                        for number in 0..<room {
                            samples[2 * number] = tone.sample(frame + number)
                            samples[2 * number + 1] = samples[2 * number]
                        }
                    }
                    frame += room
                } else {
                    MonotonicClock.sleep(nanoseconds: 2_000_000)
                }
            }
        }
        defer {
            stop.isWanted.store(true, ordering: .releasing)
            mixer.join()
        }
        let feeds = [
            OutputFeed(ring: ring, options: .init(isReference: true, dither: false)),
            OutputFeed(ring: ring, options: .init(isReference: false, dither: false)),
        ]
        let outputs = [try ALSAOutput(names.0), try ALSAOutput(names.1)]
        for (output, feed) in zip(outputs, feeds) { try output.start(feed) }
        defer { for output in outputs { output.stop() } }
        Workshop.pause(seconds: leadIn)
        for feed in feeds { #expect(feed.send(FeedCommand(.play))) }
        during()
        led { kind in
            for feed in feeds { #expect(feed.send(FeedCommand(kind))) }
        }
        Workshop.pause(seconds: seconds)
        return feeds.map { feed in
            var events: [DeviceEvent] = []
            while let event = feed.nextEvent() {
                if case .device(let device) = event.kind { events.append(device) }
            }
            return events
        }
    }

    /// Does something several times at the same time, each on a thread of its own.
    static func atOnce<Value: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (Int) throws -> Value
    ) throws -> [Value] {
        let shared = Results<Value>()
        let threads = (0..<count).map { number in
            NamedThread("pair\(number)") {
                let result = Result { try body(number) }
                shared.values.withLock { $0[number] = result }
            }
        }
        for thread in threads { thread.join() }
        return try (0..<count).map { number in
            try shared.values.withLock { $0[number]! }.get()
        }
    }

    private final class Results<Value: Sendable>: Sendable {
        let values = Mutex<[Int: Result<Value, any Error>]>([:])
    }
}
