internal import CSndfile
internal import Glibc
internal import Synchronization

/// One open libsndfile handle over bytes in memory.
///
/// All of libsndfile is called in this file and in the writer's counterpart.
@safe struct SoundFileHandle: DecoderHandle, ~Copyable {
    /// What libsndfile reads instead of a file: some made bytes, then a range of the real ones.
    @unsafe private struct Source {
        var prefix: UnsafeMutablePointer<UInt8>
        var prefixCount: Int
        var base: UnsafeRawPointer
        var baseCount: Int
        var position: Int

        var count: Int { unsafe prefixCount + baseCount }
    }

    /// What came of opening; the handle belongs to whoever gets this.
    @safe private struct Attempt: @unchecked Sendable {
        // Safe to send: nobody else has the handle yet.
        let file: OpaquePointer?
        let code: Int32
        let words: String
    }

    // libsndfile keeps the reason of a failed opening in one place for all threads.
    private static let opening = Mutex<Void>(())

    private let file: OpaquePointer
    private let source: UnsafeMutablePointer<Source>
    // Keeps the memory that `source` points into.
    private let bytes: SoundFileBytes
    private let path: String
    let channels: Int
    let rate: Int
    let frames: Int64?
    let format: Int32?

    /// Opens the sound in some bytes.
    ///
    /// - Throws: `notASoundFile`, `zeroFrames`, `decoder`, `outOfMemory`.
    init(_ bytes: SoundFileBytes, _ layout: SoundFileLayout) throws(SoundFileError) {
        let source = UnsafeMutablePointer<Source>.allocate(capacity: 1)
        let prefix = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, layout.prefix.count))
        for (index, byte) in layout.prefix.enumerated() { unsafe prefix[index] = byte }
        unsafe source.initialize(
            to: Source(
                prefix: prefix, prefixCount: layout.prefix.count,
                base: bytes.pointer + layout.audio.lowerBound, baseCount: layout.audio.count,
                position: 0))
        var calls = Self.calls
        var info = SF_INFO()
        let attempt = Self.opening.withLock { _ in
            let opened = unsafe sf_open_virtual(&calls, Int32(SFM_READ), &info, source)
            if unsafe opened != nil { return unsafe Attempt(file: opened, code: 0, words: "") }
            let words = unsafe String(cString: sf_strerror(nil))
            return unsafe Attempt(file: nil, code: sf_error(nil), words: words)
        }
        guard let opened = unsafe attempt.file else {
            unsafe prefix.deallocate()
            unsafe source.deallocate()
            let isUnknown = Int(attempt.code) == SF_ERR_UNRECOGNISED_FORMAT
            throw SoundFileError(
                isUnknown ? .notASoundFile : .decoder(code: attempt.code, message: attempt.words),
                path: bytes.path, call: "sf_open_virtual")
        }
        unsafe file = opened
        unsafe self.source = source
        self.bytes = bytes
        path = bytes.path
        channels = Int(info.channels)
        rate = Int(info.samplerate)
        frames = info.frames == Int64.max || info.frames < 0 ? nil : info.frames
        format = info.format
    }

    deinit {
        unsafe sf_close(file)
        unsafe source.pointee.prefix.deallocate()
        unsafe source.deallocate()
    }

    var channelMap: [Int32]? {
        var map = [Int32](repeating: 0, count: channels)
        let size = Int32(channels * MemoryLayout<Int32>.size)
        let known = unsafe sf_command(file, Int32(SFC_GET_CHANNEL_MAP_INFO), &map, size)
        return known == SF_TRUE ? map : nil
    }

    mutating func read(
        _ target: UnsafeMutablePointer<Float>, frames: Int
    ) throws(SoundFileError) -> Int {
        var done = 0
        while done < frames {
            let got = unsafe sf_readf_float(file, target + done * channels, Int64(frames - done))
            if got <= 0 { break }
            done += Int(got)
        }
        let code = unsafe sf_error(file)
        guard Int(code) == SF_ERR_NO_ERROR else {
            let words = unsafe String(cString: sf_strerror(file))
            throw SoundFileError(
                .decoder(code: code, message: words), path: path, call: "sf_readf_float")
        }
        return done
    }

    mutating func seek(_ frame: Int64) -> Bool {
        unsafe sf_seek(file, frame, Int32(SEEK_SET)) == frame
    }

    private static var calls: SF_VIRTUAL_IO {
        unsafe SF_VIRTUAL_IO(
            get_filelen: { context in
                let source = unsafe context!.assumingMemoryBound(to: Source.self)
                return unsafe Int64(source.pointee.count)
            },
            seek: { offset, whence, context in
                let source = unsafe context!.assumingMemoryBound(to: Source.self)
                let origin =
                    switch whence {
                    case SEEK_CUR: unsafe source.pointee.position
                    case SEEK_END: unsafe source.pointee.count
                    default: 0
                    }
                let position = origin + Int(offset)
                guard unsafe position >= 0 && position <= source.pointee.count else { return -1 }
                unsafe source.pointee.position = position
                return Int64(position)
            },
            read: { target, count, context in
                let source = unsafe context!.assumingMemoryBound(to: Source.self)
                return unsafe Int64(
                    SoundFileHandle.copy(source, to: target!, count: Int(count)))
            },
            write: nil,
            tell: { context in
                let source = unsafe context!.assumingMemoryBound(to: Source.self)
                return unsafe Int64(source.pointee.position)
            })
    }

    private static func copy(
        _ source: UnsafeMutablePointer<Source>, to target: UnsafeMutableRawPointer, count: Int
    ) -> Int {
        var done = 0
        let state = unsafe source.pointee
        let wanted = unsafe min(count, state.count - state.position)
        guard wanted > 0 else { return 0 }
        if unsafe state.position < state.prefixCount {
            done = unsafe min(wanted, state.prefixCount - state.position)
            unsafe target.copyMemory(from: state.prefix + state.position, byteCount: done)
        }
        if done < wanted {
            let offset = unsafe state.position + done - state.prefixCount
            unsafe (target + done).copyMemory(from: state.base + offset, byteCount: wanted - done)
        }
        unsafe source.pointee.position += wanted
        return wanted
    }
}
