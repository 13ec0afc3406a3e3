import Foundation
import Testing

extension EndToEnd {
    @Suite("With a site's own recordings")
    struct CueTests {
        @Test("They are heard in every cue programme and in its rendering; what is missing is said")
        func everywhere() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let (own, shipped) = (data + "/cues/en", root + "/Samples/cues/en")
            try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
            let script = try String(contentsOfFile: shipped + "/cues.json", encoding: .utf8)
            try script.replacingOccurrences(of: "\"placeholder\"", with: "\"site\"")
                .write(toFile: own + "/cues.json", atomically: true, encoding: .utf8)
            func rehearse(_ name: String) throws -> (said: String, heard: [String]) {
                let log = "\(scratch.path)/\(name).jsonl"
                let result = try Built.run([
                    "session", "--rehearsal", "--unattended", "--arm", "cues", "--language", "en",
                    "--window", "20m", "--headphones", "null:?speed=max", "--events", log,
                    "--data", data,
                ])
                #expect(result.exit == 0, "\(result.errors)")
                let clips = try events(log).first?.programme?.clips ?? []
                return (result.errors, clips.map(\.source.path).filter { !$0.contains("bell.") })
            }
            let before = try rehearse("before")
            #expect(before.said.contains("The spoken cues are placeholders"))
            #expect(before.heard.allSatisfy { $0.hasPrefix(shipped) })

            for file in Set(before.heard) where !file.hasSuffix("/closing.opus") {
                let name = (file as NSString).lastPathComponent
                try FileManager.default.copyItem(atPath: file, toPath: "\(own)/\(name)")
            }
            let after = try rehearse("after")
            #expect(after.said.contains("Placeholders made by a machine speak: "))
            #expect(!after.said.contains("The spoken cues are placeholders"))
            #expect(after.heard.filter { $0.hasPrefix(shipped) } == [shipped + "/closing.opus"])
            #expect(after.heard.dropLast().allSatisfy { $0.hasPrefix(own) })

            let render = try Built.run([
                "render", "--playlist", "cues-breath-en", "--window", "5m", "--json", "--out",
                scratch.path + "/out.wav", "--data", data,
            ])
            let summary = try JSONDecoder().decode(Summary.self, from: Data(render.output.utf8))
            #expect(summary.clips.contains { $0.path.hasPrefix(own) })
        }
    }
}
