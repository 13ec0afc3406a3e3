import CMusikKernels
import Glibc
import Testing

@testable import MusikRealtime

@Suite("The real-time scope")
struct SanitizerTests {
    /// Whether this process was linked with RealtimeSanitizer's runtime.
    static let isLinked = dlsym(nil, "__rtsan_ensure_initialized") != nil

    @Test("Under RealtimeSanitizer an allocation inside the scope ends the process, and only there")
    func bites() async {
        print("RealtimeSanitizer is \(Self.isLinked ? "" : "not ")linked")
        await #expect(processExitsWith: Self.isLinked ? .failure : .success) {
            musik_realtime_enter()
            let array = [Int](repeating: 1, count: Int.random(in: 1_000...2_000))
            musik_realtime_exit()
            exit(array.count > 0 ? 0 : 0)
        }
        await #expect(processExitsWith: .success) {
            let array = [Int](repeating: 1, count: Int.random(in: 1_000...2_000))
            musik_realtime_enter()
            musik_realtime_exit()
            exit(array.count > 0 ? 0 : 1)
        }
    }
}
