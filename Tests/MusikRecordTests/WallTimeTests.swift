import MusikRecord
import MusikTestSupport
import Testing

@Suite("Times and days of the record")
struct WallTimeTests {
    @Test("Known moments have known texts")
    func known() throws {
        #expect(WallTime(microseconds: 0).description == "1970-01-01T00:00:00.000000Z")
        #expect(
            WallTime(microseconds: 1_709_210_096_123_456).description
                == "2024-02-29T12:34:56.123456Z")
        #expect(WallTime(microseconds: -1).description == "1969-12-31T23:59:59.999999Z")
    }

    @Test("Any moment is read back from its text, and texts sort as moments")
    func roundTrip() throws {
        var generator = Generator(seed: 20_261_121)
        var moments: [WallTime] = []
        for _ in 0..<2000 {
            let moment = WallTime(
                microseconds: Int64.random(
                    in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &generator))
            #expect(WallTime(moment.description) == moment)
            moments.append(moment)
        }
        #expect(moments.sorted().map(\.description) == moments.map(\.description).sorted())
    }

    @Test(
        "What is no time is refused",
        arguments: [
            "", "2026-11-21", "2026-11-21T24:00:00.000000Z", "2026-11-21T16:60:00.000000Z",
            "2026-02-29T16:00:00.000000Z", "2026-11-21T16:00:00.000Z",
            "2026-11-21 16:00:00.000000Z",
            "2026-11-21T16:00:00.000000+", "0000-11-21T16:00:00.000000Z",
        ])
    func refused(text: String) { #expect(WallTime(text) == nil) }

    @Test("Every day of four centuries follows the one before it")
    func days() throws {
        var day = try #require(CalendarDay("1899-12-31"))
        let end = try #require(CalendarDay("2300-01-01"))
        while day < end {
            let next = day.adding(days: 1)
            let isKnown = CalendarDay(next.description) == next
            let isLater = day.description < next.description
            #expect(isKnown && isLater, "\(day)")
            day = next
        }
    }
}
