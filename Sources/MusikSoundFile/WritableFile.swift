internal import Glibc

/// A file being written.
struct WritableFile: ~Copyable {
    private let descriptor: Int32
    private let path: String

    /// Makes the file, or empties it.
    init(path: String) throws(SoundFileError) {
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .writing(path, "open") }
        self.path = path
    }

    deinit { _ = Glibc.close(descriptor) }

    /// Appends bytes.
    mutating func write(_ bytes: UnsafeRawBufferPointer) throws(SoundFileError) {
        var done = 0
        while done < bytes.count {
            let put = unsafe Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
            if put < 0 {
                if errno == EINTR { continue }
                throw .writing(path, "write")
            }
            done += put
        }
    }

    /// Appends bytes.
    mutating func write(_ bytes: RawSpan) throws(SoundFileError) {
        try unsafe bytes.withUnsafeBytes { bytes throws(SoundFileError) in
            try unsafe write(bytes)
        }
    }

    /// Replaces bytes at an offset.
    mutating func write(_ bytes: [UInt8], at offset: Int) throws(SoundFileError) {
        let put = unsafe pwrite(descriptor, bytes, bytes.count, off_t(offset))
        guard put == bytes.count else {
            throw .writing(path, "pwrite", errno: put < 0 ? errno : ENOSPC)
        }
    }

    /// Moves the place where `write` goes on; returns it, or -1.
    mutating func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
        Int64(lseek(descriptor, off_t(offset), whence))
    }

    /// Reads at the current place; for an encoder that looks at its own header.
    mutating func read(_ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
        unsafe Glibc.read(descriptor, target, count)
    }

    /// Gives the finished file its name, in place of any other of that name.
    consuming func close(renamingTo name: String) throws(SoundFileError) {
        guard unsafe rename(path, name) == 0 else { throw .writing(name, "rename") }
    }
}
