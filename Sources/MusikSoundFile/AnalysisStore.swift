internal import FoundationEssentials
internal import Glibc
public import MusikModel
internal import Synchronization

/// Keeps analyses on disk by content digest, so that a file is decoded whole only once.
///
/// One file each: `<folder>/<first two digits>/<digest>.json`, written under another name first and
/// then renamed. An entry of another version, or damaged in any byte that matters, is as good as
/// none. Any thread but an audio thread; several processes may share a folder.
public final class AnalysisStore: Sendable {
    /// Where the entries are.
    public let folder: String
    private let lastError = Mutex<SoundFileError?>(nil)
    private let counter = Atomic<Int>(0)

    /// A store in a folder, which is made when first needed: `<data>/analysis`.
    public init(folder: String) { self.folder = folder }

    /// Why an entry could not be kept; nil while all went well. The store works on without.
    public var failure: SoundFileError? { lastError.withLock { $0 } }

    private struct Entry: Codable {
        var version: Int
        /// Over the analysis alone, so that a changed digit does not pass for a figure.
        var sha256: ContentDigest
        var analysis: TrackAnalysis
    }

    /// The figures of a file; nil where there are none, or none that can be trusted.
    public func analysis(of digest: ContentDigest) -> TrackAnalysis? {
        guard let bytes = try? SoundFileBytes(path: path(of: digest)),
            let entry = try? JSONDecoder().decode(Entry.self, from: bytes.data),
            entry.version == SoundFileAnalyser.version, entry.analysis.digest == digest,
            let sum = try? Self.checksum(of: entry.analysis), sum == entry.sha256
        else { return nil }
        return entry.analysis
    }

    /// Keeps figures; what goes wrong is remembered in `failure`.
    public func keep(_ analysis: TrackAnalysis) {
        do throws(SoundFileError) {
            try write(analysis)
        } catch {
            lastError.withLock { $0 = error }
        }
    }

    private func path(of digest: ContentDigest) -> String {
        "\(folder)/\(digest.hex.prefix(2))/\(digest.hex).json"
    }

    private static func checksum(of analysis: TrackAnalysis) throws -> ContentDigest {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(analysis)
        var digester = Digester(.sha256)
        unsafe data.withUnsafeBytes { unsafe digester.update($0) }
        return ContentDigest(bytes: digester.finish())
    }

    private func write(_ analysis: TrackAnalysis) throws(SoundFileError) {
        let path = path(of: analysis.digest)
        let data: Data
        do {
            data = try JSONEncoder().encode(
                Entry(
                    version: SoundFileAnalyser.version, sha256: Self.checksum(of: analysis),
                    analysis: analysis))
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(analysis.digest.hex.prefix(2))",
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
