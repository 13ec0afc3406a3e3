/// What happened: one case for each kind of event.
public enum RecordBody: Hashable, Sendable {
    /// The folder was made.
    case folderOpened(FolderOpened)
    /// The wall clock was confirmed.
    case clockConfirmed(ClockConfirmed)
    /// The wall clock went back.
    case clockStepped(ClockStepped)
    /// The site's settings changed.
    case settingsChanged(SiteSettings)
    /// Where copies are to be made.
    case backupArranged(BackupArranged)
    /// A copy was made.
    case backupMade(BackupMade)
    /// There is no copy on a second medium.
    case backupMissed(BackupMissed)
    /// A note was destroyed.
    case noteDestroyed(NoteDestroyed)
    /// A reason was given afterwards.
    case explained(Explained)
    /// A patient begins to be known.
    case patientAdded(PatientNoted)
    /// What is known of a patient changed.
    case patientChanged(PatientNoted)
    /// The music discussion.
    case intakeNoted(PatientIntake)
    /// A course begins.
    case courseStarted(CourseStarted)
    /// A session takes place on another day.
    case sessionMoved(SessionMoved)
    /// A session did not take place.
    case sessionMissed(SessionMissed)
    /// A session begins.
    case sessionStarted(SessionStarted)
    /// A session goes on after a restart.
    case sessionResumed(SessionResumed)
    /// A step was done or left out.
    case stepTaken(StepTaken)
    /// A session is over.
    case sessionClosed(SessionClosed)
    /// The check-in was held.
    case checkedIn(CheckedIn)
    /// Today's intentions.
    case intended(Intended)
    /// What the patient said of the day.
    case dayNoted(DayNoted)
    /// Lists were offered.
    case playlistOffered(PlaylistOffered)
    /// An excerpt was heard.
    case excerptHeard(ExcerptHeard)
    /// Two excerpts were compared.
    case excerptsCompared(ExcerptsCompared)
    /// What is to be heard.
    case musicChosen(MusicChosen)
    /// Everything was found ready.
    case preflightPassed(PreflightPassed)
    /// The loudest passage was heard.
    case comfortTried(ComfortTried)
    /// Whether the infusion may go ahead.
    case gateJudged(GateJudged)
    /// The infusion.
    case infusionChanged(InfusionChanged)
    /// An end of the programme.
    case programmePassed(ProgrammePassed)
    /// The other arm's programme follows.
    case programmeSwitched(ProgrammeSwitched)
    /// What happened in the sound.
    case soundLine(SoundLine)
    /// A reading of the vital signs.
    case vitalSigns(VitalSigns)
    /// A prompt to check in was followed.
    case checkInMade(CheckInMade)
    /// A moment was marked.
    case marked(Marked)
    /// The blindfold.
    case blindfoldChanged(BlindfoldChanged)
    /// Another clinician takes over.
    case handedOver(HandedOver)
    /// Something untoward.
    case adverseEvent(AdverseEvent)
    /// Distress.
    case distressChanged(DistressChanged)
    /// A wish against the plan.
    case deviated(Deviated)
    /// An end of the debrief.
    case debriefPassed(DebriefPassed)
    /// What the debrief brought.
    case debriefed(Debriefed)
    /// Whether it was held as its arm is meant.
    case fidelityChecked(FidelityChecked)
    /// A questionnaire.
    case answered(Answered)
    /// An answer needs attention, or was seen.
    case flagChanged(FlagChanged)
    /// The preference log.
    case preferenceLogged(PreferenceLogged)
    /// The plan for next time.
    case nextPlanned(NextPlanned)
    /// The patient leaves.
    case discharged(Discharged)
    /// A track was taken into the library.
    case trackAdded(TrackAdded)
    /// A track was measured anew.
    case trackMeasured(TrackMeasured)
    /// A track is at another place.
    case trackFound(TrackFound)
    /// What is said of a track.
    case trackTagged(TrackTagged)
    /// A track is offered no more, or again.
    case trackRetired(TrackRetired)
    /// A state of the library got a name.
    case releaseMade(ReleaseMade)
    /// What consenting patients share was learnt.
    case priorLearnt(PriorLearnt)
    /// Somebody works with the record.
    case personNoted(PersonNoted)
    /// Somebody gave a passphrase.
    case signInTried(SignInTried)
    /// A shift ended before its time.
    case signedOut(SignedOut)
    /// Somebody signed an event.
    case signed(Signed)
    /// A trial was designed.
    case trialDesigned(TrialDesigned)
    /// The site takes part in a trial.
    case trialJoined(TrialJoined)
    /// What is frozen in a trial changed.
    case trialAmended(TrialAmended)
    /// A patient becomes a participant.
    case enrolled(Enrolled)
    /// A patient agreed to something.
    case consentGiven(ConsentGiven)
    /// A consent was taken back.
    case consentWithdrawn(ConsentWithdrawn)
    /// A participant is about to be allocated.
    case allocationRequested(AllocationRequested)
    /// A participant was allocated.
    case allocationMade(AllocationMade)
    /// A trial's secret was opened.
    case trialOpened(TrialOpened)
    /// Somebody came to know an arm.
    case blindingBroken(BlindingBroken)
    /// A participant has another rater.
    case raterNamed(RaterNamed)
    /// A rater guessed an arm.
    case armGuessed(ArmGuessed)
    /// Records of several sites were put side by side.
    case recordsMerged(RecordsMerged)
    /// Somebody asked about something in the record.
    case queryRaised(QueryRaised)
    /// A query was answered.
    case queryClosed(QueryClosed)
    /// Something is not there and never will be.
    case itemMissing(ItemMissing)
    /// A trial's data were locked.
    case trialLocked(TrialLocked)
    /// A trial's data were unlocked.
    case trialUnlocked(TrialUnlocked)
    /// Data left the record.
    case exported(Exported)
}
