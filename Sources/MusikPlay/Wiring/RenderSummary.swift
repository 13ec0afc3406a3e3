internal import MusikModel
internal import MusikProgramme
internal import MusikSoundFile

/// What `render --json` says of a file.
struct RenderSummary: Encodable {
    /// One clip as it stands on the timeline.
    struct ClipSummary: Encodable {
        var path: String
        var title: String
        var kind: String
        /// The first frame taken from the file, at the file's own rate.
        var sourceStartFrame: Int64
        var startFrame: Int64
        var endFrame: Int64
        var gainDb: Double
        var fadeInFrames: Int64
        var fadeOutFrames: Int64
    }

    var sampleRate: Int
    var frames: Int64
    var clips: [ClipSummary]
    var integratedLUFS: Double?
    var truePeakDBTP: Double?
    var pcmSHA256: String?

    /// Sums up a rendering.
    init(
        _ programme: Programme, written: SoundFileWriter.Summary,
        measured: (integrated: Decibels, truePeak: Decibels)?
    ) {
        sampleRate = programme.rate.hertz
        frames = written.frames.value
        clips = programme.clips.filter { $0.kind != .bed }.map(ClipSummary.init)
        integratedLUFS = measured.flatMap {
            $0.integrated.value.isFinite ? $0.integrated.value : nil
        }
        truePeakDBTP = measured.flatMap { $0.truePeak.value.isFinite ? $0.truePeak.value : nil }
        pcmSHA256 = written.pcmSHA256?.hex
    }
}

extension RenderSummary.ClipSummary {
    /// The clip's places; its gain is the one in its middle, before the line towards the seams.
    init(_ clip: Clip) {
        func frames(_ direction: Fade.Direction) -> Int64 {
            clip.fades.filter { $0.direction == direction }.map(\.length.value).max() ?? 0
        }
        self.init(
            path: clip.source.path, title: clip.title, kind: clip.kind.rawValue,
            sourceStartFrame: clip.sourceStart.value, startFrame: clip.start.value,
            endFrame: clip.end.value,
            gainDb: clip.gain.gain(at: clip.start + FrameCount(clip.length.value / 2)).value,
            fadeInFrames: frames(.incoming), fadeOutFrames: frames(.outgoing))
    }
}
