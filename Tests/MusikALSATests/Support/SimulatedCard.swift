import CALSA
import Foundation
import MusikEngine
import Synchronization

@testable import MusikALSA

/// A simulated sound card of a test's own; see Tests/SimulatedCard.
///
/// Unless told otherwise its only time is a shared clock, which stands still until the test moves it.
final class SimulatedCard: Sendable {
    /// Where the cards are, one file about each.
    static let folder: String = {
        let path = Workshop.folder + "/cards"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }()

    /// The library, which the package builds beside the tests.
    static let library: String = {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        return ((program ?? "") as NSString).deletingLastPathComponent + "/libSimulatedCard.so"
    }()

    private static let count = Atomic<Int>(0)

    let id: String
    /// The name it is opened by, as a card of the kernel.
    var name: String { "hw:CARD=\(id),DEV=0" }
    private let clock: Int32
    private let time = Atomic<UInt64>(1_000_000_000)

    init(_ about: String = "", isRealTime: Bool = false) throws {
        Workshop.prepare
        id = "card\(Self.count.add(1, ordering: .relaxed).newValue)"
        let path = Self.folder + "/" + id
        var text = about + "\n"
        if isRealTime {
            clock = -1
        } else {
            text += "clock \"\(path).clock\"\n"
            clock = open(path + ".clock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        }
        advance(nanoseconds: 0)
        try text.write(toFile: path + ".conf", atomically: true, encoding: .utf8)
    }

    deinit { if clock >= 0 { close(clock) } }

    /// The present moment of the shared clock, which began at one second.
    var now: UInt64 { time.load(ordering: .acquiring) }

    /// Moves the shared clock.
    func advance(nanoseconds: UInt64) {
        guard clock >= 0 else { return }
        var now = time.add(nanoseconds, ordering: .acquiringAndReleasing).newValue
        pwrite(clock, &now, 8, 0)
    }

    func advance(milliseconds: Double) { advance(nanoseconds: UInt64(milliseconds * 1e6)) }

    /// Adds lines to the card's script.
    func script(_ lines: String...) {
        let file = open(
            Self.folder + "/\(id).script", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        write(file, bytes, bytes.count)
        close(file)
    }

    /// All bytes it played.
    var record: [UInt8] {
        let data = FileManager.default.contents(atPath: Self.folder + "/\(id).raw")
        return data.map { Array($0) } ?? []
    }

    /// A line of the index.
    struct Entry: Equatable {
        var frame: Int
        var moment: UInt64
        var count: Int
        /// The event with its values.
        var event: String
    }

    var index: [Entry] {
        let data = FileManager.default.contents(atPath: Self.folder + "/\(id).index") ?? Data()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ", maxSplits: 3)
            guard parts.count == 4, let frame = Int(parts[0]), let moment = UInt64(parts[1]),
                let count = Int(parts[2])
            else { return nil }
            return Entry(frame: frame, moment: moment, count: count, event: String(parts[3]))
        }
    }

    /// The entries whose event begins so.
    func entries(_ event: String) -> [Entry] { index.filter { $0.event.hasPrefix(event) } }

    /// Frames played in stretches of a kind.
    func frames(_ event: String) -> Int { entries(event).reduce(0) { $0 + $1.count } }
}

/// A playback stream by plain calls of alsa-lib, every answer as it comes.
final class PlainStream {
    /// What the device does when its buffer is empty.
    enum Dry {
        case stops
        case playsZeros
        case playsOldFrames
    }

    let handle: OpaquePointer
    let frameSize: Int

    /// The errno of opening, positive, where that fails.
    struct Refused: Error, Equatable {
        var code: Int32
    }

    init(
        _ card: SimulatedCard, format: snd_pcm_format_t = SND_PCM_FORMAT_S16_LE,
        rate: UInt32 = 48_000, channels: UInt32 = 2, period: UInt = 480, buffer: UInt = 2400,
        dry: Dry = .stops
    ) throws {
        _ = LibraryMessages.areSilent
        var opened: OpaquePointer?
        let code = snd_pcm_open(
            &opened, card.name, SND_PCM_STREAM_PLAYBACK, Int32(SND_PCM_NONBLOCK))
        guard code >= 0, let opened else { throw Refused(code: -code) }
        handle = opened
        frameSize = snd_pcm_format_size(format, 1) * Int(channels)
        try setHardware(format, rate, channels, period, buffer)
        try setSoftware(period, buffer, dry)
    }

    deinit { snd_pcm_close(handle) }

    private func check(_ code: Int32) throws { if code < 0 { throw Refused(code: -code) } }

    private func setHardware(
        _ format: snd_pcm_format_t, _ rate: UInt32, _ channels: UInt32, _ period: UInt,
        _ buffer: UInt
    ) throws {
        var parameters: OpaquePointer?
        snd_pcm_hw_params_malloc(&parameters)
        defer { snd_pcm_hw_params_free(parameters) }
        try check(snd_pcm_hw_params_any(handle, parameters))
        try check(
            snd_pcm_hw_params_set_access(handle, parameters, SND_PCM_ACCESS_RW_INTERLEAVED))
        try check(snd_pcm_hw_params_set_format(handle, parameters, format))
        try check(snd_pcm_hw_params_set_channels(handle, parameters, channels))
        try check(snd_pcm_hw_params_set_rate(handle, parameters, rate, 0))
        try check(snd_pcm_hw_params_set_period_size(handle, parameters, period, 0))
        try check(snd_pcm_hw_params_set_buffer_size(handle, parameters, buffer))
        try check(snd_pcm_hw_params(handle, parameters))
    }

    private func setSoftware(_ period: UInt, _ buffer: UInt, _ dry: Dry) throws {
        var parameters: OpaquePointer?
        snd_pcm_sw_params_malloc(&parameters)
        defer { snd_pcm_sw_params_free(parameters) }
        snd_pcm_sw_params_current(handle, parameters)
        var boundary: snd_pcm_uframes_t = 0
        snd_pcm_sw_params_get_boundary(parameters, &boundary)
        snd_pcm_sw_params_set_avail_min(handle, parameters, period)
        snd_pcm_sw_params_set_start_threshold(handle, parameters, boundary)
        snd_pcm_sw_params_set_stop_threshold(
            handle, parameters, dry == .stops ? buffer : boundary)
        snd_pcm_sw_params_set_silence_threshold(handle, parameters, 0)
        snd_pcm_sw_params_set_silence_size(handle, parameters, dry == .playsZeros ? boundary : 0)
        try check(snd_pcm_sw_params(handle, parameters))
    }

    /// Frames taken, or a negative errno.
    func write(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.withUnsafeBytes {
            Int(snd_pcm_writei(handle, $0.baseAddress, snd_pcm_uframes_t($0.count / frameSize)))
        }
    }

    func write(_ bytes: [UInt8]) -> Int { write(bytes[...]) }

    /// Numbered 16-bit stereo frames; see `PatternFeed`.
    static func numbered(_ frames: Range<Int>) -> [UInt8] {
        frames.map { UInt32($0) }.withUnsafeBytes { Array($0) }
    }

    func write(frames: Range<Int>) -> Int { write(Self.numbered(frames)) }

    func start() -> Int32 { snd_pcm_start(handle) }
    func prepare() -> Int32 { snd_pcm_prepare(handle) }
    func drop() -> Int32 { snd_pcm_drop(handle) }
    func resume() -> Int32 { snd_pcm_resume(handle) }
    func forward(_ frames: UInt) -> Int { snd_pcm_forward(handle, frames) }
    func rewind(_ frames: UInt) -> Int { snd_pcm_rewind(handle, frames) }
    func wait(milliseconds: Int32) -> Int32 { snd_pcm_wait(handle, milliseconds) }
    var available: Int { snd_pcm_avail_update(handle) }
    var state: snd_pcm_state_t { snd_pcm_state(handle) }

    var delay: Int {
        var delay: snd_pcm_sframes_t = 0
        let code = snd_pcm_delay(handle, &delay)
        return code < 0 ? Int(code) : delay
    }

    /// Whether the poll descriptor is ready, and what for.
    func poll(milliseconds: Int32 = 0) -> (isReady: Bool, events: Int32) {
        var file = pollfd()
        snd_pcm_poll_descriptors(handle, &file, 1)
        guard Glibc.poll(&file, 1, milliseconds) > 0 else { return (false, 0) }
        var events: UInt16 = 0
        snd_pcm_poll_descriptors_revents(handle, &file, 1, &events)
        return (true, Int32(events))
    }

    /// Plays numbered frames for a time in steps of a period, so that the buffer is never empty.
    func play(_ card: SimulatedCard, from first: Int, milliseconds: Int) -> Int {
        var next = first
        for _ in 0..<milliseconds / 10 {
            card.advance(milliseconds: 10)
            let room = available
            guard room > 0 else { continue }
            next += max(write(frames: next..<next + room), 0)
        }
        return next
    }
}
