internal import MusikRecord
internal import MusikStore

extension Failure {
    /// What an error of the record means for a command.
    init(_ error: StoreError) {
        let path = error.path
        switch error.reason {
        case .absent:
            self.init(
                .noInput, "There is no record at \(path).",
                remedy: "Make one with “musik-play init”, or name its folder with --data.")
        case .exists:
            self.init(
                .cannotCreate, "There is a record at \(path) already.",
                remedy: "Use it, or name another folder with --data.")
        case .notARecord:
            self.init(
                .data, "\(path) is no record, or is damaged.",
                remedy: "Keep the file as it is, and take the last backup: "
                    + "“musik-play backup restore”.")
        case .newerForm:
            self.init(
                .configuration, "\(path) was made by a later version of musik-play.",
                remedy: "Install that version.")
        case .unreadable(let event, let problem):
            self.init(
                .data, "Event \(event) of \(path) can't be read: \(problem)",
                remedy: "Run “musik-play records verify”: it says whether it was changed.")
        case .busy:
            self.init(
                .unavailable, "Another process holds \(path).",
                remedy: "Wait for it, or end it, and try again.")
        case .full:
            self.init(
                .inputOutput, "The disk of \(path) is full: nothing was recorded.",
                remedy: "Make room there, then do it again.")
        case .readOnly:
            self.init(
                .noPermission, "\(path) can't be written: nothing was recorded.",
                remedy: "Check who may write to the folder.")
        case .noteTooLong:
            self.init(
                .usage, "A note has at most \(Note.longest) bytes.", remedy: "Write less.")
        case .contradiction(let message):
            self.init(
                .data, "That contradicts the record: \(message).",
                remedy: "Look at it with “musik-play records list”.")
        case .viewsChanged(let column):
            self.init(
                .data, "A view of \(path) holds what no event put there (\(column)).",
                remedy: "Run “musik-play records rebuild”.")
        case .noSuchEntry:
            self.init(
                .usage, "There is no such entry in \(path).",
                remedy: "“musik-play records list” shows all.")
        case .otherEntry(let kind, let session):
            self.init(
                .usage,
                "That entry is of the kind “\(kind)”" + (session.map { " of \($0)." } ?? "."),
                remedy: "Correct it by one of its own kind and session.")
        case .corrected(let by):
            self.init(
                .usage, "That entry was corrected already, by entry \(by).",
                remedy: "Look at entry \(by), and correct that one if it is wrong as well.")
        case .sqlite(let code, let message):
            self.init(
                .inputOutput, "\(path): \(message) (SQLite \(code), \(error.call)).",
                remedy: "Check the disk, then run “musik-play records verify”.")
        }
    }
}

/// Does what the record is needed for, its errors in words for the person at the keyboard.
func recording<Value>(
    _ body: () throws(StoreError) -> Value
) throws(Failure) -> Value {
    do {
        return try body()
    } catch {
        throw Failure(error)
    }
}
