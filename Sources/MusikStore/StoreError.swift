/// Why the record can't be opened, read or written.
public struct StoreError: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// There is no record in the folder.
        case absent
        /// There is one already.
        case exists
        /// The file is something else, or is damaged.
        case notARecord
        /// A later version of the program made it.
        case newerForm(Int)
        /// An event can't be read, although its digest may hold.
        case unreadable(event: Int, problem: String)
        /// Another process has held it for longer than five seconds.
        case busy
        /// The disk is full.
        case full
        /// The file or its folder can't be written.
        case readOnly
        /// A note is longer than `Note.longest`.
        case noteTooLong
        /// What is to be recorded contradicts what is, such as a second patient of one code.
        case contradiction(message: String)
        /// A view holds what no event has put there: it is to be rebuilt.
        case viewsChanged(column: String)
        /// What a correction, or a destroyed note, names is not there.
        case noSuchEntry
        /// What a correction names is of another kind, or another session's.
        case otherEntry(kind: String, session: String?)
        /// What a correction names was corrected already, last by this one.
        case corrected(by: Int)
        /// Any other failure of SQLite, by its extended result code.
        case sqlite(code: Int32, message: String)
    }

    /// What is wrong.
    public let reason: Reason
    /// The record's file.
    public let path: String
    /// What was being done.
    public let call: String
}
