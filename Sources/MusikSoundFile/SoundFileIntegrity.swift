internal import MusikModel

/// What a file's bytes promise, checked before decoding and compared after it.
struct SoundFileIntegrity {
    /// Frames that the decoder must give; nil where the file doesn't say.
    private let expected: FrameCount?
    /// The checksum over FLAC's samples; nil where there is none.
    let md5: (sum: [UInt8], bits: Int)?
    /// What tells the place of damage in a FLAC file, once it is known that there is some.
    private let flac: (stream: FLACStream, view: ByteView, offset: Int)?
    private let path: String

    /// Checks all that can be checked without decoding.
    init(_ bytes: SoundFileBytes, _ layout: SoundFileLayout) throws(SoundFileError) {
        let view = bytes.view.part(layout.audio)
        let offset = layout.audio.lowerBound
        var expected: FrameCount?
        var sum: (sum: [UInt8], bits: Int)?
        var flac: (stream: FLACStream, view: ByteView, offset: Int)?
        let fault: SoundFileError.Reason?
        switch layout.kind {
        case .wave: fault = ChunkWalk.checkWave(view, offset: offset)
        case .aiff: fault = ChunkWalk.checkAIFF(view, offset: offset)
        case .flac:
            fault = FLACStream.check(view, offset: offset)
            if let stream = FLACStream(view) {
                expected = stream.frames.map { FrameCount($0) }
                sum = stream.md5.map { ($0, stream.bits) }
                flac = (stream, view, offset)
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
        self.flac = flac
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
            let missing = SoundFileError.Reason.truncated(decoded: decoded, expected: promised)
            throw failure(flacFault(md5: found) ?? missing, "count of frames")
        }
        if decoded > promised {
            let further = SoundFileError.Damage.frames(decoded: decoded, expected: promised)
            throw failure(flacFault(md5: found) ?? .corrupt(further), "count of frames")
        }
        if let md5, md5.sum != found {
            throw failure(flacFault(md5: found) ?? .corrupt(.checksum), "MD5 of the samples")
        }
    }

    /// What a decoder's refusal means: where a FLAC file is damaged, or nothing more.
    func explained(_ error: SoundFileError) -> SoundFileError {
        guard case .decoder = error.reason, let flac else { return error }
        let walk = FLACWalk(flac.stream, flac.view)
        var fault = walk.fault(offset: flac.offset)
        if fault == nil, let expected, walk.samples < UInt64(expected.value) {
            fault = .truncated(decoded: nil, expected: expected)
        }
        return fault.map { SoundFileError($0, path: path, call: error.call) } ?? error
    }

    /// Where a FLAC file is damaged; nil where it is cut, isn't FLAC, or where nothing tells.
    private func flacFault(md5 found: [UInt8]?) -> SoundFileError.Reason? {
        guard let flac else { return nil }
        let walk = FLACWalk(flac.stream, flac.view)
        guard walk.finding == .intact else {
            return walk.finding == .cut ? nil : walk.fault(offset: flac.offset)
        }
        // Every frame is whole: what doesn't fit is what the head says of them.
        guard let promised = flac.stream.frames.map({ UInt64($0) }), let found else { return nil }
        if walk.samples > promised || md5?.sum == found {
            return .corrupt(.byte(flac.offset + FLACStream.framesOffset))
        }
        let isWhole = walk.samples == promised && md5 != nil
        return isWhole ? .corrupt(.byte(flac.offset + FLACStream.md5Offset)) : nil
    }
}
