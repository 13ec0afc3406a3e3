internal import FoundationEssentials
internal import Glibc
internal import MusikDigest
public import MusikModel
internal import Synchronization

/// Keeps what was measured of sound files on disk, so that it is measured only once.
///
/// One file each, under the folder: an analysis by content digest in
/// `<first two digits>/<digest>.json`, its features in `features/…`, a plan's correlations by what
/// they were measured of in `seams/…`. Each is written under another name first and then renamed. An entry of another
/// version, or damaged in any byte that matters, is as good as none. Any thread but an audio
/// thread; several processes may share a folder.
public final class AnalysisStore: Sendable {
    /// Where the entries are.
    public let folder: String
    private let lastError = Mutex<SoundFileError?>(nil)
    private let counter = Atomic<Int>(0)

    /// A store in a folder, which is made when first needed: `<data>/analysis`.
    public init(folder: String) { self.folder = folder }

    /// Why an entry could not be kept; nil while all went well. The store works on without.
    public var failure: SoundFileError? { lastError.withLock { $0 } }

    private struct Entry<Value: Codable>: Codable {
        var version: Int
        var key: ContentDigest
        /// Over the value alone, so that a changed digit does not pass for a figure.
        var sha256: ContentDigest
        var value: Value
    }

    /// The figures of a file; nil where there are none, or none that can be trusted.
    public func analysis(of digest: ContentDigest) -> TrackAnalysis? {
        let found: TrackAnalysis? = value(of: digest, under: folder)
        return found?.digest == digest ? found : nil
    }

    /// The features of a file; nil as `analysis(of:)`.
    public func features(of digest: ContentDigest) -> TrackFeatures? {
        let found: TrackFeatures? = value(of: digest, under: featureFolder)
        return found?.digest == digest ? found : nil
    }

    /// Keeps figures; what goes wrong is remembered in `failure`.
    public func keep(_ figures: SoundFileFigures) {
        // The analysis last: where it is known, the file isn't decoded again.
        keep(figures.features, of: figures.features.digest, under: featureFolder)
        keep(figures.analysis, of: figures.analysis.digest, under: folder)
    }

    /// Correlations by the digest of what they were measured of; nil where there are none.
    func correlations(of key: ContentDigest) -> [Double]? { value(of: key, under: seams) }

    /// Keeps correlations, as `keep`.
    func keep(_ correlations: [Double], of key: ContentDigest) {
        keep(correlations, of: key, under: seams)
    }

    private var featureFolder: String { folder + "/features" }
    private var seams: String { folder + "/seams" }

    private func value<Value: Codable>(of key: ContentDigest, under folder: String) -> Value? {
        guard let bytes = try? SoundFileBytes(path: Self.path(of: key, under: folder)),
            let entry = try? JSONDecoder().decode(Entry<Value>.self, from: bytes.data),
            entry.version == SoundFileAnalyser.version, entry.key == key,
            let sum = try? Self.checksum(of: entry.value), sum == entry.sha256
        else { return nil }
        return entry.value
    }

    private func keep(_ value: some Codable, of key: ContentDigest, under folder: String) {
        do throws(SoundFileError) {
            try write(value, of: key, under: folder)
        } catch {
            lastError.withLock { $0 = error }
        }
    }

    private static func path(of key: ContentDigest, under folder: String) -> String {
        "\(folder)/\(key.hex.prefix(2))/\(key.hex).json"
    }

    private static func checksum(of value: some Encodable) throws -> ContentDigest {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(value)
        var digester = Digester(.sha256)
        unsafe data.withUnsafeBytes { unsafe digester.update($0) }
        return ContentDigest(bytes: digester.finish())
    }

    private func write(
        _ value: some Codable, of key: ContentDigest, under folder: String
    ) throws(SoundFileError) {
        let path = Self.path(of: key, under: folder)
        let data: Data
        do {
            data = try JSONEncoder().encode(
                Entry(
                    version: SoundFileAnalyser.version, key: key,
                    sha256: Self.checksum(of: value), value: value))
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(key.hex.prefix(2))",
                withIntermediateDirectories: true)
        } catch {
            throw .writing(path, "mkdir")
        }
        let number = counter.wrappingAdd(1, ordering: .relaxed).newValue
        let temporary = "\(path).\(getpid())-\(number)"
        var file = try WritableFile(path: temporary)
        do throws(SoundFileError) {
            // A power cut can leave an empty entry behind the rename; it is then made anew.
            try file.write(data.bytes)
            try file.close(renamingTo: path)
        } catch {
            unsafe unlink(temporary)
            throw error
        }
    }
}

extension SoundFileBytes {
    /// A copy of the bytes for Foundation's decoders.
    var data: Data { unsafe Data(bytes: pointer, count: count) }
}
