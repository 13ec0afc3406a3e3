internal import MusikALSA

extension Failure {
    /// What a device that can't be used means for a command.
    init(_ error: ALSAError) {
        self.init(
            .unavailable, "\(error.description).",
            remedy: "“musik-play devices” lists the outputs there are; “musik-play doctor” says "
                + "what keeps one from playing.")
    }
}
