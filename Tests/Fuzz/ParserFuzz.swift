import Foundation

/// Feeds a parser with files, or, built with libFuzzer and FUZZING, with whatever libFuzzer makes
/// of them.
///
/// Usage: ParserFuzz PARSER FILE [FILE …], or ParserFuzz PARSER [libFuzzer's arguments]
@main
enum ParserFuzz {
    fileprivate static let parser = CommandLine.arguments.dropFirst().first.flatMap(Parser.init)

    static func main() throws {
        guard let parser, CommandLine.arguments.count > 2 else {
            let names = Parser.allCases.map(\.rawValue).joined(separator: ", ")
            print("usage: ParserFuzz PARSER FILE [FILE …]; the parsers are \(names)")
            exit(64)
        }
        #if FUZZING
            exit(fuzz())
        #else
            for path in CommandLine.arguments.dropFirst(2) {
                parser.feed(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
            }
        #endif
    }
}

#if FUZZING
    private typealias Input = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

    @_silgen_name("LLVMFuzzerRunDriver")
    private func runDriver(
        _ count: UnsafeMutablePointer<CInt>,
        _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
        _ input: Input
    ) -> CInt

    /// What libFuzzer calls with every input.
    @_cdecl("LLVMFuzzerTestOneInput")
    public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        ParserFuzz.parser?.feed(Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
    }

    /// Hands the arguments after the parser's name to libFuzzer.
    private func fuzz() -> CInt {
        var count = CommandLine.argc - 1
        var arguments = CommandLine.unsafeArgv.advanced(by: 1)
        return runDriver(&count, &arguments, testOneInput)
    }
#endif
