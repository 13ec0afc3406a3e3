internal import MusikALSA
internal import MusikEngine
internal import MusikModel
internal import MusikRealtime
internal import MusikSoundFile

/// The outputs of a session: the headphones first, because they set the pace.
struct SessionOutputs {
    /// One output and whose ears it is for.
    struct Place {
        var purpose: SessionScreenState.Output.Purpose
        var name: OutputName
        var output: any AudioOutput

        /// Whether its frames are due at their moments, rather than whenever they are mixed.
        var keepsTime: Bool {
            switch name {
            case .silent(.times(1)), .device, .file(_, isPaced: true): true
            case .silent, .file: false
            }
        }
    }

    /// The outputs, in order.
    private(set) var places: [Place] = []
    /// Whether there was no card for a demonstration, so that it plays silently.
    private(set) var lacksCard = false

    /// Makes the outputs that are named; in a demonstration without names, the default card, or
    /// paced silence where there is none.
    /// - Throws: 64 for a value that an option of a name doesn't take, 69 for a name that is no
    ///   device's.
    init(_ options: SessionOptions) throws(Failure) {
        if let headphones = options.headphones {
            places.append(try Self.place(.headphones, headphones))
        }
        if let speakers = options.speakers {
            places.append(try Self.place(.speakers, speakers))
        }
        if places.isEmpty {
            lacksCard = !Self.canOpen("default")
            let name: OutputName = lacksCard ? .silent(pace: .times(1)) : .device("default")
            places.append(try Self.place(.headphones, name))
        }
    }

    /// Whether somebody may hear it: then the engine is a process of its own, which goes on whatever
    /// becomes of this one. Silence that runs faster than time, and files, are nobody's music.
    var isHeard: Bool { places.allSatisfy { $0.name.isHeard } }

    /// Whether any output runs on a clock of its own rather than as fast as it may.
    var isAccelerated: Bool {
        places.contains { !$0.keepsTime }
    }

    /// Whether a device opens: tried with a moment of silence.
    private static func canOpen(_ device: String) -> Bool {
        let feed = OutputFeed(ring: MixRing(rate: .standard, aheadSeconds: 1))
        guard let output = try? ALSAOutput(device), (try? output.start(feed)) != nil else {
            return false
        }
        output.stop()
        return true
    }

    private static func place(
        _ purpose: SessionScreenState.Output.Purpose, _ name: OutputName
    ) throws(Failure) -> Place {
        Place(purpose: purpose, name: name, output: try output(name))
    }

    /// Makes the output of a name, not open yet.
    /// - Throws: 64 for a value that an option of a name doesn't take, 69 for a name that is no
    ///   device's, 73 or 77 for a file that can't be made.
    static func output(_ name: OutputName) throws(Failure) -> any AudioOutput {
        switch name {
        case .silent(.times(let speed)): return PacedOutput(name: "\(name)", speed: speed)
        case .silent(.unlimited): return PacedOutput(name: "\(name)", speed: nil)
        case .file(let path, let isPaced):
            try Served.requireNoFile(path)
            try requireCreatable(path)
            return FileOutput(path: path, pace: isPaced ? .paced : .fast)
        case .device(let device):
            try Served.requirePlain(device)
            do throws(ALSAError) {
                return try ALSAOutput(device)
            } catch {
                throw Failure(error)
            }
        }
    }
}
