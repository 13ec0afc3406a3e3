import MusikModel
import MusikRealtime
import Synchronization

@testable import MusikALSA

/// A feed whose every frame says which one it is: low and high 16 bits of its number on the left
/// and the right. Frame 0 is silence, as is everything while it is quiet.
///
/// Also a witness: it counts calls made by two threads at the same time, which must never happen.
final class PatternFeed: PulledFeed, @unchecked Sendable {
    struct Heard {
        var frame: Int64
        var moment: UInt64
    }

    let rate: SampleRate
    let framesAhead: Int
    private let met = Atomic<Int>(0)
    let isQuiet = Atomic<Bool>(false)
    /// The gain that it was taken down by last.
    private let trimmed = Atomic<UInt32>(Float(1).bitPattern)
    private let busy = Atomic<Bool>(false)
    private let urgent = Atomic<UInt32>(0)
    private let position = Atomic<Int64>(0)
    private var format = SampleFormat.s16
    private let recorded = Mutex<[DeviceEvent]>([])
    private let lastHeard = Mutex<[Heard]>([])

    init(rate: SampleRate = .standard, framesAhead: Int? = nil) {
        self.rate = rate
        self.framesAhead = framesAhead ?? rate.hertz
    }

    /// Calls that met another one.
    var collisions: Int { met.load(ordering: .relaxed) }
    var framesReady: Int { 4800 }
    var renderedFrames: Int64 { position.load(ordering: .acquiring) }
    var urgentCommands: UInt32 { urgent.load(ordering: .acquiring) }
    var events: [DeviceEvent] { recorded.withLock { $0 } }
    var heard: [Heard] { lastHeard.withLock { $0 } }

    /// The reaction to a person's command for quiet, or to its end.
    func command(quiet: Bool) {
        isQuiet.store(quiet, ordering: .releasing)
        if quiet { urgent.add(1, ordering: .acquiringAndReleasing) }
    }

    func setFormat(_ format: SampleFormat) { alone { self.format = format } }

    func fill(_ destination: UnsafeMutableRawPointer, frames: Int, deviceFrame: Int64) {
        alone {
            let first = position.load(ordering: .relaxed)
            let isSilent = isQuiet.load(ordering: .acquiring)
            for frame in 0..<frames {
                let number = isSilent ? 0 : UInt32(truncatingIfNeeded: first + Int64(frame))
                let at = destination + frame * format.frameSize
                Self.put(Int16(truncatingIfNeeded: number), format, at)
                Self.put(
                    Int16(truncatingIfNeeded: number >> 16), format,
                    at + format.frameSize / 2)
            }
            position.store(first + Int64(frames), ordering: .releasing)
        }
    }

    func skip(frames: Int, takesCommands: Bool) -> Int {
        alone { position.add(Int64(frames), ordering: .acquiringAndReleasing) }
        return frames
    }

    var trimmedTo: Float { Float(bitPattern: trimmed.load(ordering: .acquiring)) }

    func trim(_ gain: Float) { trimmed.store(gain.bitPattern, ordering: .releasing) }

    func rewind(frames: Int) -> Int {
        let possible = min(frames, rate.hertz, Int(renderedFrames))
        alone { position.subtract(Int64(possible), ordering: .acquiringAndReleasing) }
        return possible
    }

    func publish(heardFrames: Int64, at nanoseconds: UInt64) {
        alone { lastHeard.withLock { $0.append(Heard(frame: heardFrames, moment: nanoseconds)) } }
    }

    func post(_ event: DeviceEvent) { recorded.withLock { $0.append(event) } }

    private func alone(_ body: () -> Void) {
        if busy.exchange(true, ordering: .acquiringAndReleasing) {
            met.add(1, ordering: .relaxed)
        }
        body()
        busy.store(false, ordering: .releasing)
    }

    private static func put(_ value: Int16, _ format: SampleFormat, _ at: UnsafeMutableRawPointer) {
        switch format {
        case .s16: at.storeBytes(of: value, as: Int16.self)
        case .s24in3:
            at.storeBytes(of: 0, as: UInt8.self)
            (at + 1).storeBytes(of: value, as: Int16.self)
        case .s24in4: at.storeBytes(of: Int32(value) << 8, as: Int32.self)
        case .s32: at.storeBytes(of: Int32(value) << 16, as: Int32.self)
        case .float32: at.storeBytes(of: Float(value) / 32768, as: Float.self)
        }
    }

    /// The numbers of the frames in bytes of a format.
    static func numbers(in bytes: UnsafeRawBufferPointer, _ format: SampleFormat) -> [UInt32] {
        (0..<bytes.count / format.frameSize).map { frame in
            let at = frame * format.frameSize
            let left = value(bytes, at, format)
            let right = value(bytes, at + format.frameSize / 2, format)
            return UInt32(UInt16(bitPattern: right)) << 16 | UInt32(UInt16(bitPattern: left))
        }
    }

    private static func value(
        _ bytes: UnsafeRawBufferPointer, _ at: Int, _ format: SampleFormat
    ) -> Int16 {
        switch format {
        case .s16: bytes.loadUnaligned(fromByteOffset: at, as: Int16.self)
        case .s24in3: bytes.loadUnaligned(fromByteOffset: at + 1, as: Int16.self)
        case .s24in4:
            Int16(
                truncatingIfNeeded: bytes.loadUnaligned(fromByteOffset: at, as: Int32.self) >> 8)
        case .s32:
            Int16(
                truncatingIfNeeded: bytes.loadUnaligned(fromByteOffset: at, as: Int32.self) >> 16)
        case .float32:
            Int16(bytes.loadUnaligned(fromByteOffset: at, as: Float.self) * 32768)
        }
    }
}
