internal import GRDB
internal import MusikModel
internal import MusikRecord

/// The views of the library.
extension RecordViews {
    func add(_ added: TrackAdded, _ recorded: RecordedEvent) throws {
        try run(
            """
            INSERT INTO track (digest, path, title, version, seconds, audibleSeconds, intensity,
                voiceHint, genres, missing, figures)
            VALUES (?, ?, ?, 0, 0, 0, 0, 0, '', ?, ?)
            """,
            [
                added.digest.hex, added.path, added.title, Self.lines(TrackTags().missing),
                recorded.number,
            ])
        try measure(added.digest, added.figures, recorded)
    }

    func measure(
        _ digest: ContentDigest, _ figures: TrackFigures, _ recorded: RecordedEvent
    ) throws {
        try run(
            """
            UPDATE track SET version = ?, seconds = ?, audibleSeconds = ?, integrated = ?,
                intensity = ?, brightness = ?, tempo = ?, voiceHint = ?, figures = ?
            WHERE digest = ?
            """,
            [
                figures.version, figures.seconds, figures.audibleEnd - figures.audibleStart,
                figures.integrated, figures.intensity, figures.brightness, figures.tempo,
                figures.voiceHint, recorded.number, digest.hex,
            ])
    }

    func find(_ found: TrackFound) throws {
        for table in ["track", "releaseTrack"] {
            try run(
                "UPDATE \(table) SET path = ? WHERE digest = ?", [found.path, found.digest.hex])
        }
    }

    /// Every tag is as the event says. An approval holds for what was approved: it is the event's
    /// that says so, whatever was approved before.
    func tag(_ tagged: TrackTagged, _ recorded: RecordedEvent) throws {
        let (tags, event) = (tagged.tags, recorded.event)
        try run(
            """
            UPDATE track SET title = coalesce(?, title), lyrics = ?, genres = ?, missing = ?,
                approvedBy = ?, approved = ?, tags = ?
            WHERE digest = ?
            """,
            [
                tags.title, tags.lyrics?.rawValue, Self.lines(tags.genres.map { $0.lowercased() }),
                Self.lines(tags.missing), tags.isApproved ? event.author.actor.text : nil,
                tags.isApproved ? event.time.microseconds : nil, recorded.number,
                tagged.digest.hex,
            ])
    }

    func retire(_ retired: TrackRetired, _ event: RecordEvent) throws {
        try run(
            "UPDATE track SET retired = ? WHERE digest = ?",
            [retired.isRetired ? event.time.microseconds : nil, retired.digest.hex])
    }

    func release(_ release: ReleaseMade, _ recorded: RecordedEvent) throws {
        let event = recorded.event
        try run(
            "INSERT INTO release (number, name, made, actor, tracks) VALUES (?, ?, ?, ?, ?)",
            [
                recorded.number, release.name, event.time.description, event.author.actor.text,
                release.tracks,
            ])
        try run(
            """
            INSERT INTO releaseTrack SELECT ?, * FROM track
            WHERE approvedBy IS NOT NULL AND retired IS NULL
            """, [release.name])
    }

    /// Texts as lines with an end before and after each, so that one is found as a whole.
    private static func lines(_ texts: [String]) -> String {
        texts.isEmpty ? "" : "\n" + texts.joined(separator: "\n") + "\n"
    }
}
