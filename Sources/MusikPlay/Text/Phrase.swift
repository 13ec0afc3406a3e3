internal import MusikModel
internal import MusikRealtime
internal import MusikRecord
internal import MusikSession

/// Everything that a person reads during a session, in every language there is.
///
/// The two languages stand side by side in `Phrase+Catalogue.swift`, so that none can be forgotten.
enum Phrase: Hashable, Sendable {
    // Kinds and states
    case demonstration, rehearsal, armMusic, armCues, armLive, armSilence
    case ready, opening, openingLive, playing, paused, windingDown, landing, quiet, talkingOver
    case ended
    // The screen's lines
    case elapsedOf(elapsed: String, total: String), left(String)
    case now, next, nothingFollows, startsIn(String), lastPiece
    case infusion, infusionNotStarted, infusionMinute(Int, of: Double)
    case infusionMinuteAfterEnd(Int, planned: Double)
    case headphones, speakers, muted, underruns(Int)
    case deviceOpening, devicePlaying, deviceLost, deviceSilent
    case anyKeyCloses, tooNarrow(columns: Int, lines: Int)
    // Keys
    case keyEnter, keySpace, keyTab, keyLetter(String)
    case doStart, doInfusionStarted, doPause, doSkip, doLevelUp, doLevelDown, doNextOutput, doMute
    case doTalkOver, doCalmer, doStronger, doWindDown, doExtend, doMarker, doEmergencyQuiet, doStop
    case doHelp
    case doInfusionOver, doVitals, doVitalsAgain, doCheckIn, doDistress, doWish(Deviated.Wish),
        doBlindfold
    case doHandOver, doAdverseEvent
    case shortStart, shortPause, shortSkip, shortTalk, shortQuiet, shortCalmer, shortWindDown
    case shortExtend, shortStop, shortHelp, keyOnlySpace
    case shortDistress, shortVitals, shortCheckIn, shortStopMusic
    // Notices
    case placeholderSpeech, placeholdersLeft(String), noSoundCard, rightsRefused, fiveMinutesLeft
    case pieceReplaced(bad: String, by: String, reason: String)
    case pieceDropped(bad: String, reason: String)
    case planChanged(String), markerSet(String), planRefused(String), clockOff(String, Int)
    case trouble(Trouble, SessionScreenState.Output.Purpose?)
    case volumeRestored(String, louder: Double), volumeRefused(String, excess: Double)
    case ceilingLimits(String, highest: Double)
    case readingDue(Int), checkInDue, checkInKept, vitalsKept(String)
    case noSuchReading(String), noSuchActor(String), readingWanted(Int), checkInWanted
    case vitalsCorrected(String), noReading
    case wishKept(Deviated.Wish), blindfoldKept(isWorn: Bool), handedOver(String), adverseKept
    case infusionOver
    // What is typed while it plays
    case typeVitals, typeVitalsAgain(String), typeActor, typeAdverse
    case askSeverity, severity(AdverseEvent.Severity), askOutcome, outcome(AdverseEvent.Outcome)
    case askDistress, isReassured, isCalmer, soundOff, medicineGiven, infusionStopped, hasEased
    case takenBack, mayFallAsleep, eventsStuck, eventsLost(Int), messagesKept(String), consoleSays(
        String)
    // Questions and their answers
    case askEndAfterPause(length: String), keepEnd, moveEnd
    case askEndAfterInfusion, endLater(String), endEarlier(String), endCalmly(String)
    case askOtherProgramme(SupportArm), stayAsItIs, takeOther
    case askStop, goOn, stopNow
    case askReserve(bad: String, reason: String), takeReserve
    case askLandingEnd, endLanding
    case askSpokenOpening, openingIsOver
    // Preflight
    case preflight, checkingFiles(done: Int, of: Int), filesReady(Int, withOpening: Bool)
    case ceilingSet(String, highest: Double, ceiling: Double), unmeasured(String)
    case outputReady(name: String), outputFailed(name: String, reason: String)
    case realTimeReady, diskSpaceLow(String)
    case planned(pieces: Int, length: String), pressToStart

    /// What is to be said of something that a device told, if anything is.
    static func notice(of event: DeviceEvent, on device: String) -> Phrase? {
        let decibels = Double(event.hundredths) / 100
        switch event.kind {
        case .volumeRestored: return .volumeRestored(device, louder: decibels)
        case .volumeRefused: return .volumeRefused(device, excess: decibels)
        case .opened, .underrun, .lostTime, .lost, .recovered, .resumed, .dropped, .rightsRefused,
            .volumeSet:
            return nil
        }
    }

    /// The text in a language.
    func text(_ language: Language) -> String {
        language.choice(of: inBothLanguages)
    }
}
