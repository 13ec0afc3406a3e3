internal import Glibc
internal import MusikDigest
internal import MusikEngine
public import MusikModel

/// A whole file in memory, with the digest of its bytes.
///
/// Read rather than mapped, so that the disk may vanish afterwards. Immutable once made, and so
/// shared freely between threads.
@safe public final class SoundFileBytes: Sendable {
    /// Where the file was read from.
    public let path: String
    /// The SHA-256 of the bytes.
    public let digest: ContentDigest
    /// How many bytes.
    public let count: Int

    // Written only in `init`, before anybody else can see it, and freed in `deinit`, unless it is a part
    // of `shared`.
    nonisolated(unsafe) private let base: UnsafeMutableRawPointer
    private let shared: MappedMemory?

    /// Reads a file whole. Blocks on the disk; any thread but an audio thread.
    ///
    /// - Throws: `missing`, `unreadable`, `zeroFrames` for a file without bytes, `outOfMemory`.
    public init(path: String) throws(SoundFileError) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .reading(path, "open") }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw .reading(path, "fstat") }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw SoundFileError(.unreadable(errno: EISDIR), path: path, call: "fstat")
        }
        let size = Int(status.st_size)
        guard size > 0 else { throw SoundFileError(.zeroFrames, path: path, call: "fstat") }
        guard let memory = unsafe malloc(size) else {
            throw SoundFileError(.outOfMemory, path: path, call: "malloc")
        }
        unsafe Self.preferLargePages(memory, size: size)
        do throws(SoundFileError) {
            digest = try unsafe Self.fill(memory, size: size, from: file, path: path)
        } catch {
            unsafe free(memory)
            throw error
        }
        unsafe base = memory
        shared = nil
        count = size
        self.path = path
    }

    /// Holds bytes made in memory, for tests and generated sound.
    ///
    /// - Throws: `zeroFrames` for none, `outOfMemory`.
    public init(_ bytes: [UInt8], path: String) throws(SoundFileError) {
        guard !bytes.isEmpty else { throw SoundFileError(.zeroFrames, path: path, call: "init") }
        guard let memory = unsafe malloc(bytes.count) else {
            throw SoundFileError(.outOfMemory, path: path, call: "malloc")
        }
        unsafe bytes.withUnsafeBytes { source in
            unsafe memory.copyMemory(from: source.baseAddress!, byteCount: source.count)
        }
        var digester = Digester(.sha256)
        unsafe digester.update(UnsafeRawBufferPointer(start: memory, count: bytes.count))
        digest = ContentDigest(bytes: digester.finish())
        unsafe base = memory
        shared = nil
        count = bytes.count
        self.path = path
    }

    /// A part of memory that processes share, whose digest is known.
    init(_ memory: MappedMemory, at offset: Int, count: Int, path: String, digest: ContentDigest) {
        precondition(offset >= 0 && offset + count <= memory.count, "a part lies within the whole")
        unsafe base = memory.start + offset
        shared = memory
        self.count = count
        self.path = path
        self.digest = digest
    }

    deinit { if shared == nil { unsafe free(base) } }

    /// Asks for pages of 2 MiB where they fit: each page is touched for the first time while it is
    /// filled, and with pages of 4 KiB that takes as long as reading. Where the system has none
    /// nothing is lost.
    private static func preferLargePages(_ memory: UnsafeMutableRawPointer, size: Int) {
        let page = sysconf(Int32(_SC_PAGESIZE))
        let first = unsafe memory.alignedUp(toMultipleOf: page)
        let length = unsafe size - (first - memory)
        if length >= 2 << 20 { unsafe madvise(first, length / page * page, MADV_HUGEPAGE) }
    }

    /// Reads and digests in pieces that stay in the processor's cache.
    private static func fill(
        _ memory: UnsafeMutableRawPointer, size: Int, from file: Int32, path: String
    ) throws(SoundFileError) -> ContentDigest {
        var digester = Digester(.sha256)
        var done = 0
        while done < size {
            let got = unsafe read(file, memory + done, min(size - done, 1 << 20))
            if got < 0 {
                if errno == EINTR { continue }
                throw .reading(path, "read")
            }
            // The file shrank while it was read.
            guard got > 0 else {
                throw SoundFileError(.unreadable(errno: EIO), path: path, call: "read")
            }
            unsafe digester.update(UnsafeRawBufferPointer(start: memory + done, count: got))
            done += got
        }
        return ContentDigest(bytes: digester.finish())
    }

    /// Bounds-checked access for the parsers of this module.
    var view: ByteView { unsafe ByteView(owner: self, base: UnsafeRawPointer(base), count: count) }

    /// The bytes themselves, valid as long as this object lives.
    var pointer: UnsafeRawPointer { unsafe UnsafeRawPointer(base) }
}

extension SoundFileError {
    /// What `errno` means after a call that reads a file.
    static func reading(_ path: String, _ call: String) -> SoundFileError {
        let code = errno
        let reason: Reason =
            switch code {
            case ENOENT, ENOTDIR: .missing
            case ENOMEM: .outOfMemory
            default: .unreadable(errno: code)
            }
        return SoundFileError(reason, path: path, call: call)
    }

    /// What `errno` means after a call that writes a file.
    static func writing(_ path: String, _ call: String, errno code: Int32 = errno) -> SoundFileError
    {
        SoundFileError(.unwritable(errno: code), path: path, call: call)
    }
}
