internal import MusikModel

/// What a file's bytes promise, checked before decoding and compared after it.
struct SoundFileIntegrity {
    /// Frames that the decoder must give; nil where the file doesn't say.
    private let expected: FrameCount?
    /// The checksum over FLAC's samples; nil where there is none.
    let md5: (sum: [UInt8], bits: Int)?
    private let path: String

    /// Checks all that can be checked without decoding.
    init(_ bytes: SoundFileBytes, _ layout: SoundFileLayout) throws(SoundFileError) {
        let view = bytes.view.part(layout.audio)
        let offset = layout.audio.lowerBound
        var expected: FrameCount?
        var sum: (sum: [UInt8], bits: Int)?
        let fault: SoundFileError.Reason?
        switch layout.kind {
        case .wave: fault = ChunkWalk.checkWave(view, offset: offset)
        case .aiff: fault = ChunkWalk.checkAIFF(view, offset: offset)
        case .flac:
            fault = FLACStream.check(view, offset: offset)
            if let stream = FLACStream(view) {
                expected = stream.frames.map { FrameCount($0) }
                sum = stream.md5.map { ($0, stream.bits) }
            }
        case .vorbis, .opus: fault = OggPage.check(view, offset: offset)
        case .mpeg:
            // The tags around the music were cut off for libsndfile; the walk needs them.
            let whole = bytes.view
            let start = SoundFileLayout.lengthOfID3(whole)
            let walk = try MPEGWalk(
                whole.part(start..<whole.count), path: bytes.path, offset: start)
            fault = walk?.fault
            expected = walk?.expected
        case .other: fault = nil
        }
        if let fault {
            throw SoundFileError(fault, path: bytes.path, call: "check of the container")
        }
        self.expected = expected
        md5 = sum
        path = bytes.path
    }

    /// Compares what was decoded with what was promised.
    ///
    /// - Throws: `zeroFrames`, `truncated`, `corrupt`.
    func compare(
        decoded: FrameCount, declared: Int64?, md5 found: [UInt8]?
    ) throws(SoundFileError) {
        func failure(_ reason: SoundFileError.Reason, _ call: String) -> SoundFileError {
            SoundFileError(reason, path: path, call: call)
        }
        guard let promised = expected ?? declared.map({ FrameCount($0) }) else {
            if decoded == 0 { throw failure(.zeroFrames, "sf_readf_float") }
            return
        }
        if promised == 0, decoded == 0 { throw failure(.zeroFrames, "sf_readf_float") }
        if decoded < promised {
            throw failure(.truncated(decoded: decoded, expected: promised), "count of frames")
        }
        if decoded > promised {
            throw failure(
                .corrupt(.frames(decoded: decoded, expected: promised)), "count of frames")
        }
        if let md5, md5.sum != found { throw failure(.corrupt(.checksum), "MD5 of the samples") }
    }
}
