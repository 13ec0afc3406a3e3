import Foundation
import Testing

@testable import MusikPlay

@Suite("The terminal is given back")
struct TerminalRescueTests {
    /// How a process with a terminal ends.
    enum Ending: Int32, CaseIterable {
        case returning, exiting, terminated, aborting, trapping, quitting
    }

    @Test("Raw while it is used, and as before after a return, an exit, a signal, an abort, a trap")
    func rescue() async {
        await #expect(processExitsWith: .success) {
            // A process of its own, so that it can have a controlling terminal of its own.
            setsid()
            let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
            // TIOCSPTLCK and TIOCGPTN: what unlockpt and ptsname do, which Swift doesn't show.
            var lock: Int32 = 0
            var number: Int32 = 0
            guard master >= 0, ioctl(master, 0x4004_5431, &lock) == 0,
                ioctl(master, 0x8004_5430, &number) == 0
            else { exit(10) }
            let slave = open("/dev/pts/\(number)", O_RDWR)
            var before = termios()
            guard slave >= 0, tcgetattr(slave, &before) == 0 else { exit(11) }
            for ending in Ending.allCases {
                guard let child = Self.forked() else { exit(12) }
                if child == 0 { Self.use(slave, ending) }
                var status: Int32 = 0
                waitpid(child, &status, 0)
                let signal = status & 0x7F
                let expected: [Int32] =
                    switch ending {
                    case .returning, .exiting: [0]
                    case .terminated: [SIGTERM]
                    case .aborting: [SIGABRT]
                    case .trapping: [SIGILL, SIGTRAP]
                    case .quitting: [SIGQUIT]
                    }
                guard expected.contains(signal), signal != 0 || status == 0 else {
                    exit(20 + ending.rawValue)
                }
                var after = termios()
                guard tcgetattr(slave, &after) == 0, after.c_lflag == before.c_lflag,
                    after.c_iflag == before.c_iflag
                else { exit(30 + ending.rawValue) }
                var bytes = [UInt8](repeating: 0, count: 4096)
                let count = read(master, &bytes, bytes.count)
                let shown = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
                guard shown.hasPrefix("\u{1B}[?1049h\u{1B}[?25l"),
                    shown.hasSuffix("\u{1B}[?25h\u{1B}[?1049l")
                else { exit(40 + ending.rawValue) }
            }
            exit(0)
        }
    }

    /// Takes the terminal over and ends as told; never returns.
    private static func use(_ slave: Int32, _ ending: Ending) -> Never {
        var limit = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        // The test runner starts its children with signals blocked.
        var none = sigset_t()
        sigemptyset(&none)
        sigprocmask(SIG_SETMASK, &none, nil)
        do {
            guard let terminal = Terminal(input: slave, output: slave) else { _exit(50) }
            var raw = termios()
            guard tcgetattr(slave, &raw) == 0, raw.c_lflag & tcflag_t(ICANON | ECHO | ISIG) == 0
            else { _exit(51) }
            guard Terminal(input: slave, output: slave) == nil else { _exit(52) }
            // A closed terminal ends nothing.
            raise(SIGHUP)
            terminal.show(["one", "two"])
            switch ending {
            case .returning: break
            case .exiting: exit(0)
            case .terminated: raise(SIGTERM)
            case .aborting: abort()
            case .trapping: preconditionFailure("a mistake, made on purpose")
            case .quitting: raise(SIGQUIT)
            }
            withExtendedLifetime(terminal) {}
        }
        _exit(0)
    }

    /// fork(), which Swift hides because few programs can use it safely; this one only calls what
    /// a child may call.
    private static func forked() -> pid_t? {
        guard let symbol = dlsym(nil, "fork") else { return nil }
        let fork = unsafeBitCast(symbol, to: (@convention(c) () -> pid_t).self)
        let child = fork()
        return child < 0 ? nil : child
    }
}
