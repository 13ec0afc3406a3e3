/// Turns screens into the bytes that change a terminal from one to the next.
///
/// Only lines that changed are written, each at its own place, so that nothing flickers and a slow
/// connection is not filled.
struct ScreenPainter: Sendable {
    private var shown: [String] = []
    private var size: (width: Int, height: Int)?

    /// The text that brings a terminal to these lines; empty where nothing changed.
    mutating func paint(_ lines: [String], width: Int, height: Int) -> String {
        var text = ""
        if size == nil || size! != (width, height) {
            text += "\u{1B}[2J"
            shown = []
            size = (width, height)
        }
        let lines = lines.prefix(height).map { TextWidth.clipped($0, to: width) }
        for row in 0..<max(lines.count, shown.count) {
            let new = row < lines.count ? lines[row] : ""
            let old = row < shown.count ? shown[row] : ""
            if new != old { text += "\u{1B}[\(row + 1);1H\(new)\u{1B}[K" }
        }
        shown = lines
        return text
    }

    /// Forgets what is shown, so that the next screen is written whole.
    mutating func forget() {
        shown = []
        size = nil
    }
}
