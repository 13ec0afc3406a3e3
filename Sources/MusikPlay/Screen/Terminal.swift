// The handlers at the end run inside a signal: they may call tcsetattr, write, sigaction and raise,
// and touch nothing that Swift would have to create first.
#if canImport(Glibc)
    internal import Glibc
#endif

/// The terminal a session is shown on: raw keys in, changed lines out.
///
/// However the process ends - returning, `exit`, a trap, a signal - the terminal is as it was.
/// A terminal that is closed ends nothing: SIGHUP is ignored and writing stops.
final class Terminal {
    /// Columns and lines of the window.
    struct Size: Hashable, Sendable {
        var width: Int
        var height: Int
    }

    private let input: Int32
    private let output: Int32
    private var painter = ScreenPainter()
    private var decoder = KeyDecoder()
    private(set) var isGone = false

    /// Takes the terminal over; nil where input or output is none, or belongs to another job.
    ///
    /// One terminal can be taken over at a time. Any thread; later calls from one thread at a time.
    init?(input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO) {
        // Of a served process it is the command that belongs to the terminal's job, and looks.
        guard isatty(input) == 1, isatty(output) == 1,
            Served.isServed || tcgetpgrp(input) == getpgrp()
        else { return nil }
        var original = termios()
        guard unsafe tcgetattr(input, &original) == 0, TerminalRescue.arm(input, output, original)
        else { return nil }
        self.input = input
        self.output = output
        var raw = original
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
        raw.c_iflag &= ~tcflag_t(IXON | ICRNL | BRKINT | INPCK | ISTRIP)
        unsafe withUnsafeMutableBytes(of: &raw.c_cc) { controls in
            unsafe controls[Int(VMIN)] = 0
            unsafe controls[Int(VTIME)] = 0
        }
        guard unsafe tcsetattr(input, TCSANOW, &raw) == 0 else {
            TerminalRescue.disarm()
            return nil
        }
        // The other screen, so that what stood there comes back; no cursor.
        send("\u{1B}[?1049h\u{1B}[?25l")
    }

    deinit { TerminalRescue.disarm() }

    /// The size of the window now; 80 x 24 where the terminal doesn't know it.
    var size: Size {
        var window = winsize()
        guard unsafe ioctl(output, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0,
            window.ws_row > 0
        else { return Size(width: 80, height: 24) }
        return Size(width: Int(window.ws_col), height: Int(window.ws_row))
    }

    /// Shows lines, writing those that changed.
    func show(_ lines: [String]) {
        let size = size
        send(painter.paint(lines, width: size.width, height: size.height))
    }

    /// Waits at most so long for keys, or until `wake` can be read; empty when no key came or the
    /// terminal is gone.
    func keys(milliseconds: Int32, orUntil wake: Int32) -> [Key] {
        // A negative descriptor is passed over.
        var polled = [isGone ? -1 : input, wake].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        // The bytes of one key come together; an escape alone for 50 ms is the key itself.
        let wait = decoder.isWaiting ? min(50, milliseconds) : milliseconds
        let count = unsafe poll(&polled, 2, wait)
        guard !isGone, count >= 0, polled[0].revents != 0 else {
            return count == 0 && !isGone ? decoder.flush() : []
        }
        var bytes = [UInt8](repeating: 0, count: 256)
        let got = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe read(input, buffer.baseAddress, buffer.count)
        }
        guard got > 0 else {
            if got == 0 || (errno != EINTR && errno != EAGAIN) { isGone = true }
            return []
        }
        return decoder.take(bytes[..<got])
    }

    /// Writes what the terminal takes at once; what it doesn't is painted again.
    private func send(_ text: String) {
        guard !isGone else { return }
        var bytes = Array(text.utf8)[...]
        isGone = !ReadyOutput.write(&bytes, to: output)
        if !bytes.isEmpty { painter.forget() }
    }
}
