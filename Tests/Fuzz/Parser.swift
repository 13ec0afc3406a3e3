import Foundation
import MusikMeasures
import MusikModel
import MusikPlaylist
import MusikRecord
import MusikSoundFile

/// A parser of ours, fed with bytes of any kind: it ends in a value or in an error, never in a trap.
///
/// What it accepts has to hold besides: a playlist is read back equal from every format, a line of
/// the sound is written again, and a code is written as it was read.
enum Parser: String, CaseIterable {
    /// The three formats of playlists.
    case jspf, xspf, m3u8
    /// A site's pack of an instrument.
    case pack
    /// A stored event.
    case event
    /// Codes, days and times.
    case code
    /// A sound file of any format, decoded whole.
    case sound

    /// Feeds it.
    func feed(_ bytes: [UInt8]) {
        switch self {
        case .jspf: Self.playlist(bytes, .jspf)
        case .xspf: Self.playlist(bytes, .xspf)
        case .m3u8: Self.playlist(bytes, .m3u8)
        case .pack: _ = try? InstrumentPack(bytes: bytes)
        case .event: Self.event(Data(bytes))
        case .code: Self.code(String(decoding: bytes, as: UTF8.self))
        case .sound: _ = try? LoadedTrack(SoundFileBytes(bytes, path: "fuzz"))
        }
    }

    private static func playlist(_ bytes: [UInt8], _ format: PlaylistFormat) {
        guard let document = try? PlaylistFile.decode(bytes, as: format) else { return }
        for other in PlaylistFormat.allCases {
            guard let written = try? PlaylistFile.encode(document, as: other),
                let again = try? PlaylistFile.decode(written, as: other)
            else { preconditionFailure("what was read can't be kept as \(other)") }
            precondition(again == document, "what was read changes through \(other)")
        }
    }

    private static func event(_ bytes: Data) {
        guard let event = try? JSONDecoder().decode(RecordEvent.self, from: bytes),
            case .soundLine(let sound) = event.body
        else { return }
        let written = try? JSONEncoder().encode(sound.line)
        precondition(written != nil, "a line of the sound that was read can't be written")
    }

    private static func code(_ text: String) {
        let written: [String?] = [
            StudyCode(text)?.text, SiteCode(text)?.text, ActorCode(text)?.text,
            SessionCode(text).map { SessionCode($0.patient, number: $0.number).text },
            CalendarDay(text)?.description, WallTime(text)?.description,
            ContentDigest(hex: text)?.hex,
        ]
        precondition(written.allSatisfy { $0 == nil || $0 == text }, "“\(text)” changes")
    }
}
