extension RecordBody {
    /// The kinds, as they are written.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// The folder was made.
        case folderOpened = "folder.opened"
        /// The wall clock was confirmed.
        case clockConfirmed = "clock.confirmed"
        /// The wall clock went back.
        case clockStepped = "clock.stepped"
        /// The site's settings changed.
        case settingsChanged = "settings.changed"
        /// Where copies are to be made.
        case backupArranged = "backup.arranged"
        /// A copy was made.
        case backupMade = "backup.made"
        /// There is no copy on a second medium.
        case backupMissed = "backup.missed"
        /// A note was destroyed.
        case noteDestroyed = "note.destroyed"
        /// A reason was given afterwards.
        case explained
        /// A patient begins to be known.
        case patientAdded = "patient.added"
        /// What is known of a patient changed.
        case patientChanged = "patient.changed"
        /// The music discussion.
        case intakeNoted = "intake"
        /// A course begins.
        case courseStarted = "course.started"
        /// A session takes place on another day.
        case sessionMoved = "session.moved"
        /// A session did not take place.
        case sessionMissed = "session.missed"
        /// A session begins.
        case sessionStarted = "session.started"
        /// A session goes on after a restart.
        case sessionResumed = "session.resumed"
        /// A step was done or left out.
        case stepTaken = "session.step"
        /// A session is over.
        case sessionClosed = "session.closed"
        /// The check-in was held.
        case checkedIn = "checkIn"
        /// Today's intentions.
        case intended = "intentions"
        /// What the patient said of the day.
        case dayNoted = "day"
        /// Lists were offered.
        case playlistOffered = "playlist.offered"
        /// An excerpt was heard.
        case excerptHeard = "excerpt.heard"
        /// Two excerpts were compared.
        case excerptsCompared = "excerpts.compared"
        /// What is to be heard.
        case musicChosen = "music.chosen"
        /// Everything was found ready.
        case preflightPassed = "preflight.passed"
        /// The loudest passage was heard.
        case comfortTried = "comfort.tried"
        /// Whether the infusion may go ahead.
        case gateJudged = "gate.judged"
        /// The infusion.
        case infusionChanged = "infusion.changed"
        /// An end of the programme.
        case programmePassed = "programme.passed"
        /// The other arm's programme follows.
        case programmeSwitched = "programme.switched"
        /// What happened in the sound.
        case soundLine = "sound"
        /// A reading of the vital signs.
        case vitalSigns = "vitals"
        /// A prompt to check in was followed.
        case checkInMade = "prompt.checkIn"
        /// A moment was marked.
        case marked
        /// The blindfold.
        case blindfoldChanged = "blindfold"
        /// Another clinician takes over.
        case handedOver
        /// Something untoward.
        case adverseEvent
        /// Distress.
        case distressChanged = "distress"
        /// A wish against the plan.
        case deviated = "deviation"
        /// An end of the debrief.
        case debriefPassed = "debrief.passed"
        /// What the debrief brought.
        case debriefed
        /// Whether it was held as its arm is meant.
        case fidelityChecked = "fidelity.checked"
        /// A questionnaire.
        case answered
        /// An answer needs attention, or was seen.
        case flagChanged = "flag"
        /// The preference log.
        case preferenceLogged = "preference"
        /// The plan for next time.
        case nextPlanned = "next.planned"
        /// The patient leaves.
        case discharged
        /// A track was taken into the library.
        case trackAdded = "track.added"
        /// A track was measured anew.
        case trackMeasured = "track.measured"
        /// A track is at another place.
        case trackFound = "track.found"
        /// What is said of a track.
        case trackTagged = "track.tagged"
        /// A track is offered no more, or again.
        case trackRetired = "track.retired"
        /// A state of the library got a name.
        case releaseMade = "release.made"
        /// What consenting patients share was learnt.
        case priorLearnt = "prior.learnt"
        /// Somebody works with the record.
        case personNoted = "person"
        /// Somebody gave a passphrase.
        case signInTried = "signIn"
        /// A shift ended before its time.
        case signedOut = "signOut"
        /// Somebody signed an event.
        case signed
        /// A trial was designed.
        case trialDesigned = "trial.designed"
        /// The site takes part in a trial.
        case trialJoined = "trial.joined"
        /// What is frozen in a trial changed.
        case trialAmended = "trial.amended"
        /// A patient becomes a participant.
        case enrolled
        /// A patient agreed to something.
        case consentGiven = "consent.given"
        /// A consent was taken back.
        case consentWithdrawn = "consent.withdrawn"
        /// A participant is about to be allocated.
        case allocationRequested = "allocation.requested"
        /// A participant was allocated.
        case allocationMade = "allocation.made"
        /// A trial's secret was opened.
        case trialOpened = "trial.opened"
        /// Somebody came to know an arm.
        case blindingBroken = "blinding.broken"
        /// A participant has another rater.
        case raterNamed = "rater.named"
        /// A rater guessed an arm.
        case armGuessed = "arm.guessed"
        /// Records of several sites were put side by side.
        case recordsMerged = "records.merged"
    }

    /// The kind.
    public var kind: Kind {
        switch self {
        case .folderOpened: .folderOpened
        case .clockConfirmed: .clockConfirmed
        case .clockStepped: .clockStepped
        case .settingsChanged: .settingsChanged
        case .backupArranged: .backupArranged
        case .backupMade: .backupMade
        case .backupMissed: .backupMissed
        case .noteDestroyed: .noteDestroyed
        case .explained: .explained
        case .patientAdded: .patientAdded
        case .patientChanged: .patientChanged
        case .intakeNoted: .intakeNoted
        case .courseStarted: .courseStarted
        case .sessionMoved: .sessionMoved
        case .sessionMissed: .sessionMissed
        case .sessionStarted: .sessionStarted
        case .sessionResumed: .sessionResumed
        case .stepTaken: .stepTaken
        case .sessionClosed: .sessionClosed
        case .checkedIn: .checkedIn
        case .intended: .intended
        case .dayNoted: .dayNoted
        case .playlistOffered: .playlistOffered
        case .excerptHeard: .excerptHeard
        case .excerptsCompared: .excerptsCompared
        case .musicChosen: .musicChosen
        case .preflightPassed: .preflightPassed
        case .comfortTried: .comfortTried
        case .gateJudged: .gateJudged
        case .infusionChanged: .infusionChanged
        case .programmePassed: .programmePassed
        case .programmeSwitched: .programmeSwitched
        case .soundLine: .soundLine
        case .vitalSigns: .vitalSigns
        case .checkInMade: .checkInMade
        case .marked: .marked
        case .blindfoldChanged: .blindfoldChanged
        case .handedOver: .handedOver
        case .adverseEvent: .adverseEvent
        case .distressChanged: .distressChanged
        case .deviated: .deviated
        case .debriefPassed: .debriefPassed
        case .debriefed: .debriefed
        case .fidelityChecked: .fidelityChecked
        case .answered: .answered
        case .flagChanged: .flagChanged
        case .preferenceLogged: .preferenceLogged
        case .nextPlanned: .nextPlanned
        case .discharged: .discharged
        case .trackAdded: .trackAdded
        case .trackMeasured: .trackMeasured
        case .trackFound: .trackFound
        case .trackTagged: .trackTagged
        case .trackRetired: .trackRetired
        case .releaseMade: .releaseMade
        case .priorLearnt: .priorLearnt
        case .personNoted: .personNoted
        case .signInTried: .signInTried
        case .signedOut: .signedOut
        case .signed: .signed
        case .trialDesigned: .trialDesigned
        case .trialJoined: .trialJoined
        case .trialAmended: .trialAmended
        case .enrolled: .enrolled
        case .consentGiven: .consentGiven
        case .consentWithdrawn: .consentWithdrawn
        case .allocationRequested: .allocationRequested
        case .allocationMade: .allocationMade
        case .trialOpened: .trialOpened
        case .blindingBroken: .blindingBroken
        case .raterNamed: .raterNamed
        case .armGuessed: .armGuessed
        case .recordsMerged: .recordsMerged
        }
    }

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
        }
    }
}
