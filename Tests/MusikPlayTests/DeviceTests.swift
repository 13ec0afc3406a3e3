import Foundation
import MusikModel
import MusikSoundFile
import Testing

@testable import MusikALSA
@testable import MusikPlay

@Suite("Devices")
struct DeviceTests {
    @Test("The list is printed as text and as JSON, without what nobody hears")
    func list() throws {
        let text = try Built.run(["devices"])
        let json = try Built.run(["devices", "list", "--json"])
        #expect(text.exit == 0 && json.exit == 0)
        let devices = try JSONDecoder().decode([ALSADevice].self, from: Data(json.output.utf8))
        #expect(Set(devices.map(\.name)).isDisjoint(with: ["null", "samplerate"]))
        for device in devices { #expect(text.output.contains(device.name)) }
        #expect(text.output.split(separator: "\n").count == devices.count)
    }

    @Test("The test tones last 3.5 s at -30 dBFS, the left one first, the right one after it")
    func tones() throws {
        let scratch = try Scratch()
        let file = scratch.path + "/tones.wav"
        let result = try Built.run(
            ["devices", "test", "file:" + file, "--data", scratch.path + "/data"])
        #expect(result.exit == 0, "\(result.errors)")
        let analysis = try LoadedTrack(path: file).analysis
        #expect(analysis.frames >= FrameCount(seconds: 3.5, at: .standard))
        #expect(abs(analysis.truePeak.value + 30) < 0.1)
    }

    @Test("No tone is played while a session runs on the same data")
    func duringASession() throws {
        let scratch = try Scratch()
        let folder = try DataFolder(option: scratch.path, environment: [:], currentFolder: "/")
        let lock = try SessionLock.take(folder)
        let result = try Built.run(["devices", "test", "null:", "--data", scratch.path])
        #expect(result.exit == Sysexit.unavailable.rawValue)
        #expect(result.errors.contains("process \(getpid())"))
        withExtendedLifetime(lock) {}
    }

    @Test("A device that isn't there is refused with what to do")
    func missing() throws {
        let scratch = try Scratch()
        let result = try Built.run(["devices", "test", "hw:CARD=Nowhere", "--data", scratch.path])
        #expect(result.exit == Sysexit.unavailable.rawValue)
        #expect(result.errors.contains("musik-play devices"))
    }

    @Test("F48: Who has a busy card open is named")
    func holders() {
        let busy = ALSAError(
            call: "open", code: EBUSY, device: "hw:CARD=Room",
            holders: [DeviceHolder(pid: 812, command: "mpd", holds: "card0/pcm0p")])
        #expect(Failure(busy).problem.contains("in use by mpd (process 812)"))
        #expect(Failure(busy).remedy.hasPrefix("End what uses it"))
        let other = ALSAError(call: "open", code: EBUSY, device: "hw:CARD=Room")
        #expect(!Failure(other).problem.contains("in use"))
    }

    @Test("One side sounds at a time")
    func sides() throws {
        for side in ToneLibrary.Side.allCases {
            let source = try ToneLibrary().open(
                [.init(source: side.source, start: 0, frames: nil)], at: .standard)
            var samples = [Float](repeating: 9, count: 9600)
            let frames = try samples.withUnsafeMutableBufferPointer { try source.read(into: $0) }
            #expect(frames == 4800)
            let peaks = [0, 1].map { channel in
                stride(from: channel, to: samples.count, by: 2).map { abs(samples[$0]) }.max()!
            }
            #expect(peaks[side == .left ? 1 : 0] == 0)
            #expect(abs(peaks[side == .left ? 0 : 1] - ToneLibrary.amplitude) < 0.0001)
        }
    }
}
