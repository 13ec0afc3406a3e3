internal import FoundationEssentials
internal import MusikModel
internal import MusikProgramme
internal import MusikSoundFile

extension PlanRequest {
    /// The request that a playlist's material makes, before any option.
    ///
    /// - Parameter store: keeps measured correlations; none in a session, whose later plans must
    ///   not wait for a disk.
    init(
        _ material: ProgrammeMaterial, document: PlaylistDocument, window: Window,
        rate: SampleRate, store: AnalysisStore? = nil
    ) {
        self.init(main: material.main, reserve: material.reserve, window: window)
        self.rate = rate
        arm = document.arm
        if let opening = material.opening { self.opening = .recorded(opening) }
        if let bed = material.bed { self.bed = LandingBed(track: bed) }
        if document.arm == .cues {
            // A list that cycles and has no quiet goes on without a cue that can't be played.
            let isOrdered = document.isFixed || !document.entries(.quiet).isEmpty
            var parameters = CueParameters(
                moments: isOrdered ? material.moments : material.main.map { .cue($0) },
                closing: material.closing, bell: material.bell)
            parameters.cycles = !document.isFixed
            if let spacing = document.spacingSeconds { parameters.spacingSeconds = spacing }
            cues = parameters
            main = []
        }
        correlation = material.correlationMeter(at: rate, store: store)
    }
}

extension OpeningChoice {
    /// The recorded exercise that is meant, by its name; nil where none is heard.
    func exercise(in document: PlaylistDocument) -> String? {
        switch self {
        case .none, .live: nil
        case .recorded: document.opening ?? "opening"
        case .named(let name): name
        }
    }
}

extension OverlapChoice {
    /// The planner's word for it.
    var planned: PlanRequest.Overlap {
        switch self {
        case .none: .fixed(0)
        case .within(let range) where range.lowerBound == range.upperBound:
            .fixed(range.lowerBound.seconds)
        case .within(let range): .fitted(range.lowerBound.seconds...range.upperBound.seconds)
        }
    }
}

extension LoudnessChoice {
    /// The target; nil where loudness is left alone.
    var target: Decibels? {
        switch self {
        case .off: nil
        case .target(let level): level
        }
    }
}

extension ArcChoice {
    /// The arc, its file read.
    /// - Throws: 66 where the file can't be read, 65 where it holds no curve.
    func planned() throws(Failure) -> IntensityArc {
        switch self {
        case .flat: return IntensityArc(.flat)
        case .domino: return IntensityArc(.domino)
        case .clements: return IntensityArc(.clements)
        case .file(let path): return IntensityArc(.drawn(try Self.points(in: path)))
        }
    }

    /// Reads a curve: one `minute value` pair a line, minutes rising, values 0 to 100; `#` begins a
    /// remark.
    private static func points(in path: String) throws(Failure) -> [IntensityArc.Point] {
        let data = try NamedFile(path).read(as: "the arc", most: 1_000_000)
        var points: [IntensityArc.Point] = []
        let lines = String(decoding: data, as: UTF8.self)
            .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (number, line) in lines.enumerated() {
            let fields = line.prefix { $0 != "#" }
                .split { $0 == " " || $0 == "\t" || $0 == "," || $0 == ";" }
            if fields.isEmpty { continue }
            guard fields.count == 2, let minute = Double(fields[0]), let value = Double(fields[1]),
                minute >= 0, (0...100).contains(value), minute > points.last?.minute ?? -1
            else {
                throw Failure(
                    .data, "\(path), line \(number + 1): this is no point of a curve.",
                    remedy: "Write a minute and a value from 0 to 100 on each line, minutes rising."
                )
            }
            points.append(IntensityArc.Point(minute: minute, value: value))
        }
        guard points.count >= 2 else {
            throw Failure(
                .data, "\(path) holds \(counted(points.count, "point", "points")) of a curve.",
                remedy: "Give at least two lines such as “0 20” and “40 100”.")
        }
        return points
    }
}
