internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikSoundFile

/// What is written to a file: a planned programme, or what a session delivered.
struct Rendering {
    /// What sounds.
    let programme: Programme
    /// Its files, in memory.
    let library: LoadedLibrary
    /// The commands of a session; none for a plan.
    var script: [OfflineRenderer.ScriptedCommand] = []
    /// The turns of the bed in a session; none for a plan, which waits for its mix.
    var turns: [OfflineRenderer.ScriptedTurn] = []
    /// The level at which a session's output started.
    var startLevel: Decibels = 0
    /// How many frames a session delivered; nil for a plan, which has its own end.
    var frames: FrameCount?
    /// What is to be said about it, a sentence each.
    var notes: [String] = []

    /// A plan, with the notes of what the planner did.
    init(_ plan: Plan, _ material: ProgrammeMaterial, _ language: Language) {
        programme = plan.programme
        library = material.library
        notes = plan.notes.compactMap { $0.sentence(language) }
    }

    /// What a session delivered: the same files, checked by their digests.
    /// - Throws: 65 or 66 for a file that is not what was played.
    init(
        _ record: SessionRecord, store: AnalysisStore, progress: (Int, Int) -> Void
    ) throws(Failure) {
        programme = record.programme
        script = record.script
        turns = record.turns
        startLevel = record.startLevel
        frames = record.frames
        if record.interruptions > 0 {
            let times = counted(record.interruptions, "time", "times")
            notes = ["the device broke off \(times): the file holds what it was handed"]
        }
        let beds = record.bedCount
        if beds > 0 {
            let times = counted(beds, "time", "times")
            notes.append("the mix was late \(times): the file holds the bed that stood in")
        }
        let sources = Set(programme.clips.map(\.source)).sorted { $0.path < $1.path }
        var loaded: [LoadedTrack] = []
        for (index, source) in sources.enumerated() {
            do throws(SoundFileError) {
                loaded.append(try LoadedTrack(source: source, store: store))
            } catch {
                var failure = Failure(error)
                failure.remedy =
                    "Put the file that was played back at that place; its SHA-256 is "
                    + "\(source.digest)."
                throw failure
            }
            progress(index + 1, sources.count)
        }
        library = LoadedLibrary(loaded)
    }
}
