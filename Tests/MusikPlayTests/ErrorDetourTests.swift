import Foundation
import Testing

@testable import MusikPlay

@Suite("What libraries write to standard error")
struct ErrorDetourTests {
    @Test("goes into the file while a screen is shown, and afterwards where it went before")
    func detour() async {
        await #expect(processExitsWith: .success) {
            func say(_ text: String) { _ = write(STDERR_FILENO, text, text.utf8.count) }
            var ends: [Int32] = [0, 0]
            let path = "/tmp/musik-detour-\(getpid())"
            guard pipe(&ends) == 0, dup2(ends[1], STDERR_FILENO) >= 0 else { exit(10) }
            guard let detour = ErrorDetour(to: path) else { exit(11) }
            say("from a library\n")
            guard detour.end(), !detour.end() else { exit(12) }
            say("afterwards")
            guard let kept = try? String(contentsOfFile: path, encoding: .utf8),
                kept == "from a library\n"
            else { exit(13) }
            guard let quiet = ErrorDetour(to: path), !quiet.end() else { exit(14) }
            guard access(path, F_OK) != 0 else { exit(15) }
            guard ErrorDetour(to: "/nonexistent/file") == nil else { exit(16) }
            var bytes = [UInt8](repeating: 0, count: 100)
            let count = read(ends[0], &bytes, bytes.count)
            guard String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "afterwards"
            else { exit(17) }
            exit(0)
        }
    }
}
