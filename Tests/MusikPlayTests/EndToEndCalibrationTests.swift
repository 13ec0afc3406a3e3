import Foundation
import MusikModel
import Testing

@testable import MusikPlay

extension EndToEnd {
    /// An output whose sound level was measured: its ceiling in a session, its dose in the report.
    @Suite("Measured outputs")
    struct CalibrationTests {
        private let scratch: Scratch
        private let data: String
        private static let device = "null:?speed=20"

        init() throws {
            scratch = try Scratch()
            data = try dataFolder(in: scratch)
            try run("init", "--site", "MTL1", "--rehearsal")
            try run("patient", "add", "M01-001", "--language", "fr")
            try run("course", "start", "M01-001", "--from", "2026-11-23")
        }

        @discardableResult
        private func run(_ arguments: String..., exits code: Int32 = 0) throws -> Built.Result {
            let result = try Built.run(
                arguments, in: root, environment: ["MUSIK_DATA": data, "MUSIK_AS": "NB"])
            #expect(result.exit == code, "\(arguments): \(result.errors) \(result.output)")
            return result
        }

        private func calibrate(_ device: String = device, ceiling: String) throws {
            try run(
                "settings", "calibrate", device, "--output", "headphones", "--reading", "80",
                "--ceiling", ceiling, "--reason", "commissioning")
        }

        /// A session of a minute in which somebody asks for more at every chance; its events.
        private func session(_ answers: [String: Any] = [:]) throws -> [SessionEventLine] {
            var all: [String: Any] = [
                "intentions.text": "to rest", "gate.systolic": 128, "gate.diastolic": 82,
                "gate.isStable": true, "gate.isReady": true, "gate.consents": true,
                "debrief.ease": 70, "discharge.isReady": true, "discharge.isStable": true,
                "discharge.isReminded": true,
            ]
            all.merge(answers) { $1 }
            let keys: [(Double, String)] = [
                (0, "\r"), (1, "b12882\r"), (10, "++++++++++"), (41, "j"), (42, "b12080\r"),
            ]
            let object: [String: Any] = [
                "answers": all, "keys": keys.map { ["at": $0.0, "keys": $0.1] },
            ]
            let file = scratch.path + "/answers.json"
            try JSONSerialization.data(withJSONObject: object).write(to: URL(fileURLWithPath: file))
            let log = scratch.path + "/events.jsonl"
            try? FileManager.default.removeItem(atPath: log)
            try run(
                "session", "M01-001", "--arm", "music", "--window", "1m", "--infusion", "40s",
                "--arc", "flat", "--headphones", Self.device, "--answers", file, "--events", log)
            return try Data(contentsOf: URL(fileURLWithPath: log)).split(separator: 10).map {
                try JSONDecoder().decode(SessionEventLine.self, from: Data($0))
            }
        }

        @Test(
            "No key and no comfort passes a ceiling, and the report states the dose in both languages"
        )
        func ceiling() throws {
            // The noise is 30 dB below full scale: 110 dBA.
            try calibrate(ceiling: "60")
            let lines = try session()
            let levels =
                lines.filter { $0.event == "startLevel" }.compactMap(\.value)
                + lines.filter { $0.event == "applied" && $0.command == "level" }
                .compactMap { $0.value.map { Decibels(amplitude: $0).value } }
            #expect(!levels.isEmpty)
            // The programme is brought to -23 LUFS: it needs to come down by more than 27 dB.
            #expect(levels.allSatisfy { $0 < -27 }, "\(levels)")
            let last = try #require(lines.last { $0.event == "exposure" })
            let exposure = try #require(last.exposure)
            let calibration = try #require(last.calibration)
            #expect(calibration.fullScale == 110 && calibration.ceiling == 60)
            let percent = SoundDose.percent(
                exposure: exposure.heard(.eachEar), fullScale: calibration.fullScale)
            // A minute below 60 dBA is less than this; and it was not silent.
            #expect(percent > 0 && percent < 0.01 / 60 * 2.5)
            print("dose of the minute: \(percent) %, levels \(levels)")
            let english = try run("report", "M01-001-S01", "--language", "en").output
            #expect(english.contains("Sound dose: per cent"))
            #expect(english.contains(decimal(percent, 5) + " %"))
            let french = try run("report", "M01-001-S01", "--language", "fr").output
                .replacing("\u{A0}", with: " ")
            #expect(french.contains("Dose sonore : pour cent"))
            #expect(french.contains(decimal(percent, 5, .french) + " %"))
        }

