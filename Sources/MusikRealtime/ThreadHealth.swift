/// How a thread that sound depends on has fared since the programme began.
public struct ThreadHealth: Hashable, Sendable, Codable {
    /// The kernel's number of the thread; 0 before it runs.
    public var thread: Int32
    /// The most by which it came back later than it had asked for, in seconds; nil where it never
    /// waited for the clock or a device.
    public var worstLateness: Double?
    /// The fewest frames that were left in the device, or in the mix, when it came back; nil where
    /// there is nothing that could run dry.
    public var leastFrames: Int64?
    /// Page faults that took no disk.
    public var minorFaults = 0
    /// Page faults that waited for a disk.
    public var majorFaults = 0

    /// Describes a thread whose faults aren't known.
    public init(thread: Int32, worstLateness: Double?, leastFrames: Int64?) {
        self.thread = thread
        self.worstLateness = worstLateness
        self.leastFrames = leastFrames
    }
}
