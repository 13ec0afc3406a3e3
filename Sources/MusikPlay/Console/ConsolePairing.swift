internal import FoundationEssentials
internal import MusikKeeper

#if canImport(Glibc)
    internal import Glibc
#endif

/// TLS in front of the console, so that a tablet can reach it: stunnel, with a certificate that this
/// machine makes for itself.
///
/// stunnel ends with this object, and with the console's process however that ends.
final class ConsolePairing {
    /// Where the console is reached, as a browser writes it: an address of this machine and a port.
    let place: String
    /// The SHA-256 fingerprint of the certificate, as browsers show it.
    let fingerprint: String
    private let process: pid_t

    /// For how long a certificate is made, and how much of that has to be left, in days.
    private static let days = (made: 825, left: 30)
    /// How long stunnel may take to listen, in milliseconds.
    private static let patience = 5000

    private static let openssl = HelperProgram(name: "openssl", patience: 30)

    /// Makes a certificate where there is none that fits, and starts stunnel.
    ///
    /// - Parameters:
    ///   - address: an IP address of this machine.
    ///   - port: at which it listens there.
    ///   - console: the console's own port of 127.0.0.1.
    /// - Throws: 69 where stunnel or OpenSSL is missing or fails, 73 where a file can't be written.
    init(
        _ folder: DataFolder, address: String, port: UInt16, console: UInt16
    ) throws(Failure) {
        place = "\(address):\(port)"
        let path = folder.path + "/console-tls"
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw Failure(
                Sysexit(creating: errno), "\(path) can't be made: \(errorText(errno)).",
                remedy: "Check who owns \(folder.path).")
        }
        let (key, certificate) = (path + "/key.pem", path + "/certificate.pem")
        if try !Self.fits(certificate, key, address) {
            try Self.run([
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-keyout", key, "-out", certificate, "-days", "\(Self.days.made)",
                "-subj", "/CN=musik-play", "-addext", "subjectAltName=IP:\(address)",
                "-addext", "basicConstraints=critical,CA:FALSE",
            ])
        }
        let said = try Self.run(
            ["x509", "-in", certificate, "-noout", "-fingerprint", "-sha256"])
        fingerprint = said.split(separator: "=").last.map { String($0).trimmed } ?? said
        process = try Self.start(path, key, certificate, (address, port), console)
        for _ in 0..<(Self.patience / 20) {
            usleep(20_000)
            var status: Int32 = 0
            if unsafe waitpid(process, &status, WNOHANG) == process {
                let messages =
                    (try? String(contentsOfFile: path + "/messages.txt", encoding: .utf8)) ?? ""
                // Its errors alone: what it says besides while it gives up helps nobody.
                let errors = messages.split(separator: "\n").filter { $0.hasPrefix("[!]") }
                throw Failure(
                    .unavailable, "stunnel didn't start at \(place).",
                    remedy: "Is that an address of this machine, and the port free? It said: "
                        + (errors.last?.dropFirst(4) ?? "nothing"))
            }
            if Self.listens(address, port) { return }
        }
    }

    deinit {
        kill(process, SIGTERM)
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    }

    /// Whether a certificate is there with its key, for this address, and lasts a while.
    private static func fits(
        _ certificate: String, _ key: String, _ address: String
    ) throws(Failure) -> Bool {
        guard unsafe access(certificate, R_OK) == 0, unsafe access(key, R_OK) == 0 else {
            return false
        }
        let seconds = days.left * 86_400
        let check = ["x509", "-in", certificate, "-noout", "-checkip", address]
        guard let said = try? run(check), said.contains("does match") else { return false }
        return (try? run(["x509", "-in", certificate, "-noout", "-checkend", "\(seconds)"])) != nil
    }

    /// What OpenSSL says.
    @discardableResult
    private static func run(_ arguments: [String]) throws(Failure) -> String {
        var said = Data()
        do throws(HelperProgram.Fault) {
            try unsafe openssl.run(arguments, input: .bytes(Data())) { bytes in
                unsafe said.append(contentsOf: bytes)
                return true
            }
        } catch {
            throw Failure(
                .unavailable, "OpenSSL failed: \(error)",
                remedy: "Install it with “apt-get install openssl”, and check the time of the "
                    + "machine.")
        }
        return String(decoding: said, as: UTF8.self)
    }

    /// Starts stunnel with a configuration of its own.
    private static func start(
        _ path: String, _ key: String, _ certificate: String, _ door: (String, UInt16),
        _ console: UInt16
    ) throws(Failure) -> pid_t {
        let configuration = """
            foreground = yes
            pid =
            syslog = no
            debug = err
            [console]
            accept = \(door.0):\(door.1)
            connect = 127.0.0.1:\(console)
            cert = \(certificate)
            key = \(key)
            sslVersionMin = TLSv1.2
            TIMEOUTidle = 3600

            """
        let file = path + "/stunnel.conf"
        guard
            (try? Data(configuration.utf8).write(to: URL(filePath: file), options: .atomic)) != nil
        else {
            throw Failure(
                .cannotCreate, "\(file) can't be written.", remedy: "Make room on its disk.")
        }
        let messages = unsafe open(
            path + "/messages.txt", O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        let nowhere = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { for end in [messages, nowhere] where end >= 0 { _ = close(end) } }
        do throws(SpawnRefused) {
            // It ends with the console, also with one that is killed.
            return try OwnProgram.start(
                "/usr/bin/setpriv",
                arguments: ["--pdeathsig", "TERM", "/usr/bin/stunnel4", file],
                descriptors: [nowhere, messages, messages])
        } catch {
            throw Failure(
                .unavailable, "stunnel can't be started: \(errorText(error.code)).",
                remedy: "Install it with “apt-get install stunnel4”.")
        }
    }

    /// Whether somebody listens at an address and port.
    private static func listens(_ address: String, _ port: UInt16) -> Bool {
        let descriptor = socket(
            AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { _ = close(descriptor) }
        var there = sockaddr_in()
        there.sin_family = sa_family_t(AF_INET)
        there.sin_port = port.bigEndian
        guard unsafe inet_pton(AF_INET, address, &there.sin_addr) == 1 else { return false }
        return unsafe withUnsafePointer(to: &there) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
