extension RecordBody {
    /// Reads the payload of a kind.
    public init(_ kind: Kind, from decoder: any Decoder) throws {
        switch kind {
        case .folderOpened: self = .folderOpened(try FolderOpened(from: decoder))
        case .clockConfirmed: self = .clockConfirmed(try ClockConfirmed(from: decoder))
        case .clockStepped: self = .clockStepped(try ClockStepped(from: decoder))
        case .settingsChanged: self = .settingsChanged(try SiteSettings(from: decoder))
        case .backupArranged: self = .backupArranged(try BackupArranged(from: decoder))
        case .backupMade: self = .backupMade(try BackupMade(from: decoder))
        case .backupMissed: self = .backupMissed(try BackupMissed(from: decoder))
        case .noteDestroyed: self = .noteDestroyed(try NoteDestroyed(from: decoder))
        case .explained: self = .explained(try Explained(from: decoder))
        case .patientAdded: self = .patientAdded(try PatientNoted(from: decoder))
        case .patientChanged: self = .patientChanged(try PatientNoted(from: decoder))
        case .intakeNoted: self = .intakeNoted(try PatientIntake(from: decoder))
        case .courseStarted: self = .courseStarted(try CourseStarted(from: decoder))
        case .sessionMoved: self = .sessionMoved(try SessionMoved(from: decoder))
        case .sessionMissed: self = .sessionMissed(try SessionMissed(from: decoder))
        case .sessionStarted: self = .sessionStarted(try SessionStarted(from: decoder))
        case .sessionResumed: self = .sessionResumed(try SessionResumed(from: decoder))
        case .stepTaken: self = .stepTaken(try StepTaken(from: decoder))
        case .sessionClosed: self = .sessionClosed(try SessionClosed(from: decoder))
        case .checkedIn: self = .checkedIn(try CheckedIn(from: decoder))
        case .intended: self = .intended(try Intended(from: decoder))
        case .dayNoted: self = .dayNoted(try DayNoted(from: decoder))
        case .playlistOffered: self = .playlistOffered(try PlaylistOffered(from: decoder))
        case .excerptHeard: self = .excerptHeard(try ExcerptHeard(from: decoder))
        case .excerptsCompared:
            self = .excerptsCompared(try ExcerptsCompared(from: decoder))
        case .musicChosen: self = .musicChosen(try MusicChosen(from: decoder))
        case .preflightPassed: self = .preflightPassed(try PreflightPassed(from: decoder))
        case .comfortTried: self = .comfortTried(try ComfortTried(from: decoder))
        case .gateJudged: self = .gateJudged(try GateJudged(from: decoder))
        case .infusionChanged: self = .infusionChanged(try InfusionChanged(from: decoder))
        case .programmePassed: self = .programmePassed(try ProgrammePassed(from: decoder))
        case .programmeSwitched:
            self = .programmeSwitched(try ProgrammeSwitched(from: decoder))
        case .soundLine: self = .soundLine(try SoundLine(from: decoder))
        case .vitalSigns: self = .vitalSigns(try VitalSigns(from: decoder))
        case .checkInMade: self = .checkInMade(try CheckInMade(from: decoder))
        case .marked: self = .marked(try Marked(from: decoder))
        case .blindfoldChanged: self = .blindfoldChanged(try BlindfoldChanged(from: decoder))
        case .handedOver: self = .handedOver(try HandedOver(from: decoder))
        case .adverseEvent: self = .adverseEvent(try AdverseEvent(from: decoder))
        case .distressChanged: self = .distressChanged(try DistressChanged(from: decoder))
        case .deviated: self = .deviated(try Deviated(from: decoder))
        case .debriefPassed: self = .debriefPassed(try DebriefPassed(from: decoder))
        case .debriefed: self = .debriefed(try Debriefed(from: decoder))
        case .fidelityChecked:
            self = .fidelityChecked(try FidelityChecked(from: decoder))
        case .answered: self = .answered(try Answered(from: decoder))
        case .flagChanged: self = .flagChanged(try FlagChanged(from: decoder))
        case .preferenceLogged: self = .preferenceLogged(try PreferenceLogged(from: decoder))
        case .nextPlanned: self = .nextPlanned(try NextPlanned(from: decoder))
        case .discharged: self = .discharged(try Discharged(from: decoder))
        case .trackAdded: self = .trackAdded(try TrackAdded(from: decoder))
        case .trackMeasured: self = .trackMeasured(try TrackMeasured(from: decoder))
        case .trackFound: self = .trackFound(try TrackFound(from: decoder))
        case .trackTagged: self = .trackTagged(try TrackTagged(from: decoder))
        case .trackRetired: self = .trackRetired(try TrackRetired(from: decoder))
        case .releaseMade: self = .releaseMade(try ReleaseMade(from: decoder))
        case .priorLearnt: self = .priorLearnt(try PriorLearnt(from: decoder))
        case .personNoted: self = .personNoted(try PersonNoted(from: decoder))
        case .signInTried: self = .signInTried(try SignInTried(from: decoder))
        case .signedOut: self = .signedOut(try SignedOut(from: decoder))
        case .signed: self = .signed(try Signed(from: decoder))
        case .trialDesigned: self = .trialDesigned(try TrialDesigned(from: decoder))
        case .trialJoined: self = .trialJoined(try TrialJoined(from: decoder))
        case .trialAmended: self = .trialAmended(try TrialAmended(from: decoder))
        case .enrolled: self = .enrolled(try Enrolled(from: decoder))
        case .consentGiven: self = .consentGiven(try ConsentGiven(from: decoder))
        case .consentWithdrawn: self = .consentWithdrawn(try ConsentWithdrawn(from: decoder))
        case .allocationRequested:
            self = .allocationRequested(try AllocationRequested(from: decoder))
        case .allocationMade: self = .allocationMade(try AllocationMade(from: decoder))
        case .trialOpened: self = .trialOpened(try TrialOpened(from: decoder))
        case .blindingBroken: self = .blindingBroken(try BlindingBroken(from: decoder))
        case .raterNamed: self = .raterNamed(try RaterNamed(from: decoder))
        case .armGuessed: self = .armGuessed(try ArmGuessed(from: decoder))
        case .recordsMerged: self = .recordsMerged(try RecordsMerged(from: decoder))
        case .queryRaised: self = .queryRaised(try QueryRaised(from: decoder))
        case .queryClosed: self = .queryClosed(try QueryClosed(from: decoder))
        case .itemMissing: self = .itemMissing(try ItemMissing(from: decoder))
        case .trialLocked: self = .trialLocked(try TrialLocked(from: decoder))
        case .trialUnlocked: self = .trialUnlocked(try TrialUnlocked(from: decoder))
        case .exported: self = .exported(try Exported(from: decoder))
        }
    }

