/// One change of a list by hand; places count from nought.
public enum ListEdit: Hashable, Sendable {
    /// An option comes in, before what stands at a place, or at the end.
    case add(option: Int, at: Int?)
    /// What stands at a place goes.
    case remove(place: Int)
    /// What stands at a place goes to another one.
    case move(from: Int, to: Int)
    /// What stands at a place stays when the rest is built anew.
    case pin(place: Int)
    /// It may go again.
    case unpin(place: Int)
    /// The last change is taken back.
    case undo
}

/// Why a list can't be changed so.
public enum ListRefusal: Error, Hashable, Sendable {
    /// There is no such option.
    case noSuchOption(Int)
    /// The list has no such place.
    case noSuchPlace(Int, count: Int)
    /// The option must not be heard, and why.
    case mustNotBeChosen(option: Int, PlaylistExclusion)
    /// The option is in the list already.
    case alreadyThere(place: Int)
    /// What stands there is pinned, so that it can't go.
    case pinned(place: Int)
    /// What stands there is pinned already.
    case pinnedAlready(place: Int)
    /// What stands there isn't pinned.
    case notPinned(place: Int)
    /// No more can be pinned.
    case tooManyPins(most: Int)
    /// Nothing was changed yet.
    case nothingToUndo
}

/// How a list fits its window.
public enum ListFit: Hashable, Sendable {
    /// It fills the window exactly, with this overlap at each seam; nought for one track.
    case exact(overlapSeconds: Double)
    /// Even with the shortest overlaps it is too short, by so many seconds.
    case tooShort(bySeconds: Double)
    /// Even with the longest overlaps it is too long, by so many seconds.
    case tooLong(bySeconds: Double)
}
