import MusikModel
import MusikRealtime
import Testing

@testable import MusikALSA

@Suite struct OutputTimelineTests {
    @Test("Before the first reading nothing is due")
    func empty() {
        #expect(OutputTimeline(hertz: 48_000).frame(at: 5) == nil)
    }

    @Test("The clock goes on from the last reading")
    func extrapolates() {
        var timeline = OutputTimeline(hertz: 48_000)
        timeline.observe(frame: 1000, at: 1_000_000_000)
        #expect(timeline.frame(at: 3_000_000_000) == 97_000)
        #expect(timeline.frame(at: 999_000_000) == 952)
    }

    @Test("One bad guess of 10 ms moves the clock by 1 ms; a jump of 30 ms is believed")
    func smooths() {
        var timeline = OutputTimeline(hertz: 48_000)
        timeline.observe(frame: 0, at: 1_000_000_000)
        timeline.observe(frame: 48_000 + 480, at: 2_000_000_000)
        #expect(timeline.frame(at: 2_000_000_000) == 48_048)
        timeline.observe(frame: 96_048 + 1440, at: 3_000_000_000)
        #expect(timeline.frame(at: 3_000_000_000) == 97_488)
    }
}

@Suite struct RecoveryLimitTests {
    @Test("Three recoveries without the pointer moving are one too many")
    func counts() {
        var limit = RecoveryLimit()
        let answers = (0..<3).map { _ in limit.recovered() }
        #expect(answers == [false, false, true])
    }

    @Test("A pointer that moves for 300 ms clears the count, one that moves once doesn't")
    func clears() {
        var limit = RecoveryLimit()
        _ = limit.recovered()
        limit.moved(at: 0)
        _ = limit.recovered()
        for turn in 0...40 { limit.moved(at: UInt64(turn) * 10_000_000) }
        let afterCalm = limit.recovered()
        limit.moved(at: 1_000_000_000)
        let answers = [afterCalm] + (0..<2).map { _ in limit.recovered() }
        #expect(answers == [false, false, true])
    }
}
