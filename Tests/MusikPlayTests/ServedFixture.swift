import Foundation
import Testing

/// The service of a trial's site: the data and the medium belong to its account, and each person has
/// another. Where the tests may not be anybody else, all are one account.
final class ServedFixture {
    /// The account of the data.
    static let account = 61_000
    private static let accounts = ["NB": 61_001, "R1": 61_002, "R2": 61_003, "ST": 61_004]

    let socket: String
    private let scratch: Scratch
    private let arguments: [String]
    private(set) var process: Running

    /// Starts the service of a site.
    init(_ site: TrialFixture) throws {
        let folder = site.scratch.path
        scratch = site.scratch
        let place = folder + "/run"
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: false)
        socket = place + "/socket"
        if Built.canBeOthers {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: folder)
            try EndToEnd.tool(
                "chown -R \(Self.account):\(Self.account) '\(site.data)' '\(site.vault)' '\(place)'"
            )
        }
        arguments = [
            "service", "--data", site.data, "--socket", socket, "--open", site.vault,
        ]
        process = try Self.start(arguments, socket)
    }

    private static func start(_ arguments: [String], _ socket: String) throws -> Running {
        let words = Built.command(arguments, account: Built.canBeOthers ? account : nil)
        let process = try Running(words[0], Array(words.dropFirst()))
        try #require(
            try EndToEnd.wait(seconds: 10) {
                try Built.run(["quiet"], environment: ["MUSIK_SERVICE": socket]).errors
                    .contains("reached") == false
            })
        return process
    }

    /// Ends it by a signal, and starts it again.
    func restart(_ signal: Int32) throws {
        process.end(signal)
        process = try Self.start(arguments, socket)
    }

    /// The account of a person; nil where all are one.
    func account(of person: String) -> Int? {
        Built.canBeOthers ? Self.accounts[person] : nil
    }

    /// Starts a script of a person's, whose first argument is the socket.
    func python(
        _ script: String, _ arguments: [String], as person: String, output: String
    ) throws -> Running {
        let other = account(of: person).map {
            ["/usr/bin/setpriv", "--reuid=\($0)", "--clear-groups"]
        }
        let words = (other ?? []) + ["/usr/bin/python3", script, socket] + arguments
        return try Running(words[0], Array(words.dropFirst()), output: output)
    }

    /// A folder of a person's own, which nobody else can open.
    func home(of person: String) throws -> String {
        let path = scratch.path + "/home-\(person)"
        if !FileManager.default.fileExists(atPath: path) {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700])
            try give(path, to: person)
        }
        return path
    }

    /// A file of a person's own, which nobody else can open.
    func file(_ name: String, _ text: String, of person: String) throws -> String {
        let path = try home(of: person) + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        try give(path, to: person)
        return path
    }

    private func give(_ path: String, to person: String) throws {
        if let account = account(of: person) { try EndToEnd.tool("chown \(account) '\(path)'") }
    }
}
