/// The plasma level of ketamine during and after an infusion at a constant rate.
///
/// Subjective effect is linear in the plasma level between 50 and 200 ng/ml, so that the curve,
/// relative to its peak, is also the curve of intensity.
struct Pharmacokinetics: Sendable {
    /// The rate constants between the central and up to two outer compartments, per minute.
    var k10, k12, k13, k21, k31: Double

    /// Domino's three compartments (V1 0.063 l/kg).
    static let domino = Pharmacokinetics(
        k10: 0.4381, k12: 0.5921, k13: 0.5900, k21: 0.2470, k31: 0.0146)
    /// Clements' two compartments (V1 1.7522 l/kg).
    static let clements = Pharmacokinetics(k10: 0.0109, k12: 0.0186, k13: 0, k21: 0.0137, k31: 0)

    /// The level at every whole second from the start of an infusion without a break, relative to
    /// its peak.
    func relativeLevels(infusionSeconds: Int, seconds: Int) -> [Double] {
        let levels = levels(seconds: max(seconds, infusionSeconds)) { $0 < infusionSeconds }
        let peak = levels.max() ?? 1
        return levels.prefix(seconds + 1).map { peak > 0 ? $0 / peak : 0 }
    }

    /// The level at every whole second from the start of an infusion, in units without meaning.
    ///
    /// Integrates the compartments by Runge-Kutta of the fourth order with steps of one second;
    /// the fastest constant is below 2 per minute, so that the error is far below 1e-6. The volume
    /// and the dose cancel out.
    /// - Parameter isRunning: whether the infusion runs in the second that begins so many after its
    ///   start.
    func levels(seconds: Int, isRunning: (Int) -> Bool) -> [Double] {
        typealias State = SIMD3<Double>
        let step = 1.0 / 60
        var state = State.zero
        var levels = [0.0]
        for elapsed in 0..<max(seconds, 1) {
            let rate = isRunning(elapsed) ? 1.0 : 0.0
            func change(_ amount: State) -> State {
                let back = k21 * amount.y + k31 * amount.z
                return State(
                    rate + back - (k10 + k12 + k13) * amount.x, k12 * amount.x - k21 * amount.y,
                    k13 * amount.x - k31 * amount.z)
            }
            let first = change(state)
            let second = change(state + first * (step / 2))
            let third = change(state + second * (step / 2))
            let fourth = change(state + third * step)
            state += (first + 2 * second + 2 * third + fourth) * (step / 6)
            levels.append(state.x)
        }
        return levels
    }
}
