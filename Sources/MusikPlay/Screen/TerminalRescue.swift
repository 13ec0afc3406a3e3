#if canImport(Glibc)
    internal import Glibc
#endif

/// Gives the terminal back, also from a signal handler.
///
/// The state is plain memory made before any handler is set and changed only while none can run:
/// that is what makes reading it in a handler safe.
enum TerminalRescue {
    /// Signals that end a process: those a person sends and those a mistake causes.
    private static let signals = [
        SIGTERM, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS,
    ]

    /// Remembers a terminal's settings and sets the handlers; false where one is remembered already.
    static func arm(_ input: Int32, _ output: Int32, _ original: termios) -> Bool {
        guard unsafe saved == nil else { return false }
        let state = UnsafeMutablePointer<SavedTerminal>.allocate(capacity: 1)
        unsafe state.initialize(
            to: SavedTerminal(input: input, output: output, settings: original))
        unsafe saved = state
        atexit { restoreTerminal() }
        // A closed terminal ends nothing, and restoring from the background must not stop us.
        _ = signal(SIGHUP, SIG_IGN)
        _ = signal(SIGTTOU, SIG_IGN)
        for number in signals {
            var action = sigaction()
            unsafe action.__sigaction_handler.sa_handler = { number in
                restoreTerminal()
                // SA_RESETHAND has put the default back: the same signal now ends the process.
                raise(number)
            }
            action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | Int32(SA_NODEFER)
            _ = unsafe sigaction(number, &action, nil)
        }
        return true
    }

    /// Restores the terminal and sets the signals back.
    static func disarm() {
        restoreTerminal()
        for number in signals { _ = signal(number, SIG_DFL) }
        if let state = unsafe saved {
            unsafe saved = nil
            unsafe state.deinitialize(count: 1)
            unsafe state.deallocate()
        }
    }
}

/// What is needed to give a terminal back.
private struct SavedTerminal {
    var input: Int32
    var output: Int32
    var settings: termios
}

// Statically initialised, so that a handler may read it.
private nonisolated(unsafe) var saved: UnsafeMutablePointer<SavedTerminal>?

private func restoreTerminal() {
    guard let state = unsafe saved else { return }
    // Leave the other screen, show the cursor. The bytes lie on the stack: no memory is asked for.
    var bytes: InlineArray<14, UInt8> = [
        27, 91, 63, 50, 53, 104, 27, 91, 63, 49, 48, 52, 57, 108,
    ]
    // Nothing waits for a terminal that takes no more.
    let flags = unsafe fcntl(state.pointee.output, F_GETFL)
    _ = unsafe fcntl(state.pointee.output, F_SETFL, flags | O_NONBLOCK)
    _ = unsafe withUnsafeBytes(of: &bytes) { buffer in
        unsafe write(state.pointee.output, buffer.baseAddress, buffer.count)
    }
    _ = unsafe fcntl(state.pointee.output, F_SETFL, flags)
    _ = unsafe tcsetattr(state.pointee.input, TCSANOW, &state.pointee.settings)
}
