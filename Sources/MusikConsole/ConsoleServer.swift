internal import FlyingFox
internal import FlyingSocks
internal import Glibc
private import Synchronization

/// The console as browsers on this machine reach it.
///
/// The music never depends on it: it asks the session as another terminal does.
public final class ConsoleServer: Sendable {
    /// Where it is reached, as a browser writes it.
    public let address: String
    /// Its port of 127.0.0.1.
    public var port: UInt16 { door.port }
    private let door: ConsoleDoor
    private let socket: String
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Takes the port; who comes waits until somebody is served.
    ///
    /// - Parameters:
    ///   - port: of 127.0.0.1; 0 for any that is free.
    ///   - socket: the path of the socket between door and server, at most 107 bytes, in a folder that
    ///     is this account's alone; one that a killed console left there is replaced.
    /// - Throws: what the system refused.
    public init(port: UInt16, socket: String) throws(ConsoleError) {
        // Whose port it is, theirs is the socket.
        door = try ConsoleDoor(port: port, server: socket)
        self.socket = socket
        _ = unsafe unlink(socket)
        address = "127.0.0.1:\(door.port)"
    }

    /// Starts to serve; once.
    ///
    /// - Parameter secure: where something in front of it speaks TLS, as a browser writes it after
    ///   `https://`; nil where there is nothing.
    public func serve(
        _ subject: any ConsoleSubject, _ gate: ConsoleGate, secure: String? = nil
    ) {
        let server = HTTPServer(
            config: .init(
                address: .unix(path: socket), timeout: 10, sharedRequestBufferSize: 16_384,
                logger: .disabled),
            handler: ConsoleHandler(
                subject, gate, hosts: [address, "localhost:\(door.port)"], secure: secure))
        task.withLock { $0 = Task { try? await server.run() } }
        // Whoever is told the address can use it.
        for _ in 0..<200 where unsafe access(socket, F_OK) != 0 { usleep(5_000) }
    }

    /// Serves nobody any more.
    public func stop() {
        door.stop()
        task.withLock { $0?.cancel() }
        _ = unsafe unlink(socket)
    }
}
