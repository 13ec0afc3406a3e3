// How the output's thread fares, without locks.
extension OutputFeed {
    /// What the output's thread published of itself since the programme began, without page faults.
    /// Any thread.
    public var health: ThreadHealth { status.gauge.health }

    /// Says which thread pulls from here on, by the kernel's number. Audio thread.
    #if !DEBUG
        @_noLocks
    #endif
    public func publish(thread: Int32) { status.gauge.begin(thread) }

    /// Takes in that the thread came back so late, in nanoseconds; before the programme nothing is
    /// noted. Audio thread.
    #if !DEBUG
        @_noLocks
    #endif
    public func note(lateness nanoseconds: UInt64) {
        if unsafe core.pointee.isPlaying { status.gauge.note(lateness: nanoseconds) }
    }

    /// Takes in how many frames the device had left when the thread came back; before the programme
    /// nothing is noted. Audio thread.
    #if !DEBUG
        @_noLocks
    #endif
    public func note(framesLeft: Int64) {
        if unsafe core.pointee.isPlaying { status.gauge.note(framesLeft: framesLeft) }
    }
}
