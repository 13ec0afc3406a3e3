import Foundation
import MusikEngine
import MusikModel
import MusikRealtime
import Testing

@testable import MusikALSA

/// The folder the tests work in and the ALSA configuration they share, made once per process.
///
/// alsa-lib reads ALSA_CONFIG_PATH whenever it looks at its configuration, so it is set before the
/// first device is opened and stays.
enum Workshop {
    static let folder: String = {
        let path = NSTemporaryDirectory() + "musik-alsa-\(getpid())"
        try? FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        atexit { try? FileManager.default.removeItem(atPath: Workshop.folder) }
        return path
    }()

    /// Writes the configuration; every test calls this first.
    static let prepare: Void = {
        let text = """
            </usr/share/alsa/alsa.conf>
            pcm_type.pipewire { lib "\(PipeWireDaemon.root)/usr/lib/\(PipeWireDaemon.machine)/alsa-lib/libasound_module_pcm_pipewire.so" }
            pcm.musik_pulse { type pulse server "unix:\(PulseDaemon.socket)" }
            pcm.musik_pipewire { type pipewire server "\(PipeWireDaemon.socket)" playback_node "musik-sink" }
            pcm.musik_jack {
                type jack
                playback_ports { 0 system:playback_1 1 system:playback_2 }
            }
            pcm.musik_hw { type hw card 0 }
            pcm.musik_softvol { type softvol slave.pcm "musik_hw" control { name "Musik" card 0 } }
            pcm.musik_dmix { type dmix ipc_key 4711 slave.pcm "musik_hw" }
            pcm.musik_asym { type asym playback.pcm "plug:musik_pulse" capture.pcm "null" }
            pcm.musik_loop { type plug slave.pcm "musik_loop" }
            pcm.musik_file {
                @args [ FILE ]
                @args.FILE { type string }
                type file
                slave.pcm null
                file $FILE
                format raw
            }
            simulated_cards "\(SimulatedCard.folder)"
            pcm_type.hw { lib "\(SimulatedCard.library)" open "_snd_pcm_simulated_open" }
            ctl_type.hw { lib "\(SimulatedCard.library)" open "_snd_ctl_simulated_open" }

            """
        try? text.write(toFile: folder + "/alsa.conf", atomically: true, encoding: .utf8)
        setenv("ALSA_CONFIG_PATH", folder + "/alsa.conf", 1)
        for (key, value) in PipeWireDaemon.environment
        where key.hasPrefix("SPA_") || key.hasPrefix("PIPEWIRE_") { setenv(key, value, 1) }
        setenv("JACK_DEFAULT_SERVER", JackDaemon.name, 1)
        // libjack writes every failed attempt to standard error.
        setenv("JACK_NO_START_SERVER", "1", 1)
    }()

    /// Looks every 5 ms whether something has come true; false after the limit.
    static func wait(seconds: Double, until condition: () throws -> Bool) rethrows -> Bool {
        let end = MonotonicClock.nanoseconds + UInt64(seconds * 1e9)
        while try !condition() {
            if MonotonicClock.nanoseconds > end { return false }
            MonotonicClock.sleep(nanoseconds: 5_000_000)
        }
        return true
    }

    static func pause(seconds: Double) {
        MonotonicClock.sleep(nanoseconds: UInt64(seconds * 1e9))
    }
}

/// A started output that plays numbered frames.
final class PatternOutput: Sendable {
    let feed: PatternFeed
    let core: OutputCore<PatternFeed>

    init(_ name: String, priority: Int32 = 70, framesAhead: Int? = nil) throws {
        Workshop.prepare
        feed = PatternFeed(framesAhead: framesAhead)
        core = OutputCore(request: try DeviceRequest(name), feed: feed, priority: priority)
    }

    func start() throws { try core.launch() }
    func stop() { core.end() }
    var turns: UInt64 { core.turns.load(ordering: .relaxed) }

    var isFinished: Bool { core.isFinished.load(ordering: .acquiring) }

    func count(_ kind: DeviceEvent.Kind) -> Int { feed.events.count { $0.kind == kind } }

    /// Where the programme is against the clock: frames heard less frames passed. Constant as long
    /// as the programme is on time.
    static func lead(_ frame: Int64, _ moment: UInt64) -> Double {
        Double(frame) - Double(Int64(moment) - origin) * 48_000 / 1e9
    }

    private static let origin = Int64(MonotonicClock.nanoseconds)

    /// The median lead of the last readings, which scatter on served devices.
    func recentLead(_ count: Int = 30) -> Double? {
        let leads = feed.heard.suffix(count).map { Self.lead($0.frame, $0.moment) }.sorted()
        return leads.count < count ? nil : leads[count / 2]
    }

    /// The last event of a kind.
    func last(_ kind: DeviceEvent.Kind) -> DeviceEvent? {
        feed.events.last { $0.kind == kind }
    }
}
