internal import MusikModel

/// Goes through a FLAC file's frames by their own checksums (RFC 9639 section 9.3) and tells
/// damage from a missing end.
struct FLACWalk {
    /// What the frames show.
    enum Finding: Hashable {
        /// Every byte belongs to a frame that is whole.
        case intact
        /// They end too early.
        case cut
        /// The frame at this byte is damaged; others follow it.
        case damaged(at: Int)
        /// The last frame, at this byte, is damaged or cut: its bytes look the same either way.
        case endDamaged(at: Int)
    }

    private(set) var finding = Finding.intact
    /// Samples up to the end of the last frame found.
    private(set) var samples: UInt64 = 0

    init(_ stream: FLACStream, _ bytes: ByteView) {
        finding = find(stream, bytes)
    }

    /// What is wrong, by the frames alone; nil where they are intact.
    func fault(offset: Int) -> SoundFileError.Reason? {
        switch finding {
        case .intact: nil
        case .cut: .truncated(decoded: nil, expected: nil)
        case .damaged(let place): .corrupt(.byte(offset + place))
        case .endDamaged(let place): .corrupt(.end(offset + place))
        }
    }

    /// A frame ends where the sum over its bytes comes to zero and the next header, with the next
    /// number, follows.
    private mutating func find(_ stream: FLACStream, _ bytes: ByteView) -> Finding {
        guard var frame = FLACFrameHeader(bytes, at: stream.audio) else {
            return .damaged(at: stream.audio)
        }
        var start = stream.audio
        // Where this frame may have ended, if the next one's header is what is damaged.
        var possibleEnd: Int?
        var crc: UInt32 = 0
        for position in stream.audio..<bytes.count {
            crc = Checksum.flacFrame.add(bytes[position], to: crc)
            guard crc == 0, position + 3 < bytes.count else { continue }
            if possibleEnd == nil, Self.isLikeStart(bytes, at: position + 1, as: start) {
                possibleEnd = position + 1
            }
            guard let next = FLACFrameHeader(bytes, at: position + 1), next.follows(frame)
            else { continue }
            frame = next
            start = position + 1
            possibleEnd = nil
        }
        samples = frame.end(in: stream)
        if crc == 0 { return .intact }
        if let (later, place) = Self.laterFrame(after: frame, in: bytes, from: start + 1, stream) {
            if let possibleEnd, possibleEnd < place, !later.follows(frame) {
                return .damaged(at: possibleEnd)
            }
            return .damaged(at: start)
        }
        return Self.ending(frame, start, possibleEnd, stream, count: bytes.count)
    }

    /// Whether two of three things stand there that all frames begin with, the sync code's bytes
    /// and the rate: a damaged header.
    private static func isLikeStart(_ bytes: ByteView, at place: Int, as start: Int) -> Bool {
        let masks: [UInt8] = [0xFF, 0xFF, 0x0F]
        return (0..<3).count {
            bytes[place + $0] & masks[$0] == bytes[start + $0] & masks[$0]
        } >= 2
    }

    /// The first header of a later frame; a chance one would need its checksum and number right.
    private static func laterFrame(
        after frame: FLACFrameHeader, in bytes: ByteView, from start: Int, _ stream: FLACStream
    ) -> (FLACFrameHeader, place: Int)? {
        for position in start..<max(start, bytes.count) where bytes[position] == 0xFF {
            if let header = FLACFrameHeader(bytes, at: position), header.agrees(with: stream),
                header.comes(after: frame, in: stream)
            {
                return (header, position)
            }
        }
        return nil
    }

    /// Nothing whole follows: the rest is more than one frame can hold, or the last frame by its
    /// number, or else the end is missing.
    private static func ending(
        _ frame: FLACFrameHeader, _ start: Int, _ possibleEnd: Int?, _ stream: FLACStream,
        count: Int
    ) -> Finding {
        if count - start > 2 * stream.longestFrame { return .damaged(at: possibleEnd ?? start) }
        guard let frames = stream.frames else { return .endDamaged(at: start) }
        let isLast = frame.end(in: stream) >= UInt64(frames)
        let isNextLast = frame.end(in: stream) + UInt64(stream.block) >= UInt64(frames)
        if isLast { return .endDamaged(at: start) }
        // The frame before the last is whole, and what is left of the last has no header.
        if isNextLast, let possibleEnd { return .endDamaged(at: possibleEnd) }
        return .cut
    }
}
