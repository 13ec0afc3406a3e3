internal import MusikEngine
internal import MusikProgramme

extension SourceSegment {
    /// The passage as something that can be decoded.
    init(_ passage: Passage) {
        self.init(source: passage.source, start: passage.start, frames: passage.length)
    }
}
