public import MusikModel

/// What can go wrong in the engine itself; sources and outputs have errors of their own.
public enum EngineError: Error, Hashable {
    /// A file decoded to fewer frames than its analysis found when the programme was planned.
    case sourceTooShort(frames: FrameCount)
}
