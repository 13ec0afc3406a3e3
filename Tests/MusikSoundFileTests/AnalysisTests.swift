import CEbur128
import Foundation
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikSoundFile

/// Measurements against other meters, and their keeping.
struct AnalysisTests {
    /// ffmpeg's ebur128: integrated loudness, range, true peak.
    private func reference(_ path: String) throws -> (Double, Double, Double) {
        let output = try run(
            "ffmpeg",
            ["-hide_banner", "-nostats", "-i", path, "-af", "ebur128=peak=true", "-f", "null", "-"])
        let summary = output.components(separatedBy: "Summary:").last ?? ""
        func value(_ name: String) throws -> Double {
            let line = try #require(
                summary.split(separator: "\n").first {
                    $0.trimmingCharacters(in: .whitespaces).hasPrefix(name)
                })
            let words = line.split(separator: " ")
            return try #require(Double(words[1]))
        }
        return (try value("I:"), try value("LRA:"), try value("Peak:"))
    }

    /// 40 s of swelling noise in two channels, from quiet to loud.
    private func swelling(rate: Int, seed: UInt64) -> [Int16] {
        var random = Generator(seed: seed)
        return (0..<40 * rate).flatMap { frame -> [Int16] in
            let time = Double(frame) / Double(rate)
            let gain = pow(10, (-36 + 24 * sin(time / 6)) / 20)
            return (0..<2).map { _ in
                Int16(Double.random(in: -1...1, using: &random) * gain * 32_767)
            }
        }
    }

    @Test("Loudness and range agree with ffmpeg's meter", arguments: [44_100, 48_000, 96_000])
    func loudness(_ rate: Int) throws {
        let folder = try Folder()
        let path = try folder.write(wave(swelling(rate: rate, seed: 3), rate: rate), "in.wav")
        let analysis = try LoadedTrack(path: path).analysis
        let (integrated, range, peak) = try reference(path)
        print(
            "\(rate): \(analysis.integrated.value) LUFS (\(integrated)), \(analysis.loudnessRange)"
                + " LU (\(range)), \(analysis.truePeak.value) dBTP (\(peak))")
        #expect(abs(analysis.integrated.value - integrated) <= 0.1)
        #expect(abs(analysis.loudnessRange - range) <= 0.25)
        // Noise up to half the rate is where true-peak meters differ most.
        #expect(abs(analysis.truePeak.value - peak) <= 1.5)
        #expect(analysis.blocks.count == 400)
    }

    @Test("True peak agrees with libebur128's, also where it lies between the samples")
    func truePeak() throws {
        let rate = 48_000
        let tone = (0..<rate).flatMap { frame -> [Int16] in
            // A quarter of the rate, sampled 45 degrees off its crests: 3 dB above the samples.
            let value = sin(2 * .pi * (0.25 * Double(frame) + 0.125)) * 20_000
            return [Int16(value.rounded()), Int16((value / 2).rounded())]
        }
        for samples in [tone, music(frames: 200_000, rate: rate)] {
            let file = wave(samples, rate: rate)
            let analysis = try LoadedTrack(SoundFileBytes(file, path: "t")).analysis
            var state = ebur128_init(2, UInt(rate), Int32(EBUR128_MODE_TRUE_PEAK.rawValue))
            #expect(ebur128_add_frames_short(state, samples, samples.count / 2) == 0)
            var peaks = [0.0, 0.0]
            #expect(ebur128_true_peak(state, 0, &peaks[0]) == 0)
            #expect(ebur128_true_peak(state, 1, &peaks[1]) == 0)
            ebur128_destroy(&state)
            let reference = Decibels(amplitude: peaks.max()!).value
            print("true peak \(analysis.truePeak.value) dBTP, libebur128 \(reference)")
            #expect(abs(analysis.truePeak.value - reference) < 0.15)
        }
    }

    @Test("Block loudness follows the sound, over any range and for the last piece of a block")
    func blocks() throws {
        // 1 kHz at -20 dBFS in both channels is -20 + 0.691 - 0.691 + 3.01 - 3.01 dB: -20 LUFS
        // (ITU-R BS.1770-4: a 0 dBFS 997 Hz sine in one channel reads -3.01 LKFS).
        let rate = 44_100
        let tone = (0..<rate * 3 + 2_000).flatMap { frame -> [Int16] in
            let gain = frame < rate ? 0 : frame < 2 * rate ? 0.1 : 0.01
            let value = sin(2 * .pi * 997 * Double(frame) / Double(rate)) * gain * 32_767
            return [Int16(value.rounded()), Int16(value.rounded())]
        }
        let analysis = try LoadedTrack(SoundFileBytes(wave(tone), path: "t")).analysis
        #expect(analysis.blocks.count == 31)
        #expect(analysis.blocks[..<10].allSatisfy { $0 == TrackAnalysis.silentBlock })
        for block in 12..<20 { #expect(abs(Int(analysis.blocks[block]) + 2_000) <= 5) }
        for block in 23..<31 { #expect(abs(Int(analysis.blocks[block]) + 4_000) <= 12) }
        #expect(abs(analysis.loudness(from: 1.2, to: 2).value + 20) < 0.05)
        #expect(analysis.loudness(from: 0, to: 1).value == -.infinity)
    }

    @Test("Silence has no loudness and no peak")
    func silence() throws {
        let analysis = try LoadedTrack(
            SoundFileBytes(wave([Int16](repeating: 0, count: 100_000)), path: "s")
        ).analysis
        #expect(analysis.integrated.value == -.infinity)
        #expect(analysis.truePeak.value == -.infinity)
        #expect(analysis.loudnessRange == 0)
    }

    @Test("F32: ReplayGain tags change nothing")
    func tags() throws {
        let folder = try Folder()
        let wav = try folder.write(wave(music(frames: 60_000)), "in.wav")
        let plain = try Codec.flac.encode(wav, in: folder, as: "plain")
        let tagged = try Codec.flac.encode(
            wav, in: folder, as: "tagged",
            arguments: [
                "-T", "REPLAYGAIN_TRACK_GAIN=-12.00 dB", "-T", "REPLAYGAIN_TRACK_PEAK=3.5",
            ])
        let first = try LoadedTrack(path: plain)
        let second = try LoadedTrack(path: tagged)
        #expect(try samples(first) == samples(second))
        #expect(first.analysis.truePeak == second.analysis.truePeak)
        #expect(first.analysis.integrated == second.analysis.integrated)
        let opus = try Codec.opus.encode(wav, in: folder, as: "plain")
        let gained = try Codec.opus.encode(
            wav, in: folder, as: "gained", arguments: ["--comment", "R128_TRACK_GAIN=-3000"])
        #expect(
            try samples(LoadedTrack(path: opus)) == samples(LoadedTrack(path: gained)))
        let mp3 = try Codec.mp3.encode(wav, in: folder, as: "plain")
        let described = try Codec.mp3.encode(
            wav, in: folder, as: "described",
            arguments: ["--add-id3v2", "--tt", "x", "--tv", "TXXX=replaygain_track_gain=-12 dB"])
        #expect(
            try samples(LoadedTrack(path: mp3)) == samples(LoadedTrack(path: described)))
    }

    @Test("An analysis is kept by digest, and made anew when it is damaged or of another version")
    func store() throws {
        let folder = try Folder()
        let store = AnalysisStore(folder: folder.file("data/analysis"))
        let bytes = try SoundFileBytes(wave(music(frames: 50_000)), path: "a")
        #expect(store.analysis(of: bytes.digest) == nil)
        let analysis = try LoadedTrack(bytes, store: store).analysis
        #expect(store.failure == nil)
        #expect(store.analysis(of: bytes.digest) == analysis)
        let hex = bytes.digest.hex
        let path = folder.file("data/analysis/\(hex.prefix(2))/\(hex).json")
        let good = try String(contentsOfFile: path, encoding: .utf8)
        // Nothing but the entry is left in the folder.
        #expect(
            try FileManager.default.contentsOfDirectory(
                atPath: folder.file("data/analysis/\(hex.prefix(2))")) == ["\(hex).json"])
        var random = Generator(seed: 9)
        var changed = 0
        for round in 0..<60 {
            var letters = Array(good.utf8)
            if round < 10 {
                letters.removeLast(Int.random(in: 1..<letters.count, using: &random))
            } else {
                let point = Int.random(in: 0..<letters.count, using: &random)
                letters[point] = UInt8.random(in: 48...57, using: &random)
            }
            try Data(letters).write(to: URL(fileURLWithPath: path))
            // Nothing else than the truth ever comes back.
            if let found = store.analysis(of: bytes.digest) {
                #expect(found == analysis)
            } else {
                changed += 1
                #expect(try LoadedTrack(bytes, store: store).analysis == analysis)
                #expect(store.analysis(of: bytes.digest) == analysis)
            }
        }
        print("\(changed) of 60 damaged entries made anew")
        #expect(changed > 40)
        let other = good.replacingOccurrences(
            of: "\"version\":\(SoundFileAnalyser.version)", with: "\"version\":999")
        #expect(other != good)
        try other.write(toFile: path, atomically: false, encoding: .utf8)
        #expect(store.analysis(of: bytes.digest) == nil)
    }

    @Test("A known file isn't decoded again: only its digest counts")
    func known() throws {
        let folder = try Folder()
        let store = AnalysisStore(folder: folder.path)
        let bytes = try SoundFileBytes(wave(music(frames: 50_000)), path: "a")
        var figures = try SoundFileAnalyser.analyse(bytes)
        figures.analysis.integrated = -12.5
        store.keep(figures)
        #expect(try LoadedTrack(bytes, store: store).analysis.integrated == -12.5)
    }

    @Test("A store that can't be written says so and stops nobody")
    func unwritable() throws {
        let folder = try Folder()
        let store = AnalysisStore(folder: try folder.write([1], "file") + "/analysis")
        _ = try LoadedTrack(SoundFileBytes(wave(music(frames: 5_000)), path: "a"), store: store)
        guard case .unwritable = store.failure?.reason else {
            Issue.record("\(String(describing: store.failure))")
            return
        }
    }

    @Test("A scan keeps the order, counts its progress and can be called off")
    func scan() throws {
        let folder = try Folder()
        var paths: [String] = []
        for index in 0..<12 {
            paths.append(
                try folder.write(wave(music(frames: 5_000 + index)), "\(index).wav"))
        }
        paths.insert(folder.file("missing.wav"), at: 5)
        let counts = Counts()
        let outcomes = SoundFileScan(store: nil).run(paths) { counts.add($0, $1) }
        #expect(counts.all == (1...13).map { [$0, 13] })
        for (index, outcome) in outcomes.enumerated() {
            switch outcome {
            case .success(let track): #expect(track.path == paths[index] && index != 5)
            case .failure(let error): #expect(error.reason == .missing && index == 5)
            }
        }
        let cancelled = SoundFileScan(store: nil, workers: 2)
        let later = cancelled.run(paths) { done, _ in if done == 3 { cancelled.cancel() } }
        let ends = later.filter {
            if case .failure(let error) = $0 { error.reason == .cancelled } else { false }
        }
        #expect(ends.count >= 8 && later.count == 13)
    }

    private final class Counts: @unchecked Sendable {
        // The scan calls it from one thread at a time.
        var all: [[Int]] = []
        func add(_ done: Int, _ total: Int) { all.append([done, total]) }
    }
}
