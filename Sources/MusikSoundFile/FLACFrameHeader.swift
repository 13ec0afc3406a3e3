/// The head of one FLAC frame (RFC 9639 section 9.1).
struct FLACFrameHeader {
    private let isVariable: Bool
    /// Of the frame where blocks are of one size, else of its first sample.
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

    /// Whether it is a later frame of the same stream.
    func comes(after earlier: FLACFrameHeader, in stream: FLACStream) -> Bool {
        isVariable == earlier.isVariable && number > earlier.number
            && end(in: stream) <= stream.frames.map { UInt64($0) } ?? .max
    }

    /// One past its last sample.
    func end(in stream: FLACStream) -> UInt64 {
        (isVariable ? number : number * UInt64(stream.block)) + blockSize
    }
}
