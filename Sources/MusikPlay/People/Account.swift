#if canImport(Glibc)
    internal import Glibc
#endif

/// The Unix account of whoever gives a command.
enum Account {
    /// Its number: of the person's own account, also where the service does the work.
    static var number: Int { Served.isServed ? Served.account : Int(getuid()) }

    /// Whether people log in with an account: it has a shell, and a number as `/etc/login.defs` gives
    /// them to people.
    static func isForPeople(_ number: Int) -> Bool {
        guard number >= 1000, number != 65_534 else { return false }
        guard let entry = unsafe getpwuid(uid_t(number)) else { return true }
        let shell = unsafe String(cString: entry.pointee.pw_shell)
        return !shell.hasSuffix("/nologin") && !shell.hasSuffix("/false")
    }

    /// The owner of a file or folder, where people log in with that account.
    static func person(owning path: String) -> Int? {
        var information = stat()
        guard unsafe stat(path, &information) == 0 else { return nil }
        return isForPeople(Int(information.st_uid)) ? Int(information.st_uid) : nil
    }
}
