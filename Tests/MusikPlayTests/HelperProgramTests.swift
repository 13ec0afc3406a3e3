import Foundation
import Testing

@testable import MusikPlay

@Suite("Programs that do a part of the work")
struct HelperProgramTests {
    private func run(
        _ name: String, _ arguments: [String] = [], _ input: Data = Data(),
        patience: Double = 20
    ) throws(HelperProgram.Fault) -> Data {
        var output = Data()
        try HelperProgram(name: name, patience: patience).run(arguments, input: .bytes(input)) {
            output.append(contentsOf: $0)
            return true
        }
        return output
    }

    @Test("What is fed comes back, more than any pipe holds, fed and read at once")
    func roundTrip() throws {
        var bytes = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
        #expect(try run("cat", [], bytes) == bytes)
        bytes = Data()
        #expect(try run("cat", [], bytes) == bytes)
    }

    @Test("A file is read from where it stands")
    func file() throws {
        let scratch = try Scratch()
        let file = open(try scratch.file("x", "0123456789"), O_RDONLY)
        defer { close(file) }
        lseek(file, 4, SEEK_SET)
        var output = Data()
        try HelperProgram(name: "cat", patience: 20).run([], input: .file(file)) {
            output.append(contentsOf: $0)
            return true
        }
        #expect(output == Data("456789".utf8))
    }

    @Test(
        "A program that is missing, fails, takes too long or is not wanted any more is told apart")
    func faults() throws {
        #expect(throws: HelperProgram.Fault.notStarted(ENOENT)) {
            try run("musik-no-such-program")
        }
        #expect(throws: HelperProgram.Fault.refused(status: 3 << 8, said: "no")) {
            try run("sh", ["-c", "echo no >&2; exit 3"])
        }
        #expect(throws: HelperProgram.Fault.slow) { try run("sleep", ["60"], patience: 0.1) }
        // It closes all that it could say anything with, and stays.
        #expect(throws: HelperProgram.Fault.slow) {
            try run("sh", ["-c", "exec >&- 2>&-; sleep 60"], patience: 0.5)
        }
        #expect(throws: HelperProgram.Fault.stopped) {
            try HelperProgram(name: "yes", patience: 20).run([], input: .bytes(Data())) { _ in
                false
            }
        }
    }

    @Test("A program that does not read what it is fed ends as it likes")
    func unread() throws {
        #expect(try run("true", [], Data(count: 1_000_000)).isEmpty)
    }
}
