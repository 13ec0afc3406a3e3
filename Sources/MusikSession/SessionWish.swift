public import MusikRecord

/// What the clinician asks of a running session.
public enum SessionWish: Hashable, Sendable {
    /// The programme starts; with a spoken opening: the exercise begins, and once more: it is over.
    case start
    /// The infusion has started, is held, goes on or is over.
    case infusion(InfusionChanged.Change)
    /// What the programme's end does after the infusion did not go as planned.
    case followInfusion(EndChoice)
    /// The timeline is held.
    case pause
    /// Goes on; the end moves by what the pause took until `keepEnd` is wished.
    case resume
    /// The end of before the last pause is kept after all.
    case keepEnd
    /// The end that the last pause moved is confirmed.
    case moveEnd
    /// What sounds is left for what comes next.
    case skip
    /// Calmer pieces follow.
    case calmer
    /// Stronger pieces follow.
    case stronger
    /// The programme ends calmly after so many seconds.
    case windDown(seconds: Double)
    /// The programme ends so many seconds later.
    case extend(seconds: Double)
    /// The other programme follows, where there is one.
    case otherProgramme
    /// Every output 20 dB down, or back.
    case talkOver(Bool)
    /// Every output silent, or back.
    case quiet(Bool)
    /// An output's level moves by so many dB, never above 0 dB.
    case level(output: Int, by: Double)
    /// An output is silent, or back.
    case mute(output: Int, Bool)
    /// The moment is marked.
    case marker(String)
    /// The landing bed ends.
    case endLanding
    /// The session ends now, under a short fade.
    case stop
}

/// What the programme's end does when the infusion started late, was held or ended early.
public enum EndChoice: Hashable, Sendable {
    /// It stays where it is.
    case keep
    /// It moves as the infusion did.
    case move
    /// The programme goes on calmer and ends after so many seconds.
    case calm(seconds: Double)
}
