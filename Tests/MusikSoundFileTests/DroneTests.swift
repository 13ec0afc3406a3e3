import CEbur128
import MusikEngine
import MusikModel
import MusikRealtime
import Testing

@Suite("What stands in for music")
struct DroneTests {
    @Test(
        "has the landing bed's loudness, -35 LUFS, at any rate",
        arguments: [44_100, 48_000, 96_000])
    func loudness(rate: Int) throws {
        let drone = BedSound.drone(at: try #require(SampleRate(hertz: rate)))
        var state = ebur128_init(2, UInt(rate), Int32(EBUR128_MODE_I.rawValue))
        defer { ebur128_destroy(&state) }
        drone.withMemory { bytes in
            let samples = bytes.bindMemory(to: Float.self)
            for _ in 0..<3 {
                #expect(
                    ebur128_add_frames_float(state, samples.baseAddress!, samples.count / 2) == 0)
            }
        }
        var loudness = 0.0
        #expect(ebur128_loudness_global(state, &loudness) == 0)
        print("the drone at \(rate) Hz: \(loudness) LUFS")
        #expect(abs(loudness + 35) < 0.2)
    }
}
