/// Counts recoveries that led nowhere.
///
/// PipeWire's plugin, its daemon gone, reports an under-run for ever while `snd_pcm_prepare`
/// succeeds for ever. Plain arithmetic; owned by the output thread.
struct RecoveryLimit {
    /// So many in a row without the pointer moving mean that the device is lost.
    static let most = 3
    /// The pointer has to move for so long before the count starts again.
    static let calm: UInt64 = 300_000_000

    private var count = 0
    private var movingSince: UInt64?

    /// Notes a recovery; true when it is one too many.
    mutating func recovered() -> Bool {
        movingSince = nil
        count += 1
        return count >= Self.most
    }

    /// Notes that the pointer moved.
    mutating func moved(at nanoseconds: UInt64) {
        guard count > 0 else { return }
        guard let since = movingSince else {
            movingSince = nanoseconds
            return
        }
        if nanoseconds - since > Self.calm { reset() }
    }

    /// Starts again, for another handle.
    mutating func reset() {
        count = 0
        movingSince = nil
    }
}
