internal import MusikEngine
internal import MusikProgramme
private import Synchronization

/// Makes one plan at a time beside the session's thread.
final class PlanningThread: Sendable {
    private let outcome = Mutex<Result<Plan, PlanError>?>(nil)
    private let slot = ThreadSlot()

    /// Starts making a plan. Only after the last one was taken.
    func start(_ request: RePlanRequest) {
        slot.start("planner") { [self] in
            let made: Result<Plan, PlanError>
            do throws(PlanError) {
                made = .success(try Replanner.plan(request))
            } catch {
                made = .failure(error)
            }
            outcome.withLock { $0 = made }
        }
    }

    /// The plan, once it is made.
    func take() -> Result<Plan, PlanError>? {
        let made = outcome.withLock { outcome in
            defer { outcome = nil }
            return outcome
        }
        if made != nil { slot.join() }
        return made
    }
}
