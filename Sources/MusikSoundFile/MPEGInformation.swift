/// What an encoder wrote into the silent first frame of an MP3 file: the Xing header with LAME's
/// extension ("Mp3 Info Tag revision 1"), or Fraunhofer's VBRI.
struct MPEGInformation {
    /// Frames after this one; nil where it doesn't say.
    let frames: Int?
    /// Bytes from this frame to the end of the last; nil where it doesn't say.
    let bytes: Int?
    /// Samples to drop at the start and the end; nil without LAME's extension.
    let gap: (delay: Int, padding: Int)?
    /// LAME's checksum of all bytes after this frame; nil without its extension or where it is 0.
    let musicChecksum: UInt32?
    /// Whether LAME's checksum of this frame is right; true where there is none.
    let isIntact: Bool
    /// Whether libsndfile understands it (Xing with a frame count).
    let isUsable: Bool

    /// Reads the information in a frame; nil where the frame is an ordinary one.
    init?(_ bytes: ByteView, at start: Int, _ header: MPEGFrameHeader) {
        guard header.layer == 3 else { return nil }
        let usual = start + header.informationOffset
        let tag = bytes.matches("VBRI", at: start + 36) ? start + 36 : usual
        if bytes.matches("VBRI", at: tag) {
            frames = bytes.bigEndian(4, at: tag + 14).map(Int.init)
            self.bytes = bytes.bigEndian(4, at: tag + 10).map(Int.init)
            gap = nil
            musicChecksum = nil
            isIntact = true
            isUsable = false
            return
        }
        guard bytes.matches("Xing", at: tag) || bytes.matches("Info", at: tag),
            let flags = bytes.bigEndian(4, at: tag + 4)
        else { return nil }
        var position = tag + 8
        func next(_ bit: UInt64, _ size: Int) -> UInt64? {
            guard flags & bit != 0 else { return nil }
            defer { position += size }
            return bytes.bigEndian(4, at: position)
        }
        frames = next(1, 4).map(Int.init)
        self.bytes = next(2, 4).map(Int.init)
        _ = next(4, 100)
        _ = next(8, 4)
        isUsable = frames != nil
        let lame = position
        guard Self.hasEncoder(bytes, at: lame),
            let packed = bytes.bigEndian(3, at: lame + 21),
            let music = bytes.bigEndian(2, at: lame + 32),
            let own = bytes.bigEndian(2, at: lame + 34)
        else {
            gap = nil
            musicChecksum = nil
            isIntact = !Self.isDamaged(bytes, at: start)
            return
        }
        gap = (Int(packed >> 12), Int(packed & 0xFFF))
        musicChecksum = music == 0 ? nil : UInt32(music)
        isIntact =
            own == 0 || UInt64(Checksum.lame.add(bytes, start..<lame + 34, to: 0)) == own
    }

    /// Whether a frame that doesn't read as information once was some: no side information, and an
    /// encoder's name where it stands in such a frame of any kind.
    static func isDamaged(_ bytes: ByteView, at start: Int) -> Bool {
        guard start + 160 <= bytes.count, (start + 6..<start + 13).allSatisfy({ bytes[$0] == 0 })
        else { return false }
        return [9, 17, 32].contains { hasEncoder(bytes, at: start + 4 + $0 + 120) }
    }

    private static func hasEncoder(_ bytes: ByteView, at start: Int) -> Bool {
        bytes.matches("LAME", at: start) || bytes.matches("Lavc", at: start)
            || bytes.matches("Lavf", at: start)
    }
}
