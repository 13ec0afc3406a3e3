import Foundation
import Testing

/// A folder of a test's own, removed with the value's last use.
final class Scratch: Sendable {
    let path: String

    init(in folder: String = "/tmp") throws {
        // Short, because a socket's path has at most 107 bytes.
        path = "\(folder)/musik-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ text: String) throws -> String {
        let file = path + "/" + name
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        return file
    }
}

/// The built musik-play, which lies beside the test runner.
struct Built {
    /// What a run left behind.
    struct Result {
        var exit: Int32
        var output: String
        var errors: String
    }

    static var path: String {
        let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        return ((runner ?? "") as NSString).deletingLastPathComponent + "/musik-play"
    }

    /// The words of a command line.
    static func command(_ arguments: [String], account: Int? = nil) -> [String] {
        guard let account else { return [path] + arguments }
        return [
            "/usr/bin/setpriv", "--reuid=\(account)", "--regid=\(account)", "--clear-groups",
            "--pdeathsig=KILL", path,
        ] + arguments
    }

    /// Whether it can be run for other accounts: by the superuser, where they reach it.
    static let canBeOthers: Bool =
        geteuid() == 0 && (try? run(["--version"], account: 61_001))?.exit == 0

    /// Runs it to its end.
    ///
    /// - Parameter account: whose command it is; this one's where it is nil.
    static func run(
        _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
        account: Int? = nil
    ) throws -> Result {
        let process = Process()
        let words = command(arguments, account: account)
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": "/dev/null"]
            .merging(environment) { $1 }
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        // Whatever hangs is ended, so that its test fails instead of the whole run.
        let identifier = process.processIdentifier
        let limit = DispatchWorkItem { kill(identifier, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + 300, execute: limit)
        defer { limit.cancel() }
        let said = output.fileHandleForReading.readDataToEndOfFile()
        let complained = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(
            exit: process.terminationStatus, output: String(decoding: said, as: UTF8.self),
            errors: String(decoding: complained, as: UTF8.self))
    }
}
