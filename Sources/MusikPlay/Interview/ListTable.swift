/// What lies on the table while a list is chosen: what was offered, and by what it was built.
struct ListTable {
    /// An offer that is on record, with its lists' files.
    struct Offered {
        /// The offer.
        var offer: BuiltOffer
        /// The number of its event.
        var number: Int
        /// The lists' files, in their order.
        var paths: [String]
    }

    /// Where lists are built.
    let desk: CurationDesk
    /// What was asked for.
    let wanted: CurationDesk.Wanted
    /// What was offered last.
    var offered: Offered
    /// Whether an excerpt was heard.
    var heardExcerpts = false
}
