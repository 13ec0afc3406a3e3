/// What a control of the console does by one touch, as the session's key of the same name.
public enum ConsoleDeed: String, Hashable, Sendable, CaseIterable {
    /// Of every session; `stop` asks back before it ends the session.
    case start, skip, calmer, stronger, windDown, extend, marker, stop
    /// Of a patient's session: what is noted, and what the patient wishes.
    case checkIn, distress, stopMusic, musicWanted, headphonesOff, stopInfusion
    /// Ends a patient's session without asking.
    case stopAtOnce
}
