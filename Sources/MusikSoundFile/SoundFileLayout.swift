/// What kind of sound file some bytes are, and which of them are sound.
struct SoundFileLayout: Sendable {
    /// The kinds this module tells apart, since each is checked and sought in its own way.
    enum Kind: Hashable, Sendable {
        case wave
        case aiff
        case flac
        case vorbis
        case opus
        case mpeg
        /// Anything else libsndfile may know (AU, CAF, W64 ...): only its frames are counted.
        case other
    }

    let kind: Kind
    /// The bytes shown to libsndfile: tags of other kinds before and after are left out.
    let audio: Range<Int>
    /// Bytes shown to libsndfile before those.
    let prefix: [UInt8]
    /// Where an MP3's frames are.
    let index: MPEGIndex?

    init(kind: Kind, audio: Range<Int>, prefix: [UInt8] = [], index: MPEGIndex? = nil) {
        self.kind = kind
        self.audio = audio
        self.prefix = prefix
        self.index = index
    }

    /// Recognises a file by its content; names and endings mean nothing.
    ///
    /// - Throws: `unsupported`, `notASoundFile`, and for MPEG audio whatever its walk finds.
    init(_ bytes: SoundFileBytes) throws(SoundFileError) {
        let whole = bytes.view
        func failure(_ reason: SoundFileError.Reason) -> SoundFileError {
            SoundFileError(reason, path: bytes.path, call: "recognise")
        }
        if let foreign = ForeignFormat(whole) { throw failure(.unsupported(foreign)) }
        let start = Self.lengthOfID3(whole)
        guard start < whole.count else { throw failure(.truncated(decoded: nil, expected: nil)) }
        let view = whole.part(start..<whole.count)
        let all = start..<whole.count
        if view.matches("RIFF", at: 0) || view.matches("RF64", at: 0) || view.matches("RIFX", at: 0)
        {
            self.init(kind: .wave, audio: all)
        } else if view.matches("FORM", at: 0) {
            self.init(kind: .aiff, audio: all)
        } else if view.matches("fLaC", at: 0) {
            self.init(kind: .flac, audio: all)
        } else if view.matches("OggS", at: 0) {
            guard let kind = OggPage.codec(view) else { throw failure(.unsupported(.otherOgg)) }
            self.init(kind: kind, audio: all)
        } else if let walk = try MPEGWalk(view, path: bytes.path, offset: start) {
            self = walk.layout
        } else if start == 0 {
            self.init(kind: .other, audio: all)
        } else {
            throw failure(.notASoundFile)
        }
    }

    /// The bytes an ID3v2 tag takes at the start; 0 where there is none (id3.org, ID3v2.4.0 §3.1).
    static func lengthOfID3(_ bytes: ByteView) -> Int {
        guard bytes.matches("ID3", at: 0), bytes.count >= 10 else { return 0 }
        var length = 0
        for offset in 6..<10 { length = length << 7 | Int(bytes[offset] & 0x7F) }
        let footer = bytes[5] & 0x10 == 0 ? 0 : 10
        return min(bytes.count, 10 + length + footer)
    }
}
