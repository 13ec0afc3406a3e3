internal import MusikALSA

extension Failure {
    /// What a device that can't be used means for a command.
    init(_ error: ALSAError) {
        let remedy =
            switch error.reason {
            case .periodTooLong, .unusableBuffer:
                "Ask for another buffer, as in “NAME?buffer=200” (milliseconds); where a plugin or "
                    + "a sound server forces its own, shorten that (jackd -p 1024), or name the "
                    + "card itself, as “musik-play devices” lists it."
            case .jackUnreachable:
                "Start the JACK server first. If jackd says “Too many servers already active”, "
                    + "killed servers have left their names behind: end every JACK program, then "
                    + "“rm /dev/shm/jack*”."
            default:
                "“musik-play devices” lists the outputs there are; “musik-play doctor” says "
                    + "what keeps one from playing."
            }
        let holders = error.holders.map { "\($0.command) (process \($0.pid))" }
        self.init(
            .unavailable,
            "\(error.description)."
                + (holders.isEmpty ? "" : " It is in use by \(holders.joined(separator: ", "))."),
            remedy: holders.isEmpty ? remedy : "End what uses it, or choose another device.")
    }
}
