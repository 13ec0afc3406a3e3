import Foundation

/// A folder of simulated cards, and what points a program to it; see Tests/SimulatedCard.
struct SimulatedCards {
    let scratch: Scratch
    let environment: [String: String]
    private static let libraries =
        (Built.path as NSString).deletingLastPathComponent

    /// - Parameters:
    ///   - cards: what each is like, by its id.
    ///   - speed: how many times as fast time passes in the program.
    ///   - scratch: where the folder is made; nil for a place of its own, in memory: what a card
    ///     keeps on a disk is written back now and then, and its page is missing after that.
    init(_ cards: [String: String], speed: Int, in scratch: Scratch? = nil) throws {
        let memory = try? FileManager.default.attributesOfFileSystem(forPath: "/dev/shm")
        let hasRoom = (memory?[.systemFreeSize] as? NSNumber)?.int64Value ?? 0 > 1 << 30
        let scratch = try scratch ?? Scratch(in: hasRoom ? "/dev/shm" : "/tmp")
        self.scratch = scratch
        let folder = scratch.path + "/cards"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false)
        for (name, about) in cards {
            _ = try scratch.file("cards/\(name).conf", about + "\n")
        }
        let card = Self.libraries + "/libSimulatedCard.so"
        let configuration = try scratch.file(
            "asound.conf",
            """
            </usr/share/alsa/alsa.conf>
            simulated_cards "\(folder)"
            pcm_type.hw { lib "\(card)" open "_snd_pcm_simulated_open" }
            ctl_type.hw { lib "\(card)" open "_snd_ctl_simulated_open" }
            """)
        let faster = [
            "SIMULATED_SPEED": "\(speed)",
            "LD_PRELOAD": Self.libraries + "/libSimulatedTime.so",
        ]
        environment = ["ALSA_CONFIG_PATH": configuration].merging(speed == 1 ? [:] : faster) { $1 }
    }

    /// The stretches that a card played, by its index: the first frame of each in the record, its
    /// moment in nanoseconds, how many frames it has.
    func stretches(_ name: String) throws -> [(frame: Int, moment: Double, count: Int)] {
        try String(contentsOfFile: "\(scratch.path)/cards/\(name).index", encoding: .utf8)
            .split(separator: "\n").compactMap { line in
                let parts = line.split(separator: " ").prefix(3).compactMap { Double($0) }
                guard parts.count == 3, parts[2] > 0 else { return nil }
                return (Int(parts[0]), parts[1], Int(parts[2]))
            }
    }

    /// The stereo frames that a card played, as 16-bit numbers.
    func record(_ name: String) throws -> [Int16] {
        let data = try Data(
            contentsOf: URL(fileURLWithPath: "\(scratch.path)/cards/\(name).raw"))
        return data.withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }
    }

    /// When a card played a frame, in nanoseconds, between two lines of its index.
    func moment(_ name: String, frame: Int) throws -> Double {
        var before: (frame: Int, moment: Double, count: Int)?
        for stretch in try stretches(name) {
            if let before, stretch.frame > frame {
                let share = Double(frame - before.frame) / Double(stretch.frame - before.frame)
                return before.moment + share * (stretch.moment - before.moment)
            }
            before = stretch
        }
        throw EndToEnd.ToolFailed(description: "\(name) has no frame \(frame)")
    }

    /// Where in a card's record a rendering begins, as the place of its first sample, found by its
    /// first sound; nil where it isn't in it.
    static func start(
        of programme: some RandomAccessCollection<Int16>, in record: [Int16]
    ) -> Int? {
        let programme = Array(programme)
        let frames = stride(from: 0, to: programme.count - 128, by: 2)
        guard let loud = frames.first(where: { abs(Int(programme[$0])) > 300 }) else { return nil }
        let key = programme[loud..<loud + 128]
        let found = stride(from: 0, to: record.count - 128, by: 2).first {
            record[$0] == programme[loud] && record[$0..<$0 + 128].elementsEqual(key)
        }
        return found.map { $0 - loud }
    }

    /// Adds lines to a card's script.
    func script(_ name: String, _ lines: [String]) throws {
        _ = try scratch.file("cards/\(name).script", lines.joined(separator: "\n") + "\n")
    }
}
