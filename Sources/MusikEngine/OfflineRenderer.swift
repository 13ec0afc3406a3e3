public import MusikModel
public import MusikProgramme
public import MusikRealtime

/// Renders a programme without a device and without a clock, through the same mixer and chain as
/// live playback.
public struct OfflineRenderer {
    /// A command and the delivered frame it took effect at, as an output logged it.
    public struct ScriptedCommand: Hashable, Sendable {
        /// The delivered frame, a multiple of 256.
        public var frame: FrameCount
        /// The command.
        public var command: FeedCommand

        /// A command at a frame.
        public init(frame: FrameCount, command: FeedCommand) {
            self.frame = frame
            self.command = command
        }
    }

    /// A turn of the bed and the delivered frame it took effect at, as an output logged it.
    public struct ScriptedTurn: Hashable, Sendable {
        /// The delivered frame, a multiple of 256.
        public var frame: FrameCount
        /// The turn.
        public var turn: BedTurn

        /// A turn at a frame.
        public init(frame: FrameCount, turn: BedTurn) {
            self.frame = frame
            self.turn = turn
        }
    }

    /// A stretch of rendered frames, valid during one call of the sink.
    @safe public struct Stretch {
        /// How many frames.
        public let frames: Int
        /// The stereo frames before conversion; empty where nobody asked for them.
        public let samples: UnsafeBufferPointer<Float>
        /// The same frames in the output's format.
        public let bytes: UnsafeRawBufferPointer

        /// The largest absolute sample; 1 is full scale.
        public var samplePeak: Float { unsafe MixKernel.peak(samples) }
    }

    /// Decoder threads; as many as the machine has cores is best.
    public var decoderThreads = 2
    /// The output's format.
    public var format = SampleFormat.s16
    /// Whether the sink is handed the frames before conversion as well.
    public var givesSamples = true
    /// Guard, dither and level.
    public var options = OutputFeed.Options()
    /// Whether the landing bed, which is no part of the programme, is rendered as well.
    public var playsBed = false
    /// Seconds of decoded sound held at most: two thirds of a piece keep two cores busy, in 77 MB.
    public var stockSeconds = 200.0

    /// Frames rendered at a time: less than the ring holds, and enough for few, large writes.
    private static let chunk = 16_384

    /// A renderer with the usual options.
    public init() {}

    /// Renders to the end of the programme, or of its landing bed where that is wanted.
    ///
    /// - Parameters:
    ///   - script: commands to repeat, in order of their frames.
    ///   - turns: turns of the bed to repeat, in order of their frames; of itself a rendering waits
    ///     for the mix and has none.
    ///   - sink: takes the frames; what it throws ends the rendering.
    /// - Throws: a decoding error, naming the file, or what the sink throws.
    public func render(
        _ programme: Programme, library: any AudioLibrary, script: [ScriptedCommand] = [],
        turns: [ScriptedTurn] = [], sink: (Stretch) throws -> Void
    ) throws {
        let programme = playsBed ? programme : programme.withoutBed
        let end = playsBed ? programme.lastFrame : programme.end
        let ring = MixRing(
            rate: programme.rate, aheadSeconds: 0.5,
            bed: turns.isEmpty ? nil : .drone(at: programme.rate))
        let decoders = Decoders(
            programme: programme, from: 0, library: library, threads: decoderThreads,
            horizonSeconds: .infinity, stockSeconds: stockSeconds, refillShare: 0.125,
            patience: 8)
        defer { decoders.stop() }
        let mixer = Mixer(programme: programme, from: 0, decoders: decoders)
        var options = options
        options.isWatched = false
        options.keepsTime = false
        let feed = OutputFeed(ring: ring, options: options)
        feed.setFormat(givesSamples ? .float32 : format)
        let samples = UnsafeMutablePointer<Float>.allocate(capacity: Self.chunk * 2)
        let bytes = UnsafeMutableRawPointer.allocate(
            byteCount: Self.chunk * SampleFormat.largestFrameSize, alignment: 16)
        defer {
            unsafe samples.deallocate()
            unsafe bytes.deallocate()
        }
        ring.end = end
        var script = script.filter { $0.command.kind != .play }[...]
        // What took effect at frame 0 did so before the programme started.
        for next in script.prefix(while: { $0.frame == 0 }) { _ = feed.send(next.command) }
        script = script.drop { $0.frame == 0 }
        _ = feed.send(FeedCommand(.play))
        var turns = turns[...]
        var delivered: Int64 = 0
        while true {
            try fill(ring, from: mixer, decoders, to: end)
            while let next = turns.first, feed.stage(next.turn, at: next.frame.value) {
                turns.removeFirst()
            }
            var count = Self.chunk
            // A command takes effect on the block that goes in: one block after what comes out.
            let goingIn = delivered + Int64(OutputFeed.blockFrames)
            while let next = script.first, next.frame.value <= goingIn {
                _ = feed.send(next.command)
                script.removeFirst()
            }
            if let next = script.first {
                count = Int(min(Int64(count), next.frame.value - goingIn))
            }
            let target = unsafe givesSamples ? UnsafeMutableRawPointer(samples) : bytes
            let report = unsafe feed.render(into: target, frames: count)
            let frames = report.recordedFrames
            if givesSamples {
                unsafe SampleConversion.convert(
                    samples, frames: frames, to: format, at: bytes, index: delivered,
                    dither: options.dither)
            }
            try unsafe sink(
                Stretch(
                    frames: frames,
                    samples: UnsafeBufferPointer(
                        start: samples, count: givesSamples ? frames * 2 : 0),
                    bytes: UnsafeRawBufferPointer(
                        start: bytes, count: frames * format.frameSize)))
            delivered += Int64(frames)
            while feed.nextEvent() != nil {}
            if report.isFinished { return }
        }
    }

    private func fill(
        _ ring: MixRing, from mixer: Mixer, _ decoders: Decoders, to end: FrameCount
    ) throws {
        while ring.room >= Mixer.block, mixer.head < end {
            mixer.advance(ring)
            if mixer.missingFrames > 0 {
                throw decoders.takeFailures().first?.error
                    ?? EngineError.sourceTooShort(frames: FrameCount(mixer.missingFrames))
            }
        }
    }
}
