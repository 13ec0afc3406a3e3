import Foundation
import MusikModel
import MusikRecord
import Testing

@testable import MusikPlay

@Suite("The report of how sound was delivered")
struct ReportHealthTests {
    /// A session with a stall of the mix, an underrun, a card's clock and the threads' health.
    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture.full()
        func frame(_ minutes: Int) -> FrameCount { FrameCount(minutes * 60 * 48_000) }
        for (minute, skew) in [(1, 0.012), (2, -0.034), (3, 0.005)] {
            try fixture.sound(
                "clock", at: "11:0\(minute):00", frame: frame(minute),
                ["output": .integer(0), "value": .number(101)])
            try fixture.sound(
                "clock", at: "11:0\(minute):00", frame: frame(minute),
                ["output": .integer(1), "value": .number(-99), "skewMilliseconds": .number(skew)])
        }
        try fixture.sound(
            "bed", at: "11:04:00", frame: frame(4),
            [
                "output": .integer(1), "command": .text("on"), "value": .number(0.5),
                "frames": .integer(4608),
            ])
        try fixture.sound(
            "bed", at: "11:04:02", frame: frame(4),
            ["output": .integer(1), "command": .text("on"), "value": .number(0)])
        try fixture.sound(
            "bed", at: "11:04:04", frame: frame(4),
            ["output": .integer(1), "command": .text("off"), "value": .number(0)])
        try fixture.sound(
            "device", at: "11:05:00", frame: frame(5),
            ["output": .integer(1), "command": .text("underrun"), "frames": .integer(480)])
        let health: [(Int64?, Double, Int64, Int64, Int64)] = [
            (0, 3.25, 4_800, 0, 0), (1, 41.5, 96, 17, 2), (nil, 0.75, 33_600, 5, 0),
        ]
        for (output, late, least, minor, major) in health {
            var more: [String: JSONValue] = [
                "value": .number(late), "frames": .integer(least), "minorFaults": .integer(minor),
                "majorFaults": .integer(major),
            ]
            if let output { more["output"] = .integer(output) }
            try fixture.sound("health", at: "11:06:00", frame: frame(6), more)
        }
        return fixture
    }

    @Test("names underruns, worst lateness, what was left and page faults of each thread")
    func figures() throws {
        let sound = try #require(try fixture().report(1).sounds.last)
        #expect(sound.underruns(of: 0) == 1, "the session's own")
        #expect(sound.underruns(of: 1) == 2, "one bed that moved, and one underrun")
        let text = try fixture().text(1)
        for words in [
            "the mixer", "41.5 ms", "2.0 ms", "3.3 ms", "700.0 ms", "LATE MIX: the bed stands in",
            "LATE MIX: silence", "the mix is back",
        ] {
            #expect(text.contains(words), "\(words)")
        }
        let french = try fixture().text(1, .french)
        for words in ["le mixage", "41,5 ms", "MIXAGE EN RETARD"] {
            #expect(french.contains(words), "\(words)")
        }
    }

    @Test(
        "draws each follower's skew, higher where the programme is ahead, and not the reference's")
    func skew() throws {
        let sound = try #require(try fixture().report(1).sounds.last)
        let curves = SkewChart.curves(of: sound)
        #expect(curves.map(\.output) == [1])
        #expect(curves[0].points.map(\.minute) == [1, 2, 3])
        #expect(curves[0].points.map(\.skew) == [0.012, -0.034, 0.005])
        let page = try fixture().page(1)
        #expect(page.contains("<title id=\"skew-0-title\">Outputs against the reference"))
        let figure = try #require(page.split(separator: "skew-0-title").last)
        let line = try #require(figure.firstMatch(of: /polyline points="([^"]+)"/)?.1)
        let heights = line.split(separator: " ").compactMap {
            $0.split(separator: ",").last.flatMap { Double($0) }
        }
        #expect(heights.count == 3)
        #expect(heights[0] < heights[2] && heights[2] < heights[1])
        #expect(try ReportFixture.full().page(1).contains("skew-0") == false)
    }
}
