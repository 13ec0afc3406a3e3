internal import MusikModel

/// The frames of an MPEG audio file, one after the other.
///
/// libsndfile takes the length from the Xing header, or without one from the bit rate of the
/// first frame, and then stops early in files of variable bit rate: such a file is therefore
/// shown to it behind a Xing header made here from the counted frames.
///
/// Found: a cut inside a frame; a cut anywhere where a Xing or VBRI header counts the frames; lost
/// synchrony; any changed byte where LAME's (or FFmpeg's) checksum of the music is there. Not
/// found: a cut between two frames without such a header, damage inside a frame without LAME's
/// checksum.
struct MPEGWalk {
    let layout: SoundFileLayout
    /// Frames after decoding, encoder delay and padding removed; nil for layer III where the
    /// encoder left out its delay: mpg123 then takes off the decoder's own, and says so itself.
    let expected: FrameCount?
    private(set) var fault: SoundFileError.Reason?

    /// Walks the frames from the first byte; nil where these bytes are no MPEG audio.
    ///
    /// `offset` is where they stand in the file.
    init?(_ bytes: ByteView, path: String, offset: Int) throws(SoundFileError) {
        var position = 0
        // Padding after a tag is common, anything else before the first frame isn't.
        while position < bytes.count, bytes[position] == 0 { position += 1 }
        guard let first = MPEGFrameHeader(bytes, at: position) else { return nil }
        guard first.length > 0 else {
            throw SoundFileError(.unsupported(.freeFormatMPEG), path: path, call: "MPEG frames")
        }
        // A text may hold a sync word by chance, but hardly two at the right distance.
        let second = position + first.length
        guard
            second >= bytes.count || MPEGFrameHeader(bytes, at: second) != nil
                || Self.isTag(bytes, at: second)
        else { return nil }

        let start = position
        let information = MPEGInformation(bytes, at: start, first)
        if information != nil { position = min(bytes.count, position + first.length) }
        let music = position
        var frames = 0
        var places: [Int] = []
        while let header = MPEGFrameHeader(bytes, at: position), header.continues(first),
            header.length > 0, position + header.length <= bytes.count
        {
            if frames % MPEGIndex.stride == 0 { places.append(offset + position) }
            position += header.length
            frames += 1
        }
        let end = position
        let samples = frames * first.samples
        if let gap = information?.gap {
            expected = FrameCount(max(0, samples - gap.delay - gap.padding))
        } else {
            expected = first.layer == 3 ? nil : FrameCount(samples)
        }
        fault = Self.fault(
            bytes, offset, information, first: first, frames: frames, music: music..<end,
            start: start)
        let index = MPEGIndex(
            places: places, count: frames, end: offset + end, header: first,
            delay: information?.gap?.delay ?? 0)
        if first.layer == 3, information?.isUsable != true {
            layout = SoundFileLayout(
                kind: .mpeg, audio: offset + music..<offset + end,
                prefix: Self.header(like: bytes.part(start..<start + 4), first, frames: frames),
                index: index)
        } else {
            layout = SoundFileLayout(
                kind: .mpeg, audio: offset + start..<offset + end, index: index)
        }
    }

    private static func fault(
        _ bytes: ByteView, _ offset: Int, _ information: MPEGInformation?,
        first: MPEGFrameHeader, frames: Int, music: Range<Int>, start: Int
    ) -> SoundFileError.Reason? {
        let end = music.upperBound
        let counts = FrameCount(frames * first.samples)
        let promised = information?.frames.map { FrameCount($0 * first.samples) }
        if end < bytes.count, !isTag(bytes, at: end) {
            // A frame whose head is there but whose body isn't was cut off.
            if let header = MPEGFrameHeader(bytes, at: end), header.continues(first) {
                return .truncated(decoded: counts, expected: promised)
            }
            return bytes.count - end < 4
                ? .truncated(decoded: counts, expected: promised) : .corrupt(.byte(offset + end))
        }
        guard frames > 0 else {
            return promised == 0
                ? .zeroFrames : .truncated(decoded: counts, expected: promised)
        }
        guard let information else {
            return MPEGInformation.isDamaged(bytes, at: start)
                ? .corrupt(.byte(offset + start)) : nil
        }
        guard information.isIntact else { return .corrupt(.byte(offset + start)) }
        // Some encoders count the information frame as well; the bytes then still agree.
        if let promisedFrames = information.frames, promisedFrames != frames {
            let agrees = promisedFrames == frames + 1 && information.bytes == end - start
            if !agrees { return .truncated(decoded: counts, expected: promised) }
        }
        if let checksum = information.musicChecksum, !isRegained(bytes, end),
            Checksum.lame.add(bytes, music, to: 0) != checksum
        {
            return .corrupt(.checksum)
        }
        return nil
    }

    /// Whether a tag known to follow the music starts here: ID3v1, APE, Lyrics3, or padding.
    private static func isTag(_ bytes: ByteView, at start: Int) -> Bool {
        if bytes.matches("TAG", at: start) || bytes.matches("APETAGEX", at: start)
            || bytes.matches("LYRICSBEGIN", at: start)
        {
            return true
        }
        return (start..<bytes.count).allSatisfy { bytes[$0] == 0 }
    }

    /// Whether mp3gain changed the frames' volume after LAME wrote its checksum: it says so in an
    /// APE tag, and leaves the checksum as it was.
    private static func isRegained(_ bytes: ByteView, _ end: Int) -> Bool {
        (end..<bytes.count).contains { bytes.matches("MP3GAIN_", at: $0) }
    }

    /// A silent first frame that only tells how many follow.
    static func header(
        like bytes: ByteView, _ first: MPEGFrameHeader, frames: Int
    ) -> [UInt8] {
        // No checksum; a bit rate whose frames have room for the header at every rate.
        let head = [bytes[0], bytes[1] | 1, bytes[2] & 0x0C | 0x90, bytes[3]]
        guard
            let header = unsafe head.withUnsafeBytes({ memory in
                unsafe MPEGFrameHeader(
                    ByteView(owner: nil, base: memory.baseAddress!, count: memory.count), at: 0)
            })
        else { return [] }
        var frame = head + [UInt8](repeating: 0, count: header.length - 4)
        let count = UInt32(frames)
        let tag: [UInt8] =
            Array("Xing".utf8) + [0, 0, 0, 1]
            + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
        frame.replaceSubrange(
            first.informationOffset..<first.informationOffset + tag.count, with: tag)
        return frame
    }
}
