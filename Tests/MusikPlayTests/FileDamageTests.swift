import Foundation
import MusikModel
import MusikProgramme
import MusikTestSupport
import Testing

@testable import MusikPlay

@Suite("Damaged files that a session reads")
struct FileDamageTests {
    private static let root = (0..<3).reduce(#filePath) { path, _ in
        (path as NSString).deletingLastPathComponent
    }

    /// Reads 5000 damaged forms of a good file; each is read, or refused with its name and a remedy.
    private func damage(
        _ good: [UInt8], seed: UInt64, named name: String,
        reading: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        try reading(good)
        var random = Generator(seed: seed)
        var (read, refused) = (0, 0)
        for _ in 0..<5000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &random) { random.damage(&bytes) }
            do throws(Failure) {
                try reading(bytes)
                read += 1
            } catch {
                refused += 1
                let isClear =
                    error.exit == .data && error.problem.contains(name) && !error.remedy.isEmpty
                if !isClear { Issue.record("\(error)") }
            }
        }
        print("\(name), seed \(seed): \(read) read, \(refused) refused")
        #expect(read > 0 && refused > 0)
    }

    @Test("An arc drawn by hand")
    func arcs() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/arc.txt"
        let good = "# minute percent\n0 20\n10.5, 40\n30;95\n40\t100\n55 30\n"
        try damage(Array(good.utf8), seed: 0x5EED_0501, named: "arc.txt") {
            (bytes) throws(Failure) in
            #expect(throws: Never.self) { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
            _ = try ArcChoice.file(path).planned()
        }
    }

    @Test("A list of recorded cues")
    func cues() throws {
        let scratch = try Scratch()
        let good = try Data(
            contentsOf: URL(fileURLWithPath: Self.root + "/Samples/cues/en/cues.json"))
        try damage(Array(good), seed: 0x5EED_0502, named: "cues.json") { (bytes) throws(Failure) in
            #expect(throws: Never.self) {
                try Data(bytes).write(to: URL(fileURLWithPath: scratch.path + "/cues.json"))
            }
            _ = try CueManifest(folder: scratch.path)
        }
    }

    @Test("A session's events, to be rendered again")
    func events() throws {
        func line(_ event: String, frame: Int = 0, _ more: String = "") -> String {
            "{\"event\":\"\(event)\",\"utc\":\"x\",\"monotonicNanoseconds\":1,"
                + "\"programmeFrame\":\(frame),\"deliveredFrame\":\(frame)\(more)}\n"
        }
        let programme = String(
            decoding: try JSONEncoder().encode(
                Programme(rate: .standard, clips: [], end: 96_000, openingEnd: 0)), as: UTF8.self)
        let good =
            line("planned", ",\"reason\":\"start\",\"programme\":\(programme)")
            + line("startLevel", ",\"output\":0,\"value\":-6")
            + line("applied", ",\"output\":0,\"command\":\"play\"")
            + line("applied", frame: 512, ",\"output\":0,\"command\":\"level\",\"value\":0.5")
            + line("finished", frame: 96_000, ",\"output\":0") + line("ended", frame: 96_000)
        try damage(Array(good.utf8), seed: 0x5EED_0503, named: "log") { (bytes) throws(Failure) in
            _ = try SessionRecord(Data(bytes), path: "log")
        }
    }
}
