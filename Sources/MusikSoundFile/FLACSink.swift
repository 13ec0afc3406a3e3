internal import CSndfile
internal import Glibc
internal import MusikModel

/// Writes a FLAC file through libsndfile.
@safe final class FLACSink: SampleSink {
    /// The file as libsndfile's calls see it, and what went wrong in one of them.
    private final class Target {
        var file: WritableFile
        var failure: SoundFileError?

        init(path: String) throws(SoundFileError) { file = try WritableFile(path: path) }
    }

    private let target: Target
    private let path: String
    private let encoding: SoundFileWriter.Encoding
    private var handle: OpaquePointer?
    private var integers: [Int32] = []

    init(
        path: String, encoding: SoundFileWriter.Encoding, rate: SampleRate
    ) throws(SoundFileError) {
        target = try Target(path: path)
        self.path = path
        self.encoding = encoding
        var info = SF_INFO()
        info.samplerate = Int32(rate.hertz)
        info.channels = 2
        let bits = encoding == .int16 ? SF_FORMAT_PCM_16 : SF_FORMAT_PCM_24
        info.format = Int32(SF_FORMAT_FLAC | bits)
        var calls = Self.calls
        let context = unsafe Unmanaged.passUnretained(target).toOpaque()
        unsafe handle = unsafe sf_open_virtual(&calls, Int32(SFM_WRITE), &info, context)
        guard unsafe handle != nil else {
            let words = unsafe String(cString: sf_strerror(nil))
            throw target.failure
                ?? SoundFileError(
                    .decoder(code: sf_error(nil), message: words), path: path,
                    call: "sf_open_virtual")
        }
    }

    deinit {
        if let handle = unsafe handle { unsafe sf_close(handle) }
    }

    func write(_ samples: UnsafeRawBufferPointer) throws(SoundFileError) {
        let width = encoding == .int16 ? 2 : 3
        let count = samples.count / width
        let written: Int64
        if encoding == .int16 {
            written = unsafe sf_write_short(
                handle, samples.baseAddress!.assumingMemoryBound(to: Int16.self), Int64(count))
        } else {
            unsafe unpack(samples, count)
            written = unsafe sf_write_int(handle, integers, Int64(count))
        }
        guard written == Int64(count), target.failure == nil else { throw failure("sf_write") }
    }

    func finish(frames: Int64) throws(SoundFileError) {
        guard let open = unsafe handle else { return }
        unsafe handle = nil
        // Writes the rest and goes back to the header.
        let code = unsafe sf_close(open)
        guard code == 0, target.failure == nil else { throw failure("sf_close") }
    }

    /// 24-bit samples as libsndfile takes them: in the upper bits of 32.
    private func unpack(_ samples: UnsafeRawBufferPointer, _ count: Int) {
        if integers.count < count { integers = [Int32](repeating: 0, count: count) }
        for index in 0..<count {
            let low = unsafe UInt32(samples[3 * index]) << 8
            let middle = unsafe UInt32(samples[3 * index + 1]) << 16
            let high = unsafe UInt32(samples[3 * index + 2]) << 24
            integers[index] = Int32(bitPattern: low | middle | high)
        }
    }

    private func failure(_ call: String) -> SoundFileError {
        if let known = target.failure { return known }
        let words = unsafe String(cString: sf_strerror(handle))
        return SoundFileError(
            .decoder(code: unsafe sf_error(handle), message: words), path: path, call: call)
    }

    private static var calls: SF_VIRTUAL_IO {
        unsafe SF_VIRTUAL_IO(
            get_filelen: { context in
                let target = unsafe Unmanaged<Target>.fromOpaque(context!).takeUnretainedValue()
                let here = target.file.seek(0, SEEK_CUR)
                let end = target.file.seek(0, SEEK_END)
                return target.file.seek(here, SEEK_SET) == here ? end : -1
            },
            seek: { offset, whence, context in
                let target = unsafe Unmanaged<Target>.fromOpaque(context!).takeUnretainedValue()
                return target.file.seek(offset, whence)
            },
            read: { memory, count, context in
                let target = unsafe Unmanaged<Target>.fromOpaque(context!).takeUnretainedValue()
                return unsafe Int64(target.file.read(memory!, Int(count)))
            },
            write: { memory, count, context in
                let target = unsafe Unmanaged<Target>.fromOpaque(context!).takeUnretainedValue()
                do throws(SoundFileError) {
                    let bytes = unsafe UnsafeRawBufferPointer(start: memory, count: Int(count))
                    try unsafe target.file.write(bytes)
                    return count
                } catch {
                    target.failure = target.failure ?? error
                    return 0
                }
            },
            tell: { context in
                let target = unsafe Unmanaged<Target>.fromOpaque(context!).takeUnretainedValue()
                return target.file.seek(0, SEEK_CUR)
            })
    }
}
