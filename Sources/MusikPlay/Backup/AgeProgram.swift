/// age, which encrypts to public keys, so that a machine that makes backups can't read them.
struct AgeProgram: Sendable {
    /// The name of the program, and of Debian's package.
    static let name = "age"

    private let program: HelperProgram

    /// The program, or another that does the same; it may take so many seconds.
    init(_ name: String = Self.name, patience: Double = 3600) {
        program = HelperProgram(name: name, patience: patience)
    }

    /// Encrypts what is read from an input, for recipients such as `age1…`.
    func encrypt(
        _ input: HelperProgram.Input, for recipients: [String],
        take: (UnsafeRawBufferPointer) -> Bool
    ) throws(HelperProgram.Fault) {
        try unsafe program.run(
            ["--encrypt"] + recipients.flatMap { ["--recipient", $0] }, input: input, take: take)
    }

    /// Decrypts an open file with the identity in a file; age itself asks for its passphrase, where
    /// it has one, at the terminal.
    func decrypt(
        _ file: Int32, identity: String, take: (UnsafeRawBufferPointer) -> Bool
    ) throws(HelperProgram.Fault) {
        try unsafe program.run(
            ["--decrypt", "--identity", identity], input: .file(file), take: take)
    }
}
