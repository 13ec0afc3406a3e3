public import MusikModel

/// Decodes a sound file whole, once: finds damage that libsndfile passes over, and measures.
public enum SoundFileAnalyser {
    /// Goes up whenever a measurement or a check changes, so that stored results are made anew.
    public static let version = 3

    /// Checks and measures a file. Takes about a hundredth of the sound's length.
    ///
    /// Checked: the container's bytes (Ogg page checksums, sequence and end flag; WAV and AIFF
    /// chunk sizes; MP3 frame by frame against its Xing header and LAME's checksum; FLAC's MD5
    /// over the decoded samples, or its frame checksums), decoded against promised frames, and
    /// every sample for being a number. **Not** detectable: changed sample bytes in WAV, AIFF and
    /// other uncompressed files; a WAV file whose header leaves its length open, cut; an MP3
    /// without Xing header cut between frames; changed bytes inside MP3 frames without LAME's
    /// checksum, or after mp3gain; the end of a FLAC file with neither length nor MD5.
    /// - Throws: what is wrong with the file. Any thread but an audio thread.
    public static func analyse(
        _ bytes: SoundFileBytes
    ) throws(SoundFileError) -> SoundFileFigures {
        let layout = try SoundFileLayout(bytes)
        return try analyse(bytes, layout)
    }

    static func analyse(
        _ bytes: SoundFileBytes, _ layout: SoundFileLayout
    ) throws(SoundFileError) -> SoundFileFigures {
        let integrity = try SoundFileIntegrity(bytes, layout)
        var pass = try AnalysisPass(bytes, layout, md5: integrity.md5)
        let frames: FrameCount
        do throws(SoundFileError) {
            frames = try pass.run()
        } catch {
            throw integrity.explained(error)
        }
        try integrity.compare(decoded: frames, declared: pass.declaredFrames, md5: pass.takeMD5())
        return try pass.result(digest: bytes.digest, frames: frames)
    }
}

/// All that one whole decoding finds.
public struct SoundFileFigures: Hashable, Sendable {
    /// What a programme is planned with.
    public var analysis: TrackAnalysis
    /// What curation is done with.
    public var features: TrackFeatures
}
