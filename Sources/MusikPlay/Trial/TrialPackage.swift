internal import FoundationEssentials
internal import MusikDigest
internal import MusikModel
internal import MusikRecord
internal import MusikSeal
internal import MusikTrial

/// What a site gets to take part in a trial: the design, what is frozen with it, the commitment, and
/// the site's own draws, each sealed by itself. Without the key on the site's medium it tells nothing
/// of any arm.
struct TrialPackage: Codable, Hashable {
    /// The package's form.
    var format = 1
    /// The site's code.
    var site: String
    /// The design, as it was signed.
    var design: String
    /// What is frozen with it.
    var versions: String
    /// The SHA-256 that commits to the seed.
    var commitment: ContentDigest
    /// The SHA-256 of the site's key, by which a medium is recognised.
    var key: ContentDigest
    /// The sealed draws in their order, as hexadecimal digits, all of one length.
    var draws: [String]

    /// The most bytes of a package.
    static let mostBytes = 20_000_000

    /// Seals a site's draws.
    ///
    /// - Parameter text: the design as it was signed.
    init(
        _ site: TrialSite, of design: TrialDesign, text: String, versions: String,
        secret: TrialSecret, key: SealKey
    ) {
        self.site = site.code
        self.design = text
        self.versions = versions
        commitment = Self.commitment(secret, design: text, versions: versions)
        self.key = ContentDigest(bytes: Digester.sha256(key.bytes))
        let context = Self.context(design.name, site.code)
        draws = (1...site.draws).map { number in
            key.seal(
                secret.draw(number, at: site.code).bytes, number: UInt64(number), context: context
            ).hexText
        }
    }

    /// What is published before the first allocation: it binds the seed to design and versions.
    static func commitment(
        _ secret: TrialSecret, design: String, versions: String
    ) -> ContentDigest {
        ContentDigest(
            bytes: Digester.sha256(
                secret.commitment(to: Array((design + "\n" + versions).utf8))))
    }

    private static func context(_ trial: String, _ site: String) -> [UInt8] {
        Array("\(trial) \(site)".utf8)
    }

    /// Opens the draw of a number.
    /// - Throws: 65 where the key doesn't open it.
    func draw(_ number: Int, by key: SealKey) throws(Failure) -> TrialDraw {
        let context = Self.context(try parsedDesign().name, site)
        guard draws.indices.contains(number - 1) else {
            throw Failure(
                .data, "The package holds \(draws.count) draws, and all are used.",
                remedy: "The trial has more participants than were planned: it needs an amendment.")
        }
        let opened = [UInt8](hexText: draws[number - 1]).flatMap {
            key.open($0, number: UInt64(number), context: context)
        }
        guard let opened, let draw = TrialDraw(opened) else {
            throw Failure(
                .data, "Draw \(number) can't be opened: it was changed, or the key is another.",
                remedy: "Keep everything as it is, and tell whoever made the package.")
        }
        return draw
    }

    /// The design as a value.
    func parsedDesign() throws(Failure) -> TrialDesign {
        try TrialDesign.read(Data(design.utf8), from: "the package")
    }

    /// What is frozen, as a value.
    func parsedVersions() throws(Failure) -> TrialVersions {
        try decodedJSON(
            TrialVersions.self, Data(versions.utf8), "the package's versions",
            remedy: "Ask for the package again.")
    }

    /// Reads a package's bytes.
    static func read(_ data: Data, from path: String) throws(Failure) -> TrialPackage {
        let package = try decodedJSON(
            TrialPackage.self, data, path, remedy: "Ask for the package again.")
        guard package.format == 1 else {
            throw Failure(
                .configuration, "\(path) has form \(package.format), and this version knows 1.",
                remedy: "Install the version that made it.")
        }
        let lengths = Set(package.draws.map(\.utf8.count))
        guard lengths == [2 * (TrialDraw.length + SealKey.overhead)] else {
            throw Failure(.data, "\(path) holds no draws of a site.", remedy: "Ask for it again.")
        }
        return package
    }
}

extension TrialDesign {
    /// Reads a design, and makes sure that it can be used.
    /// - Throws: 65 with what is wrong.
    static func read(_ data: Data, from path: String) throws(Failure) -> TrialDesign {
        let design = try decodedJSON(
            TrialDesign.self, data, path,
            remedy: "“musik-play trial --help” shows a whole design.")
        if let problem = design.problem {
            throw Failure(.data, "\(path): \(problem.sentence)", remedy: problem.remedy)
        }
        if let arm = design.arms.first(where: { SupportArm(rawValue: $0.name) == nil }) {
            let known = SupportArm.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(
                .data, "\(path): there is no programme “\(arm.name)”.",
                remedy: "Arms are \(known).")
        }
        if let site = design.sites.first(where: { SiteCode($0.code) == nil }) {
            throw Failure(
                .data, "\(path): “\(site.code)” is not \(SiteCode.form).",
                remedy: "Give each site its code.")
        }
        return design
    }
}
