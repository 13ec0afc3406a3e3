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
    /// Where the first frame starts.
    private let audio: Int

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
        let sum = (26..<42).map { bytes[$0] }
        md5 = sum.allSatisfy { $0 == 0 } ? nil : sum
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
        guard let stream = FLACStream(bytes) else {
            return .truncated(decoded: nil, expected: nil)
        }
        if stream.audio == bytes.count {
            return (stream.frames ?? 0) == 0
                ? .zeroFrames : .truncated(decoded: 0, expected: FrameCount(stream.frames ?? 0))
        }
        // The rate isn't covered by the MD5, but every frame repeats it.
        guard let header = FLACFrameHeader(bytes, at: stream.audio), header.agrees(with: stream)
        else { return .corrupt(.byte(offset + stream.audio)) }
        return stream.md5 == nil ? stream.checkFrames(bytes, offset: offset) : nil
    }

    /// Finds every frame by its checksum: one ends where the sum over its bytes comes to zero and
    /// the next header, with the next number, follows.
    private func checkFrames(_ bytes: ByteView, offset: Int) -> SoundFileError.Reason? {
        guard var frame = FLACFrameHeader(bytes, at: audio) else {
            return .corrupt(.byte(offset + audio))
        }
        var start = audio
        var position = audio
        var crc: UInt32 = 0
        while position < bytes.count {
            crc = Checksum.flacFrame.add(bytes[position], to: crc)
            position += 1
            guard crc == 0, position < bytes.count,
                let next = FLACFrameHeader(bytes, at: position), next.follows(frame)
            else { continue }
            frame = next
            start = position
        }
        return crc == 0 ? nil : .corrupt(.byte(offset + start))
    }
}

/// The head of one FLAC frame (RFC 9639 section 9.1).
struct FLACFrameHeader {
    private let isVariable: Bool
    private let number: UInt64
    private let blockSize: UInt64
    /// 0 where only the stream's metadata tells.
    private let rate: Int
    private let channels: Int
    private let bits: Int

    /// Reads the header at an offset; nil where none stands there or its checksum is wrong.
    init?(_ bytes: ByteView, at start: Int) {
        guard start + 6 <= bytes.count, bytes[start] == 0xFF, bytes[start + 1] & 0xFE == 0xF8,
            bytes[start + 3] & 1 == 0
        else { return nil }
        isVariable = bytes[start + 1] & 1 == 1
        let sizeCode = Int(bytes[start + 2] >> 4)
        let rateCode = Int(bytes[start + 2] & 15)
        let channelCode = Int(bytes[start + 3] >> 4)
        guard sizeCode != 0, rateCode != 15, channelCode < 11 else { return nil }
        channels = channelCode < 8 ? channelCode + 1 : 2
        bits = [0, 8, 12, 0, 16, 20, 24, 32][Int(bytes[start + 3] >> 1 & 7)]
        // The number is written like UTF-8, with up to 36 bits.
        let lead = bytes[start + 4]
        let extra = lead < 0x80 ? 0 : (~lead).leadingZeroBitCount - 1
        guard extra >= 0, extra <= 6 else { return nil }
        var position = start + 5
        guard position + extra + 5 <= bytes.count else { return nil }
        var value = extra == 0 ? UInt64(lead) : UInt64(lead) & (0x3F >> UInt64(extra))
        for _ in 0..<extra {
            value = value << 6 | UInt64(bytes[position] & 0x3F)
            position += 1
        }
        number = value
        switch sizeCode {
        case 1: blockSize = 192
        case 2...5: blockSize = 144 << UInt64(sizeCode)
        case 6:
            blockSize = UInt64(bytes[position]) + 1
            position += 1
        case 7:
            blockSize = (bytes.bigEndian(2, at: position) ?? 0) + 1
            position += 2
        default: blockSize = 1 << UInt64(sizeCode)
        }
        switch rateCode {
        case 12:
            rate = Int(bytes[position]) * 1000
            position += 1
        case 13, 14:
            rate = Int(bytes.bigEndian(2, at: position) ?? 0) * (rateCode == 13 ? 1 : 10)
            position += 2
        default:
            rate =
                [
                    0, 88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100,
                    48_000,
                    96_000,
                ][rateCode]
        }
        guard position < bytes.count,
            Checksum.flacHeader.add(bytes, start..<position, to: 0) == UInt32(bytes[position])
        else { return nil }
    }

    func agrees(with stream: FLACStream) -> Bool {
        (rate == 0 || rate == stream.rate) && channels == stream.channels
            && (bits == 0 || bits == stream.bits)
    }

    func follows(_ earlier: FLACFrameHeader) -> Bool {
        isVariable == earlier.isVariable
            && number == earlier.number + (isVariable ? earlier.blockSize : 1)
    }
}
