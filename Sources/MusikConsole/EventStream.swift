internal import FlyingFox
internal import FlyingSocks
internal import FoundationEssentials

/// What a live page is told, as server-sent events.
struct EventStream: AsyncBufferedSequence {
    typealias Element = UInt8

    let page: ConsolePage
    let sights: AsyncStream<ConsoleSight>
    /// What of it whoever watches may see; nil once they may not watch any more.
    let admit: @Sendable (ConsoleSight) async -> ConsoleSight?

    func makeAsyncIterator() -> Iterator {
        Iterator(page: page, sights: sights.makeAsyncIterator(), admit: admit)
    }

    struct Iterator: AsyncBufferedIteratorProtocol {
        let page: ConsolePage
        var sights: AsyncStream<ConsoleSight>.Iterator
        let admit: @Sendable (ConsoleSight) async -> ConsoleSight?
        private var rest: ArraySlice<UInt8> = []
        /// What each part of the page was told to hold.
        private var told: [String: String] = [:]

        init(
            page: ConsolePage, sights: AsyncStream<ConsoleSight>.Iterator,
            admit: @escaping @Sendable (ConsoleSight) async -> ConsoleSight?
        ) {
            self.page = page
            self.sights = sights
            self.admit = admit
        }

        mutating func next() async -> UInt8? {
            await nextBuffer(suggested: 1)?.first
        }

        mutating func nextBuffer(suggested count: Int) async -> ArraySlice<UInt8>? {
            if rest.isEmpty {
                guard let news = await sights.next(), let sight = await admit(news) else {
                    return nil
                }
                rest = ArraySlice(event(page.regions(sight)))
            }
            let part = rest.prefix(count)
            rest = rest.dropFirst(count)
            return part
        }

        /// The parts that have changed: most moments change the time alone. Without any, a sign of life.
        private mutating func event(_ regions: [ConsoleRegion]) -> [UInt8] {
            let contents = Dictionary(
                uniqueKeysWithValues: regions.filter { told[$0.id] != $0.content }
                    .map { ($0.id, $0.content) })
            told.merge(contents) { $1 }
            // JSON has no line breaks of its own, and one event is one line.
            guard let json = try? JSONEncoder().encode(contents) else { return [] }
            return Array("data: ".utf8) + Array(json) + Array("\n\n".utf8)
        }
    }
}
