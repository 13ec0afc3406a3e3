import CurationSimulator
import Foundation

/// The figures of all patients, as a table and against the bars.
struct CurationTable {
    private(set) var text = ""
    private(set) var missed: [String] = []

    private let kinds: [SimulatedKind]
    private let varied: [[SessionFigures]]
    private let free: [[SessionFigures]]
    private let bootstrap: Bootstrap
    private let sessions = 1...SimulatedWorld.sessions

    init(
        kinds: [SimulatedKind], varied: [[SessionFigures]], free: [[SessionFigures]], seed: UInt64
    ) {
        self.kinds = kinds
        self.varied = varied
        self.free = free
        bootstrap = Bootstrap(kinds: kinds, seed: seed)
        row("session", sessions.map { "\($0)" })
        addGains()
        addKinds()
        addTrust()
        addFreedom()
        judge()
    }

    /// A figure of each patient's session under the rule, averaged.
    private func mean(
        _ session: Int, _ kind: SimulatedKind? = nil, _ figure: (SessionFigures) -> Double?
    ) -> Interval {
        bootstrap.mean(
            varied.indices.map {
                kind == nil || kinds[$0] == kind ? figure(varied[$0][session - 1]) : nil
            })
    }

    private func gain(_ figures: SessionFigures, _ way: Way, over other: Way = .fixed) -> Double {
        figures.liking[way]! - figures.liking[other]!
    }

    private func share(_ session: Int, _ kind: SimulatedKind? = nil) -> Interval {
        bootstrap.ratio(
            varied.indices.map {
                let figures = varied[$0][session - 1]
                return kind == nil || kinds[$0] == kind
                    ? (gain(figures, .model), gain(figures, .exact)) : nil
            })
    }

    /// Liking of the fixed list, and what each way gains over it.
    private mutating func addGains() {
        add("UNDER THE VARIETY RULE (liking in points; 95 % intervals over patients)")
        row("liking of the fixed list", sessions.map { points(mean($0) { $0.liking[.fixed] }) })
        for way in Way.allCases where way != .fixed {
            row("gain over fixed: \(way)", sessions.map { points(mean($0) { gain($0, way) }) })
        }
        row("share of the exact learner's gain", sessions.map { percent(share($0)) })
    }

    private mutating func addKinds() {
        for kind in SimulatedKind.allCases {
            for way in [Way.model, .exact] {
                row(
                    "  \(kind): \(way)",
                    sessions.map { points(mean($0, kind) { gain($0, way) }) })
            }
            row("  \(kind): share", sessions.map { percent(share($0, kind)) })
            row(
                "  \(kind): in intervals",
                sessions.map { session in
                    percent(mean(session, kind) { Double($0.covered) / Double($0.judged) })
                })
        }
    }

    /// Whether intervals hold, what is hated stays away and wishes are honoured.
    private mutating func addTrust() {
        row("in 90 % intervals, all tracks", sessions.map { percent(covered($0)) })
        row(
            "in 90 % intervals, the list's",
            sessions.map { session in
                percent(
                    mean(session) {
                        Double($0.coveredOnList) / Double(SimulatedWorld.listLength)
                    })
            })
        row(
            "lists with what was shown as hated",
            sessions.map { percent(mean($0) { $0.holdsHated.map { $0 ? 1 : 0 } }) })
        add("all such sessions: \(percent(hated))")
        row("wishes honoured", sessions.map { percent(honoured($0)) })
        row("new pieces of ten", sessions.map { points(mean($0) { Double($0.new) }) })
        row("belief in the true kind", sessions.map { percent(mean($0) { $0.family }) })
    }

    private mutating func addFreedom() {
        add("WITHOUT THE VARIETY RULE")
        row("way from fixed to the oracle", sessions.map { percent(way($0, .model)) })
        row("the exact learner's way", sessions.map { percent(way($0, .exact)) })
    }

    private mutating func judge() {
        for session in sessions {
            if session >= 2 {
                bar(share(session).value >= 0.9, "session \(session): share of the exact gain")
                for way in [Way.random, .fixed, .repeating] {
                    let lead = mean(session) { gain($0, .model, over: way) }
                    bar(lead.low > 0, "session \(session): better than \(way)")
                }
            }
            bar(
                (0.87...0.93).contains(covered(session).value),
                "session \(session): coverage of intervals")
            bar(honoured(session).value == 1, "session \(session): wishes")
            bar(
                mean(session, SimulatedKind.none) { gain($0, .model) }.high >= 0,
                "session \(session): harm without preferences")
        }
        bar(mean(1) { gain($0, .model) }.low >= 0, "session 1: not below fixed")
        bar(way(4, .model).value >= 0.55, "session 4: way to the oracle without the rule")
        bar(hated.value < 0.02, "hated pieces after they were shown")
        bar(!varied.joined().contains { $0.holdsForbidden }, "something ruled out was offered")
    }

    private func covered(_ session: Int) -> Interval {
        bootstrap.ratio(
            varied.map {
                let figures = $0[session - 1]
                return (Double(figures.covered), Double(figures.judged))
            })
    }

    private func honoured(_ session: Int) -> Interval {
        mean(session) { $0.isWishHonoured.map { $0 ? 1 : 0 } }
    }

    private var hated: Interval {
        bootstrap.ratio(
            varied.map { sessions in
                let shown = sessions.compactMap(\.holdsHated)
                return shown.isEmpty ? nil : (Double(shown.count { $0 }), Double(shown.count))
            })
    }

    private func way(_ session: Int, _ way: Way) -> Interval {
        bootstrap.ratio(
            free.map {
                let figures = $0[session - 1]
                return (gain(figures, way), gain(figures, .oracle))
            })
    }

    private mutating func add(_ line: String) { text += line + "\n" }

    private mutating func row(_ name: String, _ cells: [String]) {
        let padded = ([name] + cells).enumerated().map { place, cell in
            cell.padding(
                toLength: max(cell.count, place == 0 ? 35 : 22), withPad: " ", startingAt: 0)
        }
        add(padded.joined())
    }

    private mutating func bar(_ isMet: Bool, _ name: String) { if !isMet { missed.append(name) } }

    private func points(_ interval: Interval) -> String {
        String(format: "%.1f [%.1f, %.1f]", interval.value, interval.low, interval.high)
    }

    private func percent(_ interval: Interval) -> String {
        interval.value.isNaN
            ? "-"
            : String(
                format: "%.1f%% [%.1f, %.1f]", 100 * interval.value, 100 * interval.low,
                100 * interval.high)
    }
}
