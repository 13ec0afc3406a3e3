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
        /// Somebody asked about something in the record.
        case queryRaised = "query.raised"
        /// A query was answered.
        case queryClosed = "query.closed"
        /// Something is not there and never will be.
        case itemMissing = "item.missing"
        /// A trial's data were locked.
        case trialLocked = "trial.locked"
        /// A trial's data were unlocked.
        case trialUnlocked = "trial.unlocked"
        /// Data left the record.
        case exported
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
        case .queryRaised: .queryRaised
        case .queryClosed: .queryClosed
        case .itemMissing: .itemMissing
        case .trialLocked: .trialLocked
        case .trialUnlocked: .trialUnlocked
        case .exported: .exported
        }
    }
}
