internal import FoundationEssentials
internal import MusikCuration
internal import MusikDigest
internal import MusikModel
internal import MusikRecord
internal import MusikStore

/// What is frozen with a trial's design: what chooses, and what is chosen from.
struct TrialVersions: Codable, Hashable {
    /// The version of the preference model's equations.
    var model: Int
    /// The digest of the objective's weights, by which lists are built.
    var objective: ContentDigest
    /// The prior that patients start from; nil for the vague one.
    var prior: LearntPrior?
    /// The release of the library that lists are built from; nil without music.
    var release: Release?
    /// The digest of all cues that came with the program; nil without cues.
    var cues: ContentDigest?

    /// A release, by name and content.
    struct Release: Codable, Hashable {
        /// Its name in the record.
        var name: String
        /// The digest of its tracks' digests, in their order.
        var content: ContentDigest
    }

    /// What a site has now.
    ///
    /// - Parameters:
    ///   - release: The release that is to be used; nil where no arm has music.
    ///   - hasCues: Whether an arm has recorded cues.
    /// - Throws: 66 where there is no such release.
    init(
        _ store: RecordStore, release name: String?, hasCues: Bool, cues recordings: CueRecordings
    ) throws(Failure) {
        model = PopulationPrior.modelVersion
        objective = try Self.digest(ObjectiveWeights())
        prior = try LearntPrior.standing(in: store)
        release = try name.map { name throws(Failure) in try Release(name, in: store) }
        cues = hasCues ? try recordings.contentDigest() : nil
    }

    /// What of a site is otherwise than was frozen, in words; empty where nothing is.
    func differences(from site: TrialVersions) -> [String] {
        var differences: [String] = []
        if model != site.model {
            differences.append(
                "the preference model is version \(site.model), and \(model) was frozen")
        }
        if objective != site.objective {
            differences.append("the objective's weights are others")
        }
        if let release, release != site.release {
            differences.append(
                "the release “\(release.name)” is missing here, or holds other tracks")
        }
        if cues != site.cues { differences.append("the recorded cues are others") }
        return differences
    }

    fileprivate static func digest(_ value: some Encodable) throws(Failure) -> ContentDigest {
        ContentDigest(bytes: Digester.sha256(Array(try jsonText(value).utf8)))
    }
}

extension TrialVersions.Release {
    /// A release of a record.
    /// - Throws: 66 where the record has none of this name.
    init(_ name: String, in store: RecordStore) throws(Failure) {
        let releases = try recording { () throws(StoreError) in try store.releases() }
        guard releases.contains(where: { $0.name == name }) else {
            throw Failure(
                .noInput, "The library has no release “\(name)”.",
                remedy: "Make one with “musik-play library release \(name)”.")
        }
        var filter = TrackFilter()
        filter.release = name
        let tracks = try recording { [filter] () throws(StoreError) in
            try store.tracks(filter)
        }
        self.name = name
        content = try TrialVersions.digest(tracks.map(\.digest.hex).sorted())
    }
}
