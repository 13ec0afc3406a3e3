internal import Glibc
internal import MusikEngine
internal import MusikModel
private import Synchronization

/// What is in the shared memory of a library, for the process that it is handed over to.
public struct SharedIndex: Codable, Sendable {
    /// One sound file.
    struct Part: Codable, Sendable {
        /// Which of the files of memory.
        var file: Int
        /// Its first byte there.
        var offset: Int
        /// How many bytes.
        var count: Int
        /// Where it was read from.
        var path: String
        /// Its figures.
        var analysis: TrackAnalysis
    }

    /// How many files of memory there are.
    public let fileCount: Int
    let parts: [Part]
    let quality: ResamplerQuality
}

/// Compressed sound in one file of memory. Any thread but an audio thread.
final class SharedSound: Sendable {
    private let file: MemoryFile
    private let memory: MappedMemory
    private let parts: Mutex<[ContentDigest: Range<Int>]>
    private let paths: Mutex<[ContentDigest: String]>

    /// Copies files into memory of their own, each from the beginning of a page.
    init(_ all: [SoundFileBytes]) throws(SoundFileError) {
        let page = sysconf(Int32(_SC_PAGESIZE))
        var size = 0
        var parts: [ContentDigest: Range<Int>] = [:]
        for bytes in all {
            parts[bytes.digest] = size..<size + bytes.count
            size += (bytes.count + page - 1) / page * page
        }
        do throws(MemoryFile.Refused) {
            file = try MemoryFile("musik-sound")
            try file.resize(to: max(page, size))
            memory = try file.map(writable: true)
        } catch {
            throw SoundFileError(.outOfMemory, path: "", call: error.call)
        }
        for bytes in all {
            guard let range = parts[bytes.digest] else { continue }
            unsafe (memory.start + range.lowerBound).copyMemory(
                from: bytes.pointer, byteCount: bytes.count)
        }
        self.parts = Mutex(parts)
        paths = Mutex(
            Dictionary(all.map { ($0.digest, $0.path) }, uniquingKeysWith: { first, _ in first }))
    }

    /// Maps a file that another process has filled.
    init(descriptor: Int32) throws(SoundFileError) {
        file = MemoryFile(descriptor: descriptor)
        do throws(MemoryFile.Refused) {
            memory = try file.map(writable: false)
        } catch {
            throw SoundFileError(.outOfMemory, path: "", call: error.call)
        }
        parts = Mutex([:])
        paths = Mutex([:])
    }

    /// The open file.
    var descriptor: Int32 { file.descriptor }

    /// Where a content is.
    func part(_ digest: ContentDigest) -> Range<Int>? { parts.withLock { $0[digest] } }

    /// The bytes of a content.
    func bytes(of digest: ContentDigest) -> SoundFileBytes? {
        guard let range = part(digest), let path = paths.withLock({ $0[digest] })
        else { return nil }
        return SoundFileBytes(
            memory, at: range.lowerBound, count: range.count, path: path, digest: digest)
    }

    /// The bytes of a content whose place another process has told.
    func add(_ offset: Int, _ count: Int, path: String, digest: ContentDigest) -> SoundFileBytes {
        parts.withLock { $0[digest] = offset..<offset + count }
        paths.withLock { $0[digest] = path }
        return SoundFileBytes(memory, at: offset, count: count, path: path, digest: digest)
    }
}
