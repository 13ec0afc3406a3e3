internal import Dispatch
internal import MusikModel

/// Looks at the session as long as somebody watches, and tells everybody what changed.
///
/// One look for all who watch in a language, ten times a second; whoever reads slowly misses what is
/// old, and nothing is kept for them.
actor ConsoleWatch {
    /// How often it looks, how often and how long after a wish, whose effect is awaited, and after how
    /// long it speaks although nothing changed.
    private static let beat = Duration.milliseconds(100)
    private static let hurry = (beat: Duration.milliseconds(20), length: Duration.milliseconds(500))
    private static let silence = Duration.seconds(2)
    /// Pages that watch at once, at most.
    static let mostWatchers = 48

    private struct Watcher {
        let language: Language
        let pages: AsyncStream<ConsoleSight>.Continuation
        var last: ConsoleSight?
        var spoke = ContinuousClock.now
    }

    private let subject: any ConsoleSubject
    private let queue = DispatchQueue(label: "console-watch")
    private var watchers: [Int: Watcher] = [:]
    private var next = 0
    private var isLooking = false
    private var hurriesUntil: ContinuousClock.Instant?
    private var nap: Task<Void, Never>?

    init(_ subject: any ConsoleSubject) { self.subject = subject }

    /// What there is to see from now on; nil where too many watch.
    func pages(_ language: Language) -> AsyncStream<ConsoleSight>? {
        guard watchers.count < Self.mostWatchers else { return nil }
        let (stream, pages) = AsyncStream<ConsoleSight>.makeStream(
            bufferingPolicy: .bufferingNewest(1))
        let number = next
        next += 1
        pages.onTermination = { [weak self] _ in
            Task { await self?.forget(number) }
        }
        watchers[number] = Watcher(language: language, pages: pages)
        if !isLooking {
            isLooking = true
            Task { await look() }
        }
        return stream
    }

    /// What there is to see now.
    nonisolated func sight(_ language: Language) async -> ConsoleSight {
        await withCheckedContinuation { answer in
            queue.async { [subject] in answer.resume(returning: subject.look(language)) }
        }
    }

    private func forget(_ number: Int) { watchers[number] = nil }

    private func look() async {
        while !watchers.isEmpty {
            for language in Language.allCases
            where watchers.values.contains(where: { $0.language == language }) {
                tell(await sight(language), language)
            }
            let hurries = hurriesUntil.map { ContinuousClock.now < $0 } ?? false
            let nap = Task { _ = try? await Task.sleep(for: hurries ? Self.hurry.beat : Self.beat) }
            self.nap = nap
            await nap.value
        }
        isLooking = false
    }

    /// Something was asked for: looks at once, and often for a moment.
    func hurry() {
        hurriesUntil = .now + Self.hurry.length
        nap?.cancel()
    }

    private func tell(_ sight: ConsoleSight, _ language: Language) {
        let now = ContinuousClock.now
        for (number, watcher) in watchers where watcher.language == language {
            guard watcher.last != sight || now - watcher.spoke > Self.silence else { continue }
            watcher.pages.yield(sight)
            watchers[number]?.last = sight
            watchers[number]?.spoke = now
        }
    }
}
