internal import MusikModel

/// The chunks of a WAV (RIFF, RIFX, RF64) or AIFF file, compared with the file's size.
///
/// libsndfile shortens a chunk that runs past the end of the file and says nothing. Damage inside
/// the samples can't be detected in these formats, nor in any other that libsndfile reads and
/// that isn't named here; and a WAV file that was streamed (size 0 or 0xFFFFFFFF) can't tell
/// where it should end.
enum ChunkWalk {
    /// What is wrong with a WAV file.
    static func checkWave(_ bytes: ByteView, offset: Int) -> SoundFileError.Reason? {
        let isBig = bytes.matches("RIFX", at: 0)
        func number(_ count: Int, _ at: Int) -> Int? {
            let value = isBig ? bytes.bigEndian(count, at: at) : bytes.littleEndian(count, at: at)
            return value.flatMap { Int(exactly: $0) }
        }
        guard bytes.matches("WAVE", at: 8) else {
            return bytes.count < 12 ? .truncated(decoded: nil, expected: nil) : .notASoundFile
        }
        var frameBytes = 0
        var longData: Int?
        var position = 12
        while let size = number(4, position + 4) {
            let body = position + 8
            if bytes.matches("ds64", at: position) {
                longData = number(8, body + 8)
            } else if bytes.matches("fmt ", at: position) {
                frameBytes = number(2, body + 12) ?? 0
            } else if bytes.matches("data", at: position) {
                let isStreamed = longData == nil && (size == 0 || size == 0xFFFF_FFFF)
                if isStreamed { return body < bytes.count ? nil : .zeroFrames }
                let length = size == 0xFFFF_FFFF ? longData ?? size : size
                return missing(length, of: bytes.count - body, frameBytes: frameBytes)
            }
            position = body + size + size & 1
        }
        return .truncated(decoded: nil, expected: nil)
    }

    /// What is wrong with an AIFF file.
    static func checkAIFF(_ bytes: ByteView, offset: Int) -> SoundFileError.Reason? {
        guard bytes.matches("AIFF", at: 8) || bytes.matches("AIFC", at: 8) else {
            return bytes.count < 12 ? .truncated(decoded: nil, expected: nil) : .notASoundFile
        }
        var frameBytes = 0
        var hasSound = false
        var frames = 0
        var position = 12
        while let size = bytes.bigEndian(4, at: position + 4).map(Int.init) {
            let body = position + 8
            if bytes.matches("COMM", at: position) {
                let channels = bytes.bigEndian(2, at: body).map(Int.init) ?? 0
                let bits = bytes.bigEndian(2, at: body + 6).map(Int.init) ?? 0
                frames = bytes.bigEndian(4, at: body + 2).map(Int.init) ?? 0
                frameBytes = channels * ((bits + 7) / 8)
            } else if bytes.matches("SSND", at: position) {
                hasSound = true
                let fault = missing(size, of: bytes.count - body, frameBytes: frameBytes)
                if let fault { return fault }
            }
            position = body + size + size & 1
        }
        // Where the description stands after the sound, a cut takes it away.
        return hasSound && frameBytes > 0 || frames == 0 && frameBytes > 0
            ? nil : .truncated(decoded: nil, expected: nil)
    }

    private static func missing(
        _ length: Int, of available: Int, frameBytes: Int
    ) -> SoundFileError.Reason? {
        guard length > available else { return nil }
        guard frameBytes > 0 else { return .truncated(decoded: nil, expected: nil) }
        return .truncated(
            decoded: FrameCount(max(0, available) / frameBytes),
            expected: FrameCount(length / frameBytes))
    }
}
