/// The four bytes before each MPEG audio frame (ISO 11172-3 section 2.4.2.3, ISO 13818-3).
struct MPEGFrameHeader {
    /// Whether this is MPEG-1; MPEG-2 and 2.5 have half the rates.
    let isFirstGeneration: Bool
    let layer: Int
    let rate: Int
    let isMono: Bool
    /// Whether two bytes of checksum follow the header.
    let isProtected: Bool
    /// Bytes of the whole frame; 0 for free format.
    let length: Int
    /// Frames (samples per channel) it decodes to.
    let samples: Int

    /// Reads the header at an offset; nil where none stands there.
    init?(_ bytes: ByteView, at start: Int) {
        guard let word = bytes.bigEndian(4, at: start), word >> 21 == 0x7FF else { return nil }
        let version = Int(word >> 19 & 3)
        let layerBits = Int(word >> 17 & 3)
        let bitRateIndex = Int(word >> 12 & 15)
        let rateIndex = Int(word >> 10 & 3)
        guard version != 1, layerBits != 0, bitRateIndex != 15, rateIndex != 3 else { return nil }
        isFirstGeneration = version == 3
        layer = 4 - layerBits
        isProtected = word >> 16 & 1 == 0
        isMono = word >> 6 & 3 == 3
        rate = [44_100, 48_000, 32_000][rateIndex] >> (version == 3 ? 0 : version == 2 ? 1 : 2)
        let padding = Int(word >> 9 & 1)
        samples = layer == 1 ? 384 : layer == 3 && !isFirstGeneration ? 576 : 1152
        let bitRate = Self.kilobits(isFirstGeneration, layer)[bitRateIndex] * 1000
        guard bitRate > 0 else {
            length = 0
            return
        }
        length =
            layer == 1
            ? (12 * bitRate / rate + padding) * 4 : samples / 8 * bitRate / rate + padding
    }

    private static func kilobits(_ isFirstGeneration: Bool, _ layer: Int) -> [Int] {
        switch (isFirstGeneration, layer) {
        case (true, 1): [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448]
        case (true, 2): [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384]
        case (true, _): [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
        case (false, 1): [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256]
        case (false, _): [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
        }
    }

    /// Whether a frame can follow in the same stream.
    func continues(_ other: MPEGFrameHeader) -> Bool {
        isFirstGeneration == other.isFirstGeneration && layer == other.layer && rate == other.rate
            && isMono == other.isMono
    }

    /// Where an encoder's information stands in a layer III frame: after the side information.
    var informationOffset: Int {
        4 + (isFirstGeneration ? (isMono ? 17 : 32) : (isMono ? 9 : 17))
    }
}
