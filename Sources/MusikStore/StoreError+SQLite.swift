internal import GRDB

extension StoreError {
    /// The one place where an error of SQLite becomes one of ours.
    init(_ error: any Error, path: String, call: String) {
        if let error = error as? StoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(
                reason: .sqlite(code: 1, message: "\(error)"), path: path, call: call)
            return
        }
        let reason: Reason =
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
            case .SQLITE_FULL: .full
            case .SQLITE_READONLY, .SQLITE_PERM: .readOnly
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: .notARecord
            case .SQLITE_CANTOPEN: .absent
            case .SQLITE_CONSTRAINT: .contradiction(message: error.message ?? "no message")
            default:
                .sqlite(
                    code: error.extendedResultCode.rawValue,
                    message: error.message ?? "no message")
            }
        self.init(reason: reason, path: path, call: call)
    }
}
