public import MusikRealtime

/// How the threads fare that sound depends on, since the programme began.
public struct EngineHealth: Hashable, Sendable, Codable {
    /// The thread of each output.
    public var outputs: [ThreadHealth]
    /// The mixer's thread; its frames are those mixed ahead of the reference output.
    public var mixer: ThreadHealth

    /// Describes the threads of an engine.
    public init(outputs: [ThreadHealth], mixer: ThreadHealth) {
        self.outputs = outputs
        self.mixer = mixer
    }
}

extension Engine {
    /// How the threads fare. Reads files of /proc: a few times a second at most.
    public func health() -> EngineHealth {
        var threads = feeds.map(\.health) + [mixerGauge.health]
        ledgerMonitor.locked {
            for place in threads.indices {
                let faults = ledger.faults(of: threads[place].thread, at: place)
                threads[place].minorFaults = faults.minor
                threads[place].majorFaults = faults.major
            }
        }
        let mixer = threads.removeLast()
        return EngineHealth(outputs: threads, mixer: mixer)
    }

    /// Counts from here on: the programme begins. The outputs' threads begin their own count when
    /// the command reaches them.
    func beginHealth() {
        mixerGauge.clear()
        ledgerMonitor.locked {
            ledger.begin(feeds.map(\.health.thread) + [mixerGauge.number])
        }
    }
}
