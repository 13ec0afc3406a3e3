public import FoundationEssentials
public import MusikEngine
public import MusikProgramme

/// What an engine's process is to play, and on what; it never changes.
public struct EngineOrder: Codable, Sendable {
    /// The programme it begins with.
    public var programme: Programme
    /// The level that each output starts at: linear gain, 0 to 1.
    public var levels: [Float]
    /// The highest level that any command may set on each output, likewise.
    public var highestLevels: [Float]
    /// Whether the landing bed after the programme is played.
    public var playsBed: Bool
    /// Outputs and sound files, as whoever wires the process encodes them.
    public var wiring: Data

    /// An order.
    public init(
        programme: Programme, levels: [Float], highestLevels: [Float], playsBed: Bool, wiring: Data
    ) {
        self.highestLevels = highestLevels
        self.programme = programme
        self.levels = levels
        self.playsBed = playsBed
        self.wiring = wiring
    }
}

/// What an order is carried out with.
public struct EngineEquipment: Sendable {
    /// What opens the sound files.
    public var library: any AudioLibrary
    /// The outputs, in the order of their levels.
    public var outputs: [any AudioOutput]
    /// Runs first on the mixer's thread.
    public var threadPrologue: @Sendable () -> Void

    /// Equipment.
    public init(
        library: any AudioLibrary, outputs: [any AudioOutput],
        threadPrologue: @escaping @Sendable () -> Void = {}
    ) {
        self.library = library
        self.outputs = outputs
        self.threadPrologue = threadPrologue
    }
}
