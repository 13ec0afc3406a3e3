internal import MusikALSA

extension Failure {
    /// What a device that can't be used means for a command.
    init(_ error: ALSAError) {
        if let option = error.option {
            self.init(
                .usage, "“\(error.call)” is not possible in “\(error.device)”.",
                remedy: option.rule)
            return
        }
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

extension DeviceOption {
    /// What may be written, as a sentence.
    fileprivate var rule: String {
        func numbers(_ unit: String) -> String {
            guard let range else { preconditionFailure("an option with numbers has a range") }
            return "“\(rawValue)” takes \(decimal(range.lowerBound, 0)) to "
                + "\(decimal(range.upperBound, 0)), \(unit)."
        }
        switch self {
        case .buffer: return numbers("whole milliseconds of the device’s buffer")
        case .delay:
            return numbers("the milliseconds that sound takes to the ear, 3 for each metre")
        case .volume:
            return numbers(
                "in dB on the card’s own scale, and only for a card, such as hw:CARD=PCH")
        case .format: return "“format” takes s16, s24, s24_3, s32 or float."
        case .served: return "“served” takes no value."
        }
    }
}
