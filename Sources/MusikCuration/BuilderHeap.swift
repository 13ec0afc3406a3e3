/// Keeps the highest of many drafts, and the highest ceiling of those it let go.
struct BuilderHeap {
    /// A list one track longer, before it is looked at closely.
    struct Draft {
        var ceiling: Double
        var value: Double
        var parent: Int32
        var track: Int32
    }

    private let capacity: Int
    /// The drafts; the lowest first, every other one below the one at half its index.
    private(set) var drafts: [Draft] = []
    private(set) var dropped = -Double.infinity

    init(capacity: Int) {
        self.capacity = capacity
        drafts.reserveCapacity(capacity)
    }

    mutating func insert(_ draft: Draft) {
        if drafts.count < capacity {
            drafts.append(draft)
            rise()
        } else if draft.ceiling > drafts[0].ceiling {
            dropped = max(dropped, drafts[0].ceiling)
            sink(draft)
        } else {
            dropped = max(dropped, draft.ceiling)
        }
    }

    private mutating func rise() {
        var index = drafts.count - 1
        let draft = drafts[index]
        while index > 0, drafts[(index - 1) / 2].ceiling > draft.ceiling {
            drafts[index] = drafts[(index - 1) / 2]
            index = (index - 1) / 2
        }
        drafts[index] = draft
    }

    /// Puts a draft in the place of the lowest.
    private mutating func sink(_ draft: Draft) {
        var index = 0
        while 2 * index + 1 < drafts.count {
            var child = 2 * index + 1
            if child + 1 < drafts.count, drafts[child + 1].ceiling < drafts[child].ceiling {
                child += 1
            }
            if drafts[child].ceiling >= draft.ceiling { break }
            drafts[index] = drafts[child]
            index = child
        }
        drafts[index] = draft
    }
}
