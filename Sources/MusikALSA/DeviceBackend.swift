/// Who moves the frames behind a device name.
public enum DeviceBackend: Hashable, Sendable {
    /// The kernel's driver, or a plugin that needs nobody else: a short buffer is safe.
    case direct
    /// Another process (PulseAudio, PipeWire, JACK, or a plugin not known here). It may be late
    /// whenever the machine is busy, so its buffer has to be long.
    case served

    /// How long a running device may fetch nothing before it counts as lost, in nanoseconds: half
    /// a second on a card; a daemon on a busy machine may be as late as that and go on.
    var patience: UInt64 { self == .direct ? 500_000_000 : 1_000_000_000 }

    /// Finds the plugins at the end of a name's chain in alsa-lib's configuration, without opening
    /// anything.
    ///
    /// `plug:pulse` is of type plug once it is open, and only its configuration tells what is
    /// behind. A name that can't be resolved counts as served: the long buffer only costs delay.
    static func of(_ pcmName: String) -> DeviceBackend {
        let types = plugins(behind: pcmName)
        return !types.isEmpty && types.isSubset(of: ["hw", "null"]) ? .direct : .served
    }

    /// The types of the plugins at the end of a name's chain, found likewise.
    static func plugins(behind pcmName: String) -> Set<String> {
        var ends = ChainEnds()
        _ = ConfigurationNode.withGlobalTree { root in ends.add(pcmName, root, depth: 0) }
        return ends.types
    }
}

/// The types of the plugins that have no slave any more.
private struct ChainEnds {
    var types: Set<String> = []

    /// A chain deeper than this refers to itself.
    private static let deepest = 16

    mutating func add(_ name: String, _ root: ConfigurationNode, depth: Int) {
        guard depth < Self.deepest else { return }
        for base in ["pcm", "pcm_slave"] {
            let found: Void? = root.withDefinition(of: name, below: base) { definition in
                add(definition, root, depth: depth + 1)
            }
            if found != nil { return }
        }
        types.insert("unknown")
    }

    /// A definition is another one's name, or has slaves, or is the end of the chain.
    private mutating func add(_ node: ConfigurationNode, _ root: ConfigurationNode, depth: Int) {
        guard depth < Self.deepest else { return }
        if let name = node.string { return add(name, root, depth: depth + 1) }
        let parts = node.children
        let slaves = parts.filter { ["slave", "pcm", "playback"].contains($0.identifier) }
        // `multi` has a table of slaves.
        let table = parts.first { $0.identifier == "slaves" }?.children ?? []
        if slaves.isEmpty && table.isEmpty {
            types.insert(parts.first { $0.identifier == "type" }?.string ?? "unknown")
        }
        for slave in slaves + table { add(slave, root, depth: depth + 1) }
    }
}
