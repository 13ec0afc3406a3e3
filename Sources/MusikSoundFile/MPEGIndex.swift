/// Where the frames of an MP3 are, so that decoding can start anywhere in it.
///
/// libmpg123's own seeking rounds differently from decoding through, and complains on standard
/// error about the bits that frames borrow from earlier ones. So a start in the middle is shown to
/// it as a file of its own: a header, then some silent frames that only carry the bytes later ones
/// borrow, then the music from a few frames before the place that is wanted.
struct MPEGIndex: Sendable {
    /// How often a frame's place is kept. The filter bank's buffers turn round every 8 frames at
    /// most; entering a multiple of that from the start keeps the order of its sums.
    static let stride = 8
    /// Silent frames: enough for the 511 bytes a frame can borrow, at any bit rate.
    private static let carriers = 32
    /// Frames decoded and thrown away, for overlap and filter memory; two would do.
    private static let preRoll = 8

    /// The places of frames 0, 8, 16 ... in the file.
    let places: [Int]
    /// How many frames there are, and one past the last one's last byte.
    let count: Int
    let end: Int
    /// What all frames have in common.
    let header: MPEGFrameHeader
    /// The encoder's delay in samples, taken off by the decoder; 0 where it isn't known.
    let delay: Int

    /// A file that starts shortly before a decoded frame, and how many of its frames come before
    /// that; nil so near the start that decoding from there is as good.
    func entry(
        to frame: Int64, in bytes: SoundFileBytes
    ) -> (layout: SoundFileLayout, skip: Int64)? {
        // 529 samples of decoder delay are always taken off, here as in the whole file.
        let target = Int(frame) + delay + 529
        let first = (target / header.samples - Self.preRoll - Self.carriers) / Self.stride
        guard header.layer == 3, first > 0, first < places.count else { return nil }
        let view = bytes.view
        var position = places[first]
        var prefix = MPEGWalk.header(
            like: view.part(position..<position + 4), header,
            frames: count - first * Self.stride)
        var lent = 0
        for _ in 0..<Self.carriers {
            guard let head = MPEGFrameHeader(view, at: position), head.length > 0,
                position + head.length <= end
            else { return nil }
            let range = position..<position + head.length
            prefix += Self.carrier(view.part(range), head, lent: &lent)
            position = range.upperBound
        }
        let layout = SoundFileLayout(kind: .mpeg, audio: position..<end, prefix: prefix)
        return (layout, frame + Int64(delay) - Int64(first * Self.stride * header.samples))
    }

    /// A frame without music that keeps its bytes for those to come (ISO 11172-3 §2.4.1.7).
    private static func carrier(
        _ frame: ByteView, _ head: MPEGFrameHeader, lent: inout Int
    ) -> [UInt8] {
        var bytes = (0..<frame.count).map { frame[$0] }
        let side = head.isProtected ? 6 : 4
        let music = head.informationOffset + side - 4
        for offset in side..<music { bytes[offset] = 0 }
        // How far back its own data starts: as far as there are bytes, so that the decoder keeps
        // all of them. 9 bits, or 8 in MPEG-2.
        if head.isFirstGeneration {
            let back = min(lent, 511)
            bytes[side] = UInt8(back >> 1)
            bytes[side + 1] = UInt8(back & 1) << 7
        } else {
            bytes[side] = UInt8(min(lent, 255))
        }
        lent += frame.count - music
        return bytes
    }
}
