internal import FoundationEssentials
internal import GRDB
public import MusikModel
internal import MusikRecord

extension RecordStore {
    /// Checks the whole chain and all notes.
    ///
    /// - Parameters:
    ///   - head: the digest of an event, as an earlier report printed it; it must be in the chain.
    ///   - progress: called now and then with how many events are checked.
    /// - Returns: what was found; a fault is a finding, and no error.
    public func check(
        head: ContentDigest? = nil, progress: (Int) -> Void = { _ in }
    ) throws(StoreError) -> ChainReport {
        try read("check") { database in
            var link = EventChain.Link.origin
            var isHeadFound = head == nil
            let wanted = head.map(\.hex)
            var fault: ChainFault?
            // In the order in which they are stored: a table whose key was taken away may hold
            // anything.
            let rows = try Row.fetchCursor(
                database, sql: "SELECT number, bytes, digest FROM event ORDER BY number, rowid")
            while fault == nil, let row = try rows.next() {
                let number: Int = row[0]
                let found = try row.withUnsafeData(atIndex: 1) { bytes in
                    try row.withUnsafeData(atIndex: 2) { digest in
                        unsafe (bytes ?? Data()).withUnsafeBytes { bytes in
                            unsafe (digest ?? Data()).withUnsafeBytes { digest in
                                unsafe EventChain.follow(
                                    link, number: number, bytes: bytes, digest: digest)
                            }
                        }
                    }
                }
                switch found {
                case .success(let next):
                    link = next
                    if !isHeadFound {
                        isHeadFound = ContentDigest(bytes: link.digest).hex == wanted
                    }
                    if link.number % 10_000 == 0 { progress(link.number) }
                case .failure(let kind):
                    let place = kind == .missing ? link.number + 1 : number
                    fault = ChainFault(kind: kind, number: place)
                }
            }
            if fault == nil, link.number == 0 { fault = ChainFault(kind: .empty, number: 1) }
            if fault == nil, !isHeadFound {
                fault = ChainFault(kind: .headNotFound, number: link.number)
            }
            let notes = try checkNotes(database, link.number)
            return ChainReport(
                events: link.number, head: ContentDigest(bytes: link.digest), notes: notes.count,
                fault: fault ?? notes.fault)
        }
    }

    private func checkNotes(
        _ database: Database, _ last: Int
    ) throws -> (count: Int, fault: ChainFault?) {
        var count = 0
        let rows = try Row.fetchCursor(
            database, sql: "SELECT reference, salt, text FROM note ORDER BY reference")
        while let row = try rows.next() {
            let reference: String = row[0]
            let salt: Data = row[1]
            guard NoteShelf.reference(of: row[2], salt: salt) == reference else {
                return (
                    count, ChainFault(kind: .noteChanged(reference: reference), number: last)
                )
            }
            count += 1
        }
        return (count, nil)
    }

    /// Looks through the whole file for pages that SQLite can't make sense of.
    ///
    /// - Throws: `StoreError` `notARecord` where it is damaged.
    public func requireUndamaged() throws(StoreError) {
        try read("quick_check") { database in
            guard try String.fetchOne(database, sql: "PRAGMA quick_check(1)") == "ok" else {
                throw StoreError(reason: .notARecord, path: path, call: "quick_check")
            }
        }
    }

    /// Empties the views and fills them from the chain.
    ///
    /// - Parameter progress: called now and then with how many events are taken up.
    /// - Returns: a digest of the views before and after; equal unless somebody changed them.
    public func rebuildViews(
        progress: (Int) -> Void = { _ in }
    ) throws(StoreError) -> (before: ContentDigest, after: ContentDigest) {
        do {
            return try queue.write { database in
                let views = RecordViews(database: database)
                let before = try views.digest()
                try views.clear()
                // No view holds anything of the sound's lines but that they are there.
                let reader = EventReader(database, path: path, passingOverSound: true)
                let rows = try Row.fetchCursor(
                    database, sql: "SELECT number, bytes FROM event ORDER BY number")
                while let row = try rows.next() {
                    let number: Int = row[0]
                    let event = try reader.event(row[1], number: number)
                    try views.apply(RecordedEvent(number: number, event: event))
                    if number % 1000 == 0 { progress(number) }
                }
                return (before, try views.digest())
            }
        } catch {
            throw StoreError(error, path: path, call: "rebuild")
        }
    }
}
