import Foundation
import MusikKeeper
import Synchronization
import Testing

@testable import MusikPlay

/// A flag that two threads share.
private final class Flag: Sendable {
    let isSet = Atomic<Bool>(false)
}

@Suite("Other terminals reach a running session")
struct ControlTests {
    private func folder(_ scratch: Scratch) throws -> DataFolder {
        try DataFolder(option: scratch.path, environment: [:], currentFolder: "/")
    }

    /// A client that says whatever a test wants.
    private func connected(_ path: String) throws -> Int32 {
        let descriptor = try ControlProtocol.makeSocket()
        let result = LocalSocket.withAddress(path) { connect(descriptor, $0, $1) }
        try #require(result == 0)
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        return descriptor
    }

    @Test("Every command reaches the session and its answer comes back")
    func commands() throws {
        let scratch = try Scratch()
        let folder = try folder(scratch)
        let lock = try SessionLock.take(folder)
        let path = try ControlServer.path(for: folder, environment: [:])
        let seen = Mutex<[ControlCommand]>([])
        let server = try ControlServer(path: path) { command in
            seen.withLock { $0.append(command) }
            return command == .stop ? .refused("not now") : .done("did \(command.word)")
        }
        try lock.announce(socketPath: path, in: folder)
        let client = ControlClient(folder: folder)
        #expect(try client.ask(.quiet) == "did quiet")
        #expect(try client.ask(.look(.status)) == "did status")
        #expect { try client.ask(.stop) } throws: {
            guard let failure = $0 as? Failure else { return false }
            return failure.exit == .unavailable && failure.problem.contains("not now")
        }
        #expect(seen.withLock { $0 } == [.quiet, .look(.status), .stop])
        var information = stat()
        #expect(stat(path, &information) == 0 && information.st_mode & 0o777 == 0o600)
        server.stop()
        #expect(access(path, F_OK) != 0)
    }

    @Test("The built program asks from a process of its own")
    func fromTheProgram() throws {
        let scratch = try Scratch()
        let folder = try folder(scratch)
        #expect(
            try Built.run(["status", "--data", folder.path]).exit == Sysexit.unavailable.rawValue)
        let lock = try SessionLock.take(folder)
        let path = try ControlServer.path(for: folder, environment: [:])
        let server = try ControlServer(path: path) { .done("{\"command\": \"\($0.word)\"}") }
        defer { server.stop() }
        try lock.announce(socketPath: path, in: folder)
        for command: ControlCommand in [.quiet, .talk, .stop, .look(.status)] {
            let result = try Built.run([command.word], environment: ["MUSIK_DATA": folder.path])
            #expect(result.exit == 0)
            #expect(result.output == "{\"command\": \"\(command.word)\"}\n")
        }
    }

    @Test("Too long a message, an unknown word and a silent client harm nobody else's command")
    func badClients() throws {
        let scratch = try Scratch()
        let folder = try folder(scratch)
        let lock = try SessionLock.take(folder)
        let path = try ControlServer.path(for: folder, environment: [:])
        let server = try ControlServer(path: path) { .done($0.word) }
        defer { server.stop() }
        try lock.announce(socketPath: path, in: folder)
        for message in [String(repeating: "x", count: 65), "QUIET", "quiet\n"] {
            let client = try connected(path)
            defer { close(client) }
            #expect(send(client, message, message.utf8.count, 0) == message.utf8.count)
            var answer = [UInt8](repeating: 0, count: 256)
            let count = recv(client, &answer, answer.count, 0)
            try #require(count > 0)
            #expect(answer[0] == ControlProtocol.failure)
        }
        let silent = try (0..<ControlServer.maximumClients - 1).map { _ in try connected(path) }
        let start = ContinuousClock.now
        #expect(try ControlClient(folder: folder).ask(.quiet) == "quiet")
        let taken = ContinuousClock.now - start
        print("quiet beside \(silent.count) silent terminals: \(taken)")
        #expect(taken < .milliseconds(500))
        // Silent ones are let go, so that their places become free again.
        var byte: UInt8 = 0
        #expect(recv(silent[0], &byte, 1, 0) == 0)
        for client in silent { close(client) }
    }

    @Test("A second session on the same data is refused with the first one's process")
    func second() throws {
        let scratch = try Scratch()
        let folder = try folder(scratch)
        do {
            let lock = try SessionLock.take(folder)
            #expect(SessionLock.holder(in: folder)?.pid == getpid())
            #expect { _ = try SessionLock.take(folder) } throws: {
                guard let failure = $0 as? Failure else { return false }
                return failure.exit == .unavailable && failure.problem.contains("\(getpid())")
            }
            try lock.announce(socketPath: "/x", in: folder)
            #expect(SessionLock.holder(in: folder) == .init(pid: getpid(), socketPath: "/x"))
        }
        #expect(SessionLock.holder(in: folder) == nil)
        _ = try SessionLock.take(folder)
    }

    @Test("Asking who holds the lock never keeps a session from taking it")
    func asking() throws {
        let scratch = try Scratch()
        let folder = try folder(scratch)
        let flag = Flag()
        let asker = Thread {
            while !flag.isSet.load(ordering: .relaxed) { _ = SessionLock.holder(in: folder) }
        }
        asker.start()
        defer { flag.isSet.store(true, ordering: .relaxed) }
        for _ in 0..<2000 { _ = try SessionLock.take(folder) }
        #expect(SessionLock.holder(in: folder) == nil)
    }

    @Test("A socket and a lock that a crash left behind don't keep the next session from starting")
    func stale() throws {
        let scratch = try Scratch()
        let folder = try folder(scratch)
        let path = try ControlServer.path(for: folder, environment: [:])
        let dead = try ControlProtocol.makeSocket()
        #expect(LocalSocket.withAddress(path) { bind(dead, $0, $1) } == 0)
        close(dead)
        _ = try scratch.file("session.lock", "999999\n\(path)\n")
        #expect { try ControlClient(folder: folder).ask(.quiet) } throws: {
            ($0 as? Failure)?.exit == .unavailable
        }
        let lock = try SessionLock.take(folder)
        let server = try ControlServer(path: path) { .done($0.word) }
        try lock.announce(socketPath: path, in: folder)
        #expect(try ControlClient(folder: folder).ask(.talk) == "talk")
        server.stop()
    }

    @Test("The socket lies in the runtime folder only where that is the account's own")
    func places() throws {
        let scratch = try Scratch()
        let folder = try folder(scratch)
        let runtime = scratch.path + "/run"
        try FileManager.default.createDirectory(
            atPath: runtime, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        func path() throws -> String {
            try ControlServer.path(for: folder, environment: ["XDG_RUNTIME_DIR": runtime])
        }
        #expect(try path().hasPrefix(runtime + "/musik-play-"))
        chmod(runtime, 0o755)
        #expect(try path() == folder.path + "/control.sock")
        let long = try DataFolder(
            option: "/" + String(repeating: "x", count: 120), environment: [:], currentFolder: "/")
        #expect { try ControlServer.path(for: long, environment: [:]) } throws: {
            ($0 as? Failure)?.exit == .configuration
        }
    }

    @Test("1000 starts and stops leave no file, thread or descriptor behind")
    func manyStarts() throws {
        let scratch = try Scratch()
        let folder = try folder(scratch)
        let path = try ControlServer.path(for: folder, environment: [:])
        func descriptors() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
                .filter { name in
                    let target = try? FileManager.default.destinationOfSymbolicLink(
                        atPath: "/proc/self/fd/" + name)
                    return target?.contains(scratch.path) == true
                }.count
        }
        for _ in 0..<1000 {
            let lock = try SessionLock.take(folder)
            let server = try ControlServer(path: path) { .done($0.word) }
            try lock.announce(socketPath: path, in: folder)
            server.stop()
        }
        #expect(try descriptors() == 0)
        #expect(access(path, F_OK) != 0)
    }
}
