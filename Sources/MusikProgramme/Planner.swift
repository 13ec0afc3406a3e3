internal import MusikModel

/// Plans a programme from pieces and a window, before anything sounds.
///
/// Pure: the same request gives the same plan. Any thread.
public enum Planner {
    /// The longest crossfade from the end of the opening's recording to the first piece.
    static let openingFadeSeconds = 4.0

    /// The programme for a request.
    ///
    /// - Throws: `PlanError` naming what is missing and what helps.
    public static func plan(_ request: PlanRequest) throws(PlanError) -> Plan {
        var draft = PlanDraft(request)
        try draft.addOpening()
        switch request.arm {
        case .music:
            try draft.addMusic()
            try draft.addBed()
        case .cues: try draft.addCues()
        }
        return draft.plan
    }
}
