import MusikRecord
import Testing

@Suite("What stands of a session's events")
struct StandingTests {
    private let author = RecordAuthor(
        actor: ActorCode("N07")!, role: .clinician, site: SiteCode("MTL1")!)

    private func event(
        _ number: Int, _ body: RecordBody, corrects: Int? = nil
    ) -> RecordedEvent {
        RecordedEvent(
            number: number,
            event: RecordEvent(
                time: WallTime(microseconds: Int64(number)), monotonicNanoseconds: 0,
                author: author, concern: RecordConcern(corrects: corrects), body: body))
    }

    private func reading(_ systolic: Int) -> RecordBody {
        .vitalSigns(VitalSigns(systolic: systolic, diastolic: 70))
    }

    @Test("A correction stands in the place and at the time of the first entry, with its number")
    func corrected() {
        let standing = [
            event(1, reading(210)), event(2, reading(130)),
            event(3, reading(120), corrects: 1), event(4, .explained(Explained()), corrects: 2),
            event(5, reading(121), corrects: 3),
        ].standing
        #expect(standing.map(\.number) == [5, 2])
        #expect(standing.map(\.event.body) == [reading(121), reading(130)])
        #expect(standing.map(\.event.time.microseconds) == [1, 2])
    }

    @Test("A correction of what isn't there stands by itself")
    func alone() {
        #expect([event(7, reading(120), corrects: 3)].standing.map(\.number) == [7])
        #expect([RecordedEvent]().standing.isEmpty)
    }
}