    /// The payload, as it is written.
    public var payload: any Encodable {
        switch self {
        case .folderOpened(let payload): payload
        case .clockConfirmed(let payload): payload
        case .clockStepped(let payload): payload
        case .settingsChanged(let payload): payload
        case .backupArranged(let payload): payload
        case .backupMade(let payload): payload
        case .backupMissed(let payload): payload
        case .noteDestroyed(let payload): payload
        case .explained(let payload): payload
        case .patientAdded(let payload): payload
        case .patientChanged(let payload): payload
        case .intakeNoted(let payload): payload
        case .courseStarted(let payload): payload
        case .sessionMoved(let payload): payload
        case .sessionMissed(let payload): payload
        case .sessionStarted(let payload): payload
        case .sessionResumed(let payload): payload
        case .stepTaken(let payload): payload
        case .sessionClosed(let payload): payload
        case .checkedIn(let payload): payload
        case .intended(let payload): payload
        case .dayNoted(let payload): payload
        case .playlistOffered(let payload): payload
        case .excerptHeard(let payload): payload
        case .excerptsCompared(let payload): payload
        case .musicChosen(let payload): payload
        case .preflightPassed(let payload): payload
        case .comfortTried(let payload): payload
        case .gateJudged(let payload): payload
        case .infusionChanged(let payload): payload
        case .programmePassed(let payload): payload
        case .programmeSwitched(let payload): payload
        case .soundLine(let payload): payload
        case .vitalSigns(let payload): payload
        case .checkInMade(let payload): payload
        case .marked(let payload): payload
        case .blindfoldChanged(let payload): payload
        case .handedOver(let payload): payload
        case .adverseEvent(let payload): payload
        case .distressChanged(let payload): payload
        case .deviated(let payload): payload
        case .debriefPassed(let payload): payload
        case .debriefed(let payload): payload
        case .fidelityChecked(let payload): payload
        case .answered(let payload): payload
        case .flagChanged(let payload): payload
        case .preferenceLogged(let payload): payload
        case .nextPlanned(let payload): payload
        case .discharged(let payload): payload
        case .trackAdded(let payload): payload
        case .trackMeasured(let payload): payload
        case .trackFound(let payload): payload
        case .trackTagged(let payload): payload
        case .trackRetired(let payload): payload
        case .releaseMade(let payload): payload
        case .priorLearnt(let payload): payload
        case .personNoted(let payload): payload
        case .signInTried(let payload): payload
        case .signedOut(let payload): payload
        case .signed(let payload): payload
        case .trialDesigned(let payload): payload
        case .trialJoined(let payload): payload
        case .trialAmended(let payload): payload
        case .enrolled(let payload): payload
        case .consentGiven(let payload): payload
        case .consentWithdrawn(let payload): payload
        case .allocationRequested(let payload): payload
        case .allocationMade(let payload): payload
        case .trialOpened(let payload): payload
        case .blindingBroken(let payload): payload
        case .raterNamed(let payload): payload
        case .armGuessed(let payload): payload
        case .recordsMerged(let payload): payload
        case .queryRaised(let payload): payload
        case .queryClosed(let payload): payload
        case .itemMissing(let payload): payload
        case .trialLocked(let payload): payload
        case .trialUnlocked(let payload): payload
        case .exported(let payload): payload
        }
    }
}
