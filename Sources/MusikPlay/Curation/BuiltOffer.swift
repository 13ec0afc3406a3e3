internal import MusikCuration
internal import MusikModel
internal import MusikRecord

/// Lists that were built for a patient, with all that is shown and recorded of them.
struct BuiltOffer {
    /// One list.
    struct List {
        /// A piece or a cue at its place, or a moment of quiet.
        struct Place: Hashable, Sendable {
            /// The content; nil for quiet.
            var digest: ContentDigest?
            /// The title, as it is shown.
            var title: Bilingual
            /// When it begins, in seconds from the window's start.
            var startSeconds: Double
            /// How long it sounds, in seconds.
            var seconds: Double
            /// Whether it is of a new kind for this patient.
            var isNew: Bool
        }

        /// What is heard, in order.
        var places: [Place]
        /// What stands in reserve, by title.
        var reserve: [String]
        /// The expected liking of a minute of it.
        var liking: PreferenceEstimate
        /// What the builder found.
        var candidate: PlaylistCandidate
        /// Why these pieces, in words for the patient.
        var why: [Bilingual]
        /// What is uncertain.
        var uncertain: [Bilingual]
        /// The list as a file holds it.
        var document: PlaylistDocument

        /// The pieces of a new kind.
        var new: [Place] { places.filter(\.isNew) }
    }

    /// What the lists were chosen from: what excerpts are heard of, and what is added by hand.
    struct Material {
        /// The request that the lists were built from.
        var request: PlaylistRequest
        /// What is thought of each option.
        var estimates: [PatientEstimate]
        /// Where each option's file lies.
        var paths: [String]
        /// The variance of the error in choosing between two.
        var choiceVariance: Double
    }

    /// What is heard: music, or cues and quiet.
    var arm: Arm
    /// What the lists were chosen from.
    var material: Material
    /// The window in seconds, the opening exercise aside.
    var windowSeconds: Double
    /// The arc, as it would be typed.
    var arc: String
    /// The wish that all lists keep to.
    var wish: DayWish?
    /// The lists, the best first.
    var lists: [List]
    /// By what they were built.
    var method: PlaylistOffered.Method
    /// How probable each piece was to be in one of the lists.
    var chances: [PlaylistOffered.Chance]
    /// Whether fewer lists are offered than were asked for.
    var isShort: Bool
    /// How many pieces could be chosen from.
    var choice: Int

    /// The offer as the record keeps it.
    /// - Parameter files: the names of the lists' files, in their order.
    func event(files: [String]) -> PlaylistOffered {
        PlaylistOffered(
            arm: arm, windowSeconds: windowSeconds, arc: arc, wish: wish, method: method,
            lists: zip(lists, files).map { list, file in
                PlaylistOffered.List(
                    pieces: list.places.map(\.digest), new: list.new.compactMap(\.digest),
                    file: file, liking: list.liking.mean, deviation: list.liking.deviation,
                    objective: list.candidate.objective, bound: list.candidate.bound,
                    spacingSeconds: list.candidate.spacingSeconds)
            }, chances: chances)
    }
}
