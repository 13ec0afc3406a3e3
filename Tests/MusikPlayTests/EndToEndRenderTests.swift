import Foundation
import Testing

extension EndToEnd {
    @Suite("Rendered through the program")
    struct RenderTests {
        private static func render(
            _ playlist: String, _ window: String, _ out: String, _ data: String,
            _ more: [String] = []
        ) throws -> Summary {
            let result = try Built.run(
                [
                    "render", "--playlist", playlist, "--window", window, "--json", "--out", out,
                    "--data", data,
                ] + more)
            try #require(result.exit == 0, "\(result.errors)")
            return try JSONDecoder().decode(Summary.self, from: Data(result.output.utf8))
        }

        @Test("55 minutes of samples: every frame there, -23 LUFS, no peak above -1 dBTP")
        func wholeProgramme() throws {
            let scratch = try Scratch()
            let out = scratch.path + "/out.wav"
            let summary = try Self.render(
                "calm-shore", "55m", out, try dataFolder(in: scratch))
            let wave = try Wave(out)
            #expect(summary.frames == 158_400_000 && wave.frames == 158_400_000)
            #expect(wave.rate == 48_000 && wave.channels == 2 && wave.bits == 16)
            #expect(abs(summary.integratedLUFS + 23) < 0.5)
            #expect(summary.truePeakDBTP <= -1)
            #expect(try Wave.digest(out) == summary.pcmSHA256)

            let said = try tool("ffmpeg -nostats -i \(out) -af ebur128=peak=true -f null -")
            let tail = said.components(separatedBy: "Summary:").last ?? ""
            func figure(_ name: String) -> Double? {
                tail.components(separatedBy: name).dropFirst().first?
                    .split(whereSeparator: \.isWhitespace).first.flatMap { Double($0) }
            }
            let loudness = try #require(figure("I:"))
            let peak = try #require(figure("Peak:"))
            #expect(abs(loudness - summary.integratedLUFS) < 0.2)
            #expect(peak <= -0.5)
            print(
                "55 min: \(summary.integratedLUFS) LUFS, \(summary.truePeakDBTP) dBTP;",
                "ffmpeg: \(loudness) LUFS, \(peak) dBTP; \(summary.clips.count) clips")

            #expect(summary.clips.first?.startFrame == 0)
            #expect(summary.clips.last?.endFrame == 158_400_000)
            for (one, next) in zip(summary.clips, summary.clips.dropFirst()) {
                let overlap = one.endFrame - next.startFrame
                #expect((4 * 48_000...12 * 48_000).contains(overlap))
                #expect(one.fadeOutFrames == overlap && next.fadeInFrames == overlap)
            }
        }

        @Test("Rendered twice, a programme has the same bytes")
        func sameBytes() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let digests = try ["a", "b"].map { name in
                let out = "\(scratch.path)/\(name).wav"
                let summary = try Self.render("calm-shore", "12m", out, data)
                #expect(summary.frames == 34_560_000)
                return try tool("sha256sum < \(out)")
            }
            #expect(digests[0] == digests[1])
        }

        @Test("Seven formats and rates in one programme: exact end, no hole, no click")
        func mixedFormats() throws {
            let scratch = try Scratch()
            let folder = scratch.path
            /// 95 s of a sample from a moment on where it is well under way.
            func cut(_ name: String) throws -> String {
                let path = "\(folder)/\(name)-cut.wav"
                try tool(
                    "ffmpeg -nostdin -v error -y -ss 60 -t 95 -i \(sample(name)) "
                        + "-c:a pcm_s24le \(path)")
                return path
            }
            func converted(_ name: String, _ options: String, _ out: String) throws {
                try tool(
                    "ffmpeg -nostdin -v error -y -i \(try cut(name)) \(options) \(folder)/\(out)")
            }
            try converted("tide", "-ar 44100 -ac 1 -c:a pcm_s16le", "mono.wav")
            try converted("slow-rain", "-ar 96000 -sample_fmt s32 -c:a flac", "high.flac")
            try converted("kalimba-shade", "-ar 22050 -c:a pcm_s16le", "low.wav")
            try tool("lame --quiet -V 4 \(folder)/low.wav \(folder)/xing.mp3")
            try converted("harp-at-evening", "-ar 22050 -c:a pcm_s16le", "low2.wav")
            try tool("lame --quiet -t -b 64 \(folder)/low2.wav \(folder)/bare.mp3")
            try tool("oggenc -Q -q 5 -o \(folder)/vorbis.ogg \(try cut("brook"))")
            try tool("opusenc --quiet \(try cut("soft-landing")) \(folder)/opus.opus")
            try converted(
                "glass-garden", "-af 'pan=5.1|FL=FL|FR=FR|FC=0.3*FL+0.3*FR|BL=0.5*FL|BR=0.5*FR'",
                "surround.flac")
            let list = try scratch.file(
                "mixed.m3u8",
                "#EXTM3U\nmono.wav\nhigh.flac\nxing.mp3\nbare.mp3\nvorbis.ogg\nopus.opus\n"
                    + "surround.flac\n")
            let out = folder + "/out.wav"
            let summary = try Self.render(list, "10m", out, try dataFolder(in: scratch))
            let wave = try Wave(out)
            #expect(summary.frames == 28_800_000 && wave.frames == 28_800_000)
            #expect(summary.clips.count == 7)
            #expect(summary.truePeakDBTP <= -1)
            let (quietest, step, peak) = wave.withShorts { shorts in
                var quietest = Double.infinity
                var (step, peak) = (0, 0)
                var last = (0, 0)
                for start in stride(from: 0, to: wave.frames, by: 24_000) {
                    var energy = 0.0
                    for frame in start..<start + 24_000 {
                        let (left, right) = (Int(shorts[2 * frame]), Int(shorts[2 * frame + 1]))
                        energy += Double(left * left + right * right)
                        peak = max(peak, abs(left), abs(right))
                        step = max(step, abs(left - last.0), abs(right - last.1))
                        last = (left, right)
                    }
                    // The first and last halves of a second are within the fades.
                    guard start > 0, start + 24_000 < wave.frames else { continue }
                    quietest = min(quietest, 10 * log10(energy / 48_000 / 32_768 / 32_768))
                }
                return (quietest, Double(step) / 32_768, Double(peak) / 32_768)
            }
            print(
                "mixed: quietest half second \(quietest) dBFS, largest step \(step), peak \(peak),",
                "\(summary.integratedLUFS) LUFS,",
                summary.clips.map { "\(($0.endFrame - $0.startFrame) / 48_000) s" })
            #expect(quietest > -70)
            #expect(step < 0.35 && peak < 0.9)
        }
    }
}
