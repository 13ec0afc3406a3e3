internal import MusikModel

/// One page of an Ogg stream (RFC 3533 section 6).
struct OggPage {
    let range: Range<Int>
    let isFirst: Bool
    let isLast: Bool
    let serial: UInt64
    let sequence: UInt64
    /// Whether the page's own checksum is right.
    let isIntact: Bool

    /// Reads the page at an offset; nil where no whole page stands there.
    init?(_ bytes: ByteView, at start: Int) {
        guard bytes.matches("OggS", at: start), start + 27 <= bytes.count else { return nil }
        let table = start + 27
        let segments = Int(bytes[start + 26])
        guard table + segments <= bytes.count else { return nil }
        var end = table + segments
        for index in 0..<segments { end += Int(bytes[table + index]) }
        guard end <= bytes.count, let serial = bytes.littleEndian(4, at: start + 14),
            let sequence = bytes.littleEndian(4, at: start + 18),
            let checksum = bytes.littleEndian(4, at: start + 22)
        else { return nil }
        range = start..<end
        let flags = bytes[start + 5]
        isFirst = flags & 2 != 0
        isLast = flags & 4 != 0
        self.serial = serial
        self.sequence = sequence
        var crc = Checksum.ogg.add(bytes, start..<start + 22, to: 0)
        crc = Checksum.ogg.addZeros(4, to: crc)
        crc = Checksum.ogg.add(bytes, start + 26..<end, to: crc)
        isIntact = UInt64(crc) == checksum
    }

    /// The codec that the first page's packet names; nil for one not played here. libsndfile
    /// 1.2.0 knows FLAC in Ogg by name but can't decode it.
    static func codec(_ bytes: ByteView) -> SoundFileLayout.Kind? {
        guard bytes.count > 27 else { return nil }
        let packet = 27 + Int(bytes[26])
        if bytes.matches("\u{1}vorbis", at: packet) { return .vorbis }
        if bytes.matches("OpusHead", at: packet) { return .opus }
        return nil
    }

    /// Checks every page of a stream: checksums, an unbroken sequence, one stream alone, and the
    /// flag on its last page. libsndfile skips damaged pages and ends at cut ones without a word.
    static func check(_ bytes: ByteView, offset: Int) -> SoundFileError.Reason? {
        var position = 0
        var serial: UInt64?
        var next: UInt64 = 0
        while true {
            guard let page = OggPage(bytes, at: position) else {
                // A page that can't be read at all was either cut off or damaged: cut off if
                // what is there could still be the start of one.
                let isStart = bytes.matches("OggS", at: position)
                let isShort = bytes.count - position < 4
                return isStart || isShort
                    ? .truncated(decoded: nil, expected: nil) : .corrupt(.byte(offset + position))
            }
            guard page.isIntact else { return .corrupt(.byte(offset + position)) }
            if page.isFirst, serial != nil { return .unsupported(.chainedOgg) }
            if serial == nil {
                serial = page.serial
                next = page.sequence
            }
            guard page.serial == serial, page.sequence == next else {
                return .corrupt(.byte(offset + position))
            }
            next = (next + 1) & 0xFFFF_FFFF
            position = page.range.upperBound
            if position == bytes.count {
                return page.isLast ? nil : .truncated(decoded: nil, expected: nil)
            }
            if page.isLast {
                let another = OggPage(bytes, at: position)
                return another?.isFirst == true
                    ? .unsupported(.chainedOgg) : .corrupt(.byte(offset + position))
            }
        }
    }
}
