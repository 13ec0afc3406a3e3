/// A kind of sound file that has to be converted before it can be played here.
public enum ForeignFormat: Hashable, Sendable {
    /// AAC or ALAC in an MPEG-4 container (.m4a, .mp4).
    case mpeg4
    /// A bare AAC stream (.aac).
    case adts
    /// Windows Media (.wma).
    case windowsMedia
    /// Matroska or WebM.
    case matroska
    /// WavPack.
    case wavPack
    /// Monkey's Audio.
    case monkeysAudio
    /// One-bit DSD (.dsf, .dff).
    case dsd
    /// Notes, not sound (.mid).
    case midi
    /// Several Ogg streams after or beside each other in one file.
    case chainedOgg
    /// An Ogg stream that is neither Vorbis nor Opus, such as Speex, or FLAC in Ogg.
    case otherOgg
    /// MPEG audio without a fixed bit rate per frame ("free format").
    case freeFormatMPEG
    /// More than 8 channels.
    case channels(Int)
    /// Channels without places of their own, such as ambisonics.
    case ambisonic
    /// A rate below 8 kHz or above 768 kHz.
    case rate(Int)

    /// Recognises formats that only a converter reads, from a file's first bytes.
    init?(_ bytes: ByteView) {
        if bytes.matches("ftyp", at: 4) {
            self = .mpeg4
        } else if bytes.matches([0x30, 0x26, 0xB2, 0x75], at: 0) {
            self = .windowsMedia
        } else if bytes.matches([0x1A, 0x45, 0xDF, 0xA3], at: 0) {
            self = .matroska
        } else if bytes.matches("wvpk", at: 0) {
            self = .wavPack
        } else if bytes.matches("MAC ", at: 0) {
            self = .monkeysAudio
        } else if bytes.matches("DSD ", at: 0) || bytes.matches("FRM8", at: 0) {
            self = .dsd
        } else if bytes.matches("MThd", at: 0) {
            self = .midi
        } else if bytes.count >= 2, bytes[0] == 0xFF, bytes[1] & 0xF6 == 0xF0 {
            // ADTS shares MPEG audio's sync word; its layer bits are always zero, which no MPEG
            // audio frame has.
            self = .adts
        } else {
            return nil
        }
    }
}
