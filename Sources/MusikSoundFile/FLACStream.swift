internal import MusikModel

/// What a FLAC file says about itself (RFC 9639 sections 8.2 and 9).
struct FLACStream {
    let rate: Int
    let channels: Int
    let bits: Int
    /// Frames in all; nil where the encoder didn't know.
    let frames: Int64?
    /// The checksum of the samples; nil where the encoder left it out.
    let md5: [UInt8]?
    /// Samples of a block where all but the last have the same number.
    let block: Int
    /// Bytes that a frame has at most.
    let longestFrame: Int
    /// Where the first frame starts.
    let audio: Int

    /// Where the number of frames and the checksum of the samples stand.
    static let framesOffset = 21
    static let md5Offset = 26

    /// Reads the metadata; nil where it is damaged or incomplete.
    init?(_ bytes: ByteView) {
        guard bytes.matches("fLaC", at: 0), bytes.count >= 42, bytes[4] & 0x7F == 0,
            let packed = bytes.bigEndian(8, at: 18)
        else { return nil }
        rate = Int(packed >> 44)
        channels = Int(packed >> 41 & 7) + 1
        bits = Int(packed >> 36 & 31) + 1
        let total = Int64(packed & 0xF_FFFF_FFFF)
        frames = total == 0 ? nil : total
        let sum = (Self.md5Offset..<42).map { bytes[$0] }
        md5 = sum.allSatisfy { $0 == 0 } ? nil : sum
        block = Int(bytes.bigEndian(2, at: 8) ?? 0)
        let longest = Int(bytes.bigEndian(3, at: 15) ?? 0)
        // Where the encoder left it out: a block as it is, and the heads of its parts.
        longestFrame = longest > 0 ? longest : 65_535 * channels * bits / 8 + 256
        var position = 4
        while true {
            guard let header = bytes.bigEndian(4, at: position) else { return nil }
            position += 4 + Int(header & 0xFF_FFFF)
            if header & 0x8000_0000 != 0 { break }
        }
        guard position <= bytes.count else { return nil }
        audio = position
    }

    /// What is wrong with the file as far as its bytes tell.
    ///
    /// The samples themselves are checked by MD5 after decoding; only where the encoder left that
    /// out are the frames' own checksums worked through. Then a cut at a frame's end shows in the
    /// number of frames, unless that is left out, too: this can't be detected.
    static func check(_ bytes: ByteView, offset: Int) -> SoundFileError.Reason? {
        guard let stream = FLACStream(bytes) else { return metadataFault(bytes, offset: offset) }
        if stream.audio == bytes.count {
            return (stream.frames ?? 0) == 0
                ? .zeroFrames : .truncated(decoded: 0, expected: FrameCount(stream.frames ?? 0))
        }
        // The rate isn't covered by the MD5, but every frame repeats it.
        guard let header = FLACFrameHeader(bytes, at: stream.audio), header.agrees(with: stream)
        else { return .corrupt(.byte(offset + stream.audio)) }
        return stream.md5 == nil ? FLACWalk(stream, bytes).fault(offset: offset) : nil
    }

    /// Why there is no end of the metadata: with frames behind it, it is damaged, and else cut.
    private static func metadataFault(
        _ bytes: ByteView, offset: Int
    ) -> SoundFileError.Reason {
        if bytes.count >= 5, bytes[4] & 0x7F != 0 { return .corrupt(.byte(offset + 4)) }
        let hasFrames = (4..<max(4, bytes.count)).contains { FLACFrameHeader(bytes, at: $0) != nil }
        return hasFrames
            ? .corrupt(.byte(offset + 4)) : .truncated(decoded: nil, expected: nil)
    }
}
