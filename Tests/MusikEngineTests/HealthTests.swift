import Glibc
import MusikModel
import MusikProgramme
import MusikRealtime
import MusikTestSupport
import Synchronization
import Testing

@testable import MusikEngine

@Suite("The health of the threads that sound depends on")
struct HealthTests {
    /// An output whose thread is late and touches fresh memory on purpose.
    private final class CarelessOutput: AudioOutput {
        let name = "careless"
        private let thread = ThreadSlot()
        private let isStopping = Atomic<Bool>(false)
        private let pages: Int
        private let lateness: UInt64
        /// Page faults of the thread as it counted them itself, from the programme's start on.
        let own = Atomic<Int>(0)

        init(pages: Int, lateness: UInt64) {
            self.pages = pages
            self.lateness = lateness
        }

        func start(_ feed: OutputFeed) throws {
            feed.setFormat(.float32)
            thread.start("careless") { [self] in
                feed.publish(thread: NamedThread.currentNumber)
                var buffer = [Float](repeating: 0, count: 2 * 480)
                var isFirst = true
                while !isStopping.load(ordering: .acquiring) {
                    _ = buffer.withUnsafeMutableBytes {
                        feed.render(into: $0.baseAddress!, frames: 480)
                    }
                    if feed.position.isPlaying, isFirst {
                        isFirst = false
                        touch()
                        feed.note(lateness: lateness)
                        feed.note(framesLeft: 77)
                    }
                    MonotonicClock.sleep(nanoseconds: 10_000_000)
                }
            }
        }

        private func touch() {
            let size = pages * 4096
            let memory = mmap(
                nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
            // One fault each: no large pages.
            madvise(memory, size, MADV_NOHUGEPAGE)
            for page in 0..<pages {
                memory.storeBytes(of: 1, toByteOffset: page * 4096, as: UInt8.self)
            }
            munmap(memory, size)
        }

        func stop() {
            isStopping.store(true, ordering: .releasing)
            thread.join()
        }
    }

    private func health(pages: Int, lateness: UInt64) throws -> EngineHealth {
        var library = ToyLibrary()
        let source = library.add(1, frames: 480_000) { _ in 0.1 }
        let plan = programme([clip(1, source, start: 0, length: 480_000)], end: 480_000)
        let output = CarelessOutput(pages: pages, lateness: lateness)
        let engine = Engine(programme: plan, library: library, outputs: [(output, .init())])
        try engine.start()
        defer { engine.stop() }
        MonotonicClock.sleep(nanoseconds: 50_000_000)
        #expect(engine.health().outputs[0].minorFaults == 0, "nothing counts before the start")
        engine.send(FeedCommand(.play))
        let isSeen = MonotonicClock.wait(milliseconds: 5_000) {
            engine.health().outputs[0].leastFrames != nil
        }
        #expect(isSeen)
        MonotonicClock.sleep(nanoseconds: 300_000_000)
        return engine.health()
    }

    @Test("A thread that is late and faults on purpose shows up, to the number")
    func careless() throws {
        let bad = try health(pages: 5_000, lateness: 123_000_000)
        // ThreadSanitizer touches pages of its own beside each.
        let isSanitized = dlsym(nil, "__tsan_init") != nil
        #expect(bad.outputs[0].minorFaults >= 5_000)
        #expect(bad.outputs[0].minorFaults < 5_200 || isSanitized)
        // Nanoseconds in a double of seconds: to a millionth of one.
        #expect(abs((bad.outputs[0].worstLateness ?? 0) - 0.123) < 1e-15)
        #expect(bad.outputs[0].leastFrames == 77)
        #expect(bad.outputs[0].thread > 0 && bad.outputs[0].thread != bad.mixer.thread)
        let good = try health(pages: 0, lateness: 1_000)
        #expect(good.outputs[0].minorFaults < 200)
        #expect(abs((good.outputs[0].worstLateness ?? 0) - 1e-6) < 1e-15)
    }

    @Test("The mixer's own lateness and the least that was mixed ahead are measured")
    func mixer() throws {
        let mixer = try health(pages: 0, lateness: 0).mixer
        #expect(mixer.worstLateness != nil)
        let least = try #require(mixer.leastFrames)
        #expect(least > 0 && least <= 48_000)
    }

    @Test("Faults are read whatever a thread is called, and none from what isn't there")
    func stat() throws {
        let rest = "R 1 2 3 0 -1 4194560 1234 5 67 8 9 10"
        for name in ["mixer", "a) (b c", "x y"] {
            let faults = try #require(ThreadFaults(stat: "42 (\(name)) \(rest)"))
            #expect(faults.minor == 1234 && faults.major == 67)
        }
        #expect(ThreadFaults(stat: "42 mixer") == nil)
        #expect(ThreadFaults(stat: "42 (mixer) R 1") == nil)
        #expect(ThreadFaults.read(-1) == nil)
        #expect(ThreadFaults.read(NamedThread.currentNumber) != nil)
    }

    @Test("Every page of the program's code is in memory once it was touched")
    func pages() throws {
        ProgramPages.touch()
        let file = try #require(fopen("/proc/self/smaps", "r"))
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 8192)
        var isCode = false
        var (size, found) = (0, 0)
        while fgets(&line, 8192, file) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let words = text.split { $0 == " " || $0 == "\n" }
            if words.count >= 5, words[0].contains("-") {
                isCode = words[1] == "r-xp" && words.last!.hasPrefix("/")
            } else if isCode, words[0] == "Size:" {
                size = Int(words[1])!
            } else if isCode, words[0] == "Rss:" {
                found += 1
                #expect(Int(words[1])! == size, "\(text)")
            }
        }
        #expect(found > 3)
    }

    /// A thread that stands for a moment, and its number.
    private func standing(_ name: String) -> (thread: NamedThread, number: Int32) {
        final class Number: Sendable { let value = Atomic<Int32>(0) }
        let number = Number()
        let thread = NamedThread(name) {
            number.value.store(NamedThread.currentNumber, ordering: .releasing)
            MonotonicClock.sleep(nanoseconds: 300_000_000)
        }
        #expect(
            MonotonicClock.wait(milliseconds: 2_000) {
                number.value.load(ordering: .acquiring) != 0
            })
        return (thread, number.value.load(ordering: .acquiring))
    }

    @Test("A thread that takes another's place begins at nought, and the other's faults stay")
    func successor() {
        var ledger = FaultLedger()
        #expect(ledger.faults(of: 1, at: 0).minor == 0, "nothing has begun")
        let one = standing("one")
        ledger.begin([one.number])
        #expect(ledger.faults(of: one.number, at: 0).minor < 20)
        let two = standing("two")
        #expect(ledger.faults(of: two.number, at: 0).minor < 20)
        one.thread.join()
        two.thread.join()
        #expect(ledger.faults(of: two.number, at: 0).minor < 40, "what has ended keeps its count")
    }
}
