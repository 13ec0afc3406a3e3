#if canImport(Glibc)
    internal import Glibc
#endif

/// The Unix account that a command runs under.
enum Account {
    /// Its number.
    static var number: Int { Int(getuid()) }
}