        @Test("Louder is at most the ceiling where comfort is tried")
        func comfort() throws {
            try calibrate(ceiling: "70")
            let lines = try session()
            let start = try #require(lines.first { $0.event == "startLevel" }?.value)
            #expect(start < -17)
        }

        @Test(
            "Without a measurement nothing is limited, and the report says that the dose isn't known"
        )
        func unmeasured() throws {
            let lines = try session()
            #expect(lines.contains { $0.event == "exposure" && $0.calibration == nil })
            #expect(lines.contains { $0.event == "applied" && $0.command == "level" })
            let english = try run("report", "M01-001-S01", "--language", "en").output
            #expect(english.contains("not known: not measured"))
            let french = try run("report", "M01-001-S01", "--language", "fr").output
                .replacing("\u{A0}", with: " ")
            #expect(french.contains("inconnue : non mesurée"))
        }

        @Test("What was measured is shown by settings, devices and doctor, with who and when")
        func shown() throws {
            try calibrate(ceiling: "82.5")
            for command in [["settings"], ["devices"], ["doctor"]] {
                let result = try Built.run(
                    command, in: root, environment: ["MUSIK_DATA": data, "MUSIK_AS": "NB"])
                #expect(
                    result.output.contains(
                        "headphones null:?speed=20: 110.0 dBA at full scale, at most 82.5 dBA; NB, 20"
                    ),
                    "\(command): \(result.output)")
            }
            try run(
                "settings", "calibrate", Self.device, "--output", "headphones", "--forget",
                "--reason", "another device")
            #expect(try !run("settings").output.contains("measured"))
            let doctor = try Built.run(["doctor"], in: root, environment: ["MUSIK_DATA": data])
            #expect(doctor.output.contains("no output was measured"))
        }

        @Test("A card is measured and used with one volume, and impossible figures are refused")
        func refused() throws {
            try run(
                "settings", "calibrate", "hw:CARD=x", "--output", "headphones", "--reading", "80",
                "--ceiling", "80", "--reason", "x", exits: 64)
            try run(
                "settings", "calibrate", Self.device, "--output", "headphones", "--reading", "80",
                "--ceiling", "101", "--reason", "x", exits: 64)
            try calibrate("hw:x,0?volume=-12", ceiling: "80")
            let result = try run(
                "session", "--rehearsal", "--unattended", "--window", "20s", "--headphones",
                "hw:CARD=x,DEV=0?volume=-6", exits: 64)
            #expect(result.errors.contains("another volume"))
            #expect(result.errors.contains("hw:CARD=x,DEV=0?volume=-12"))
        }
    }

    /// The noise that outputs are measured with.
    @Suite("Calibration noise")
    struct CalibrationNoiseTests {
        @Test("Each channel's A-weighted mean square is that stated, and the peak leaves room")
        func level() {
            let noise = CalibrationNoise().frames
            #expect(noise.count == 96_000)
            #expect(noise.allSatisfy { abs($0) < 0.5 })
            for channel in 0..<2 {
                // The mean square of each whole number of hertz, by a plain transform of what is there.
                var weighted = 0.0
                let samples = (0..<48_000).map { Double(noise[2 * $0 + channel]) }
                var square = 0.0
                for tone in (0..<92).map({ (60 * pow(2, Double($0) / 12)).rounded() }) {
                    var (real, imaginary) = (0.0, 0.0)
                    for (frame, sample) in samples.enumerated() {
                        let turn = 2 * Double.pi * tone * Double(frame) / 48_000
                        real += sample * cos(turn)
                        imaginary += sample * sin(turn)
                    }
                    let power = 2 * (real * real + imaginary * imaginary) / (48_000 * 48_000)
                    square += power
                    weighted += power * Decibels(AWeighting.decibels(at: tone)).power
                }
                #expect(abs(Decibels(power: weighted).value - CalibrationNoise.level.value) < 0.01)
                // Nothing is in it beside these tones.
                let mean = samples.reduce(0) { $0 + $1 * $1 } / 48_000
                #expect(abs(mean - square) < square * 0.001)
            }
        }
    }
}
