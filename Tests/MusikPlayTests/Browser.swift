import Foundation
import Testing

/// A real Chromium, which a test leads through `Tests/Browser/browser.py`.
final class Browser {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var rest = Data()

    /// Where pictures of the pages are kept.
    static let pictures = EndToEnd.root + "/.ci/out/pages"

    /// A tablet's window: the width in pixels of CSS, and its height.
    static let tablet = (width: 768, height: 1024)

    private struct Failed: Decodable { var error: String? }

    private struct Answer<Value: Decodable>: Decodable {
        var value: Value?
    }

    init() throws {
        let environment = ProcessInfo.processInfo.environment
        let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/root") + "/.cache"
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
        process.arguments = [
            "--pdeathsig", "TERM", cache + "/musik-play-tests/browser/bin/python3",
            EndToEnd.root + "/Tests/Browser/browser.py",
        ]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try FileManager.default.createDirectory(
            atPath: Self.pictures, withIntermediateDirectories: true)
    }

    deinit {
        // Programs that were started since hold its input open as well.
        try? input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
        if !EndToEnd.wait(seconds: 20, until: { !process.isRunning }) { process.terminate() }
    }

    /// Opens a device of its own.
    func device(
        _ language: String = "en-CA", width: Int = Browser.tablet.width,
        height: Int = Browser.tablet.height, hasScript: Bool = true
    ) throws {
        try run(
            "new",
            ["language": language, "width": width, "height": height, "script": hasScript])
    }

    /// Asks for something that has no answer.
    func run(_ name: String, _ request: [String: Any] = [:]) throws {
        _ = try ask(name, request, as: Bool.self)
    }

    /// The browser's answer.
    func ask<Value: Decodable>(
        _ name: String, _ request: [String: Any] = [:], as: Value.Type
    ) throws -> Value? {
        var request = request
        request["do"] = name
        let line = try JSONSerialization.data(withJSONObject: request) + Data("\n".utf8)
        try input.fileHandleForWriting.write(contentsOf: line)
        while !rest.contains(UInt8(ascii: "\n")) {
            var polled = pollfd(
                fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&polled, 1, 120_000) == 1 else {
                throw EndToEnd.ToolFailed(description: "the browser hangs at “\(name)”")
            }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else {
                throw EndToEnd.ToolFailed(description: "the browser has gone at “\(name)”")
            }
            rest += more
        }
        let end = rest.firstIndex(of: UInt8(ascii: "\n"))!
        defer { rest = Data(rest[(end + 1)...]) }
        let text = rest[..<end]
        if let error = try JSONDecoder().decode(Failed.self, from: text).error {
            throw EndToEnd.ToolFailed(description: error)
        }
        return try? JSONDecoder().decode(Answer<Value>.self, from: text).value
    }

    func open(_ url: String) throws { try run("open", ["url": url]) }

    func click(_ selector: String) throws { try run("click", ["selector": selector]) }

    func fill(_ selector: String, _ text: String) throws {
        try run("fill", ["selector": selector, "text": text])
    }

    func choose(_ selector: String, _ value: String) throws {
        try run("choose", ["selector": selector, "value": value])
    }

    /// A question of a session's interview.
    struct Asked: Decodable, Hashable {
        var number: Int
        var text: String
    }

    /// The question that stands; nil where none does.
    func asked() throws -> Asked? { try ask("asked", as: Asked.self) }

    func text(_ selector: String = "body") throws -> String {
        try ask("text", ["selector": selector], as: String.self) ?? ""
    }

    func value(_ selector: String) throws -> String {
        try ask("value", ["selector": selector], as: String.self) ?? ""
    }

    func count(_ selector: String) throws -> Int {
        try ask("count", ["selector": selector], as: Int.self) ?? 0
    }

    /// Milliseconds until an element holds a text; nil where it doesn't within 15 s.
    func shows(_ text: String, in selector: String = "body") throws -> Double? {
        try ask("shows", ["text": text, "selector": selector], as: Double.self)
    }

    /// Milliseconds until an element can be seen; nil where it can't within 15 s.
    func until(_ selector: String) throws -> Double? {
        try ask("until", ["selector": selector], as: Double.self)
    }

    /// Whether a touch in the middle of an element would meet it.
    func reaches(_ selector: String) throws -> Bool {
        try ask("reach", ["selector": selector], as: Bool.self) ?? false
    }

    /// What every page has to be, in whatever state: no rule broken, no script failed, nothing wider
    /// than the window. Keeps a picture of it.
    ///
    /// - Parameter isDim: whether it stands in the dim room of a session: dark, with controls for a
    ///   thumb, and quiet and talk in reach wherever the page is scrolled to.
    func examine(_ name: String, isDim: Bool = true) throws {
        let picture = "\(Self.pictures)/\(name).png"
        let luminance = try ask("shot", ["path": picture], as: Double.self)
        let broken = try ask("axe", as: [String].self)
        #expect(broken == [], "\(name)")
        #expect(try ask("took_faults", as: [String].self) == [], "\(name)")
        #expect(try ask("overflow", as: Int.self) == 0, "\(name)")
        guard isDim else { return }
        #expect(try #require(luminance) <= 0.05, "\(name)")
        #expect(try ask("small", ["millimetres": 15], as: [String].self) == [], "\(name)")
        print("\(name): mean relative luminance \(luminance ?? 1)")
        guard try count("#quiet") > 0 else { return }
        for share in [0, 0.5, 1.0] {
            try run("scroll", ["share": share])
            #expect(try reaches("#quiet") && reaches("#talk"), "\(name) at \(share)")
        }
        try run("scroll", ["share": 0])
    }
}
