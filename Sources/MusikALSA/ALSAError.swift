internal import CALSA

/// A sound card's refusal.
public struct ALSAError: Error, Hashable, Sendable {
    /// What went wrong, as far as it decides what a person can do.
    public enum Reason: Hashable, Sendable {
        /// A call of alsa-lib failed; see `call` and `code`.
        case failed
        /// The name has an option that isn't known, or a value that isn't allowed.
        case badName
        /// The device can't run at this rate; converting is the business of a `plug:` device.
        case rateRefused(hertz: Int)
        /// The device offers none of the sample formats asked for.
        case formatRefused
        /// The device's buffer has these lengths, with which no stream can run.
        case unusableBuffer(bufferFrames: Int, periodFrames: Int)
        /// The device asks for so many frames at once, more than the mix may safely be short of.
        case periodTooLong(periodFrames: Int, mostFrames: Int)
        /// There is no JACK server that could play it.
        case jackUnreachable
        /// Nothing answered within the time allowed.
        case timedOut
        /// `stop` was called meanwhile.
        case stopped
    }

    /// What went wrong.
    public var reason: Reason
    /// The call that failed, or the step.
    public var call: String
    /// An errno, positive, or 0.
    public var code: Int32
    /// The device as it was asked for.
    public var device: String
    /// Who holds a busy device.
    public var holders: [DeviceHolder]
    /// The option whose value isn't allowed; nil for other errors, and for an option not known.
    public var option: DeviceOption?

    init(
        _ reason: Reason = .failed, call: String, code: Int32 = 0, device: String,
        holders: [DeviceHolder] = [], option: DeviceOption? = nil
    ) {
        self.reason = reason
        self.call = call
        self.code = code
        self.device = device
        self.holders = holders
        self.option = option
    }
}

extension ALSAError: CustomStringConvertible {
    /// The failing call, its errno and the device, for logs; not for a patient's screen.
    public var description: String {
        let meaning = unsafe code == 0 ? "" : ": " + String(cString: snd_strerror(-code))
        return "\(device): \(call) (\(reason), errno \(code))\(meaning)"
    }
}

/// The one place where alsa-lib's return codes become errors.
///
/// - Throws: an error for a negative code.
@discardableResult
func check(_ code: some SignedInteger, _ call: String, _ device: String) throws(ALSAError) -> Int {
    if code < 0 { throw ALSAError(call: call, code: Int32(-code), device: device) }
    return Int(code)
}

/// alsa-lib's own messages, which it prints to standard error in the middle of a session's screen.
enum LibraryMessages {
    /// Switches them off; touched before the first call. Every failure is in a return code too.
    static let areSilent: Bool = musik_alsa_silence_messages() >= 0
}
