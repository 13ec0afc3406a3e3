internal import MusikEngine
internal import MusikKeeper

#if canImport(Glibc)
    internal import Glibc
#endif

/// A process that does the work of one command.
struct ServedProcess {
    private let process: pid_t

    /// Takes charge of a process that was started.
    init(_ process: pid_t) { self.process = process }

    /// Where this program was when it was started: once it is replaced, commands come from the new
    /// one, and are done by that.
    static let program = Surroundings.current().executableFolder + "/musik-play"

    /// Starts this program anew.
    ///
    /// - Parameters:
    ///   - streams: what it gets as its first descriptors, in their order.
    ///   - environment: what it gets besides the command's and this process's own.
    /// - Throws: 69 where the system starts none.
    static func start(
        _ request: ServiceProtocol.Request, streams: [Int32], environment: [String: String]
    ) throws(Failure) -> pid_t {
        let own = Surroundings.current().environment.filter {
            !ServiceProtocol.passes($0.key)
        }
        let variables = own.merging(
            request.environment.filter {
                ServiceProtocol.passes($0.key) && ServiceProtocol.passes(value: $0.value)
            }
        ) { $1 }.merging(environment) { $1 }
        do {
            return try OwnProgram.start(
                program, arguments: request.arguments, descriptors: streams,
                environment: variables)
        } catch {
            throw refusal(error.code)
        }
    }

    private static func refusal(_ code: Int32) -> Failure {
        Failure(
            .unavailable, "The service can't start the command: \(errorText(code)).",
            remedy: "Try again; restart the service if it goes on.")
    }

    /// Hands on the signals of the command until the process has ended, which sees by itself when the
    /// command is gone.
    func attend(_ socket: borrowing ServiceSocket) -> ServiceProtocol.Reply {
        var polled = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
        let began = MonotonicClock.nanoseconds
        while true {
            var status: Int32 = 0
            let ended = unsafe waitpid(process, &status, WNOHANG)
            if ended == process || ended < 0 && errno != EINTR {
                let number = status & 0x7F
                return number == 0
                    ? .ended(code: (status >> 8) & 0xFF) : .killed(signal: number)
            }
            // Most commands are done in a moment; a session takes an hour.
            let isYoung = MonotonicClock.nanoseconds - began < 2_000_000_000
            guard unsafe poll(&polled, 1, isYoung ? 3 : 50) > 0 else { continue }
            do {
                let got = try socket.receive(ServiceProtocol.Signal.self)
                for file in got.files { _ = close(file) }
                if Self.signals.contains(got.message.number) { kill(process, got.message.number) }
            } catch .nonsense {
                continue
            } catch {
                polled.fd = -1
            }
        }
    }

    /// What is handed on.
    static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGUSR1, SIGUSR2]
}
