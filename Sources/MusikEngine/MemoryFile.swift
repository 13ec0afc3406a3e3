private import CMusikKernels
private import Glibc

/// A file that is memory, without a name on any disk: what one process leaves to the next.
///
/// It lives as long as somebody has it open. Reading and writing are the kernel's own, so that what
/// was written is whole whenever its writer is killed. Any thread but an audio thread.
public struct MemoryFile: ~Copyable, Sendable {
    /// The system refused; `code` is the errno of `call`.
    public struct Refused: Error, Hashable {
        /// The call.
        public let call: String
        /// An errno.
        public let code: Int32
    }

    /// The open file, closed with this value and when another program is started.
    public let descriptor: Int32

    /// An empty file; the name shows in the system's tools only.
    ///
    /// - Throws: where the system gives none.
    public init(_ name: String) throws(Refused) {
        descriptor = unsafe musik_memory_file(name)
        guard descriptor >= 0 else { throw Refused(call: "memfd_create", code: errno) }
    }

    /// Takes over an open file.
    public init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { _ = close(descriptor) }

    /// How many bytes it has.
    public var count: Int {
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Appends bytes, all or none of them for whoever reads up to `count`.
    ///
    /// - Throws: where memory is full.
    public borrowing func append(_ bytes: [UInt8]) throws(Refused) {
        var done = 0
        let start = count
        while done < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(
                    descriptor, buffer.baseAddress! + done, buffer.count - done,
                    off_t(start + done))
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw Refused(call: "pwrite", code: errno) }
            done += written
        }
    }

    /// Reads from a place to the end.
    ///
    /// - Throws: where it can't be read.
    public borrowing func read(from start: Int = 0) throws(Refused) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, count - start))
        var done = 0
        while done < bytes.count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(
                    descriptor, buffer.baseAddress! + done, buffer.count - done,
                    off_t(start + done))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw Refused(call: "pread", code: errno) }
            if got == 0 { break }
            done += got
        }
        return Array(bytes.prefix(done))
    }

    /// Makes it so many bytes long; new ones are 0.
    ///
    /// - Throws: where memory is full.
    public borrowing func resize(to bytes: Int) throws(Refused) {
        guard ftruncate(descriptor, off_t(bytes)) == 0 else {
            throw Refused(call: "ftruncate", code: errno)
        }
    }

    /// Shows its bytes as memory, until `MappedMemory` is gone; both may outlive the other.
    ///
    /// - Throws: where it is empty or can't be mapped.
    public borrowing func map(writable: Bool) throws(Refused) -> MappedMemory {
        let count = count
        guard count > 0 else { throw Refused(call: "mmap", code: EINVAL) }
        let address = unsafe mmap(
            nil, count, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, descriptor, 0)
        guard let address = unsafe address, unsafe address != MAP_FAILED else {
            throw Refused(call: "mmap", code: errno)
        }
        return unsafe MappedMemory(address, count: count)
    }
}

/// Memory that several processes share, let go with the last reference.
@safe public final class MappedMemory: @unchecked Sendable {
    // Safe to share: address and length never change; what the bytes mean, and who writes when, is up
    // to who uses them.
    /// The first byte.
    public let start: UnsafeMutableRawPointer
    /// How many bytes.
    public let count: Int

    init(_ start: UnsafeMutableRawPointer, count: Int) {
        unsafe self.start = start
        self.count = count
    }

    deinit { unsafe munmap(start, count) }
}
