internal import Dispatch
internal import MusikModel

/// Looks at the session as long as somebody watches, and tells everybody what changed.
///
/// One look for all who watch in a language, ten times a second; whoever reads slowly misses what is
/// old, and nothing is kept for them.
actor ConsoleWatch {
    /// How often it looks, and after how long it speaks although nothing changed.
    private static let beat = Duration.milliseconds(100)
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
            try? await Task.sleep(for: Self.beat)
        }
        isLooking = false
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
