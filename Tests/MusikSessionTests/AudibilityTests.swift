import Testing

@testable import MusikSession

@Suite("Sound that should be there")
struct AudibilityTests {
    @Test("F50: is missed after three seconds, and its return is seen at once")
    func missed() {
        var watch = AudibilityWatch()
        var alarms: [Double] = []
        for tenth in 0..<100 {
            let now = Double(tenth) / 10
            let isThere = now < 2 || now > 8
            if watch.update(expected: -23, measured: isThere ? -25 : -90, at: now) {
                alarms.append(now)
            }
        }
        #expect(alarms.first == 5)
        #expect(alarms.last == 8)
    }

    @Test("F50: is not missed where quiet is planned, or for a moment's rest")
    func planned() {
        var watch = AudibilityWatch()
        for tenth in 0..<200 {
            let now = Double(tenth) / 10
            let isMissed = watch.update(expected: -70, measured: -120, at: now)
            #expect(!isMissed)
        }
        for tenth in 200..<400 {
            let now = Double(tenth) / 10
            let isRest = tenth % 40 < 25
            let isMissed = watch.update(expected: -23, measured: isRest ? -90 : -24, at: now)
            #expect(!isMissed)
        }
    }
}
