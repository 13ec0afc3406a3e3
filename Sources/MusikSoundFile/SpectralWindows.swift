internal import Glibc
internal import MusikModel

/// The band powers of all windows of a track, and what follows from them directly.
struct SpectralWindows {
    /// Windows per second.
    let perSecond: Double
    /// Which windows are heard.
    let isHeard: [Bool]
    /// From the first heard window to the last.
    let audible: Range<Int>
    private let rows: [Float]

    /// The power below which a band is nothing, in dBFS.
    static let floor = 1e-9

    init(rows: [Float], perSecond: Double) {
        self.rows = rows
        self.perSecond = perSecond
        let count = rows.count / MelBands.sums
        let powers = (0..<count).map { Double(rows[$0 * MelBands.sums + MelBands.powerSum]) }
        let loud = powers.filter { $0 > 1e-7 }
        let mean = loud.reduce(0, +) / Double(max(1, loud.count))
        let gate = max(1e-7, mean / 100)
        isHeard = powers.map { $0 > gate }
        let first = isHeard.firstIndex(of: true) ?? 0
        audible = first..<max(first, (isHeard.lastIndex(of: true) ?? -1) + 1)
    }

    var count: Int { isHeard.count }

    /// Seconds from the first heard window to the last.
    var audibleSeconds: Double { Double(audible.count) / perSecond }

    /// The power of a band in a window; the two sums follow the bands.
    func power(_ window: Int, _ band: Int) -> Double {
        Double(rows[window * MelBands.sums + band])
    }

    /// The level of each band in a window, in dBFS, at least -90.
    func levels(_ window: Int) -> [Float] {
        let start = window * MelBands.sums
        return (start..<start + MelBands.count).map { 10 * log10f(rows[$0] + Float(Self.floor)) }
    }

    private var heard: [Int] { audible.filter { isHeard[$0] } }

    /// See `TrackFeatures.brightness`.
    var brightness: Double? {
        var (power, moment) = (0.0, 0.0)
        for window in heard {
            power += self.power(window, MelBands.powerSum)
            moment += self.power(window, MelBands.momentSum)
        }
        return power > 0 ? log2(moment / power) : nil
    }

    /// See `TrackFeatures.timbre`.
    var timbre: [Double] {
        var sums = [Double](repeating: 0, count: MelBands.count)
        let windows = heard
        for window in windows {
            let powers = (0..<MelBands.count).map { power(window, $0) }
            let least = (powers.max() ?? 0) * 1e-6 + 1e-30
            for band in 0..<MelBands.count { sums[band] += 10 * log10(max(powers[band], least)) }
        }
        let count = Double(MelBands.count)
        return (1...8).map { index in
            guard !windows.isEmpty else { return 0 }
            var sum = 0.0
            for band in 0..<MelBands.count {
                let turn = Double.pi * Double(index) * (Double(band) + 0.5) / count
                sum += sums[band] / Double(windows.count) * cos(turn)
            }
            return sum * (2 / count).squareRoot()
        }
    }

    /// See `TrackFeatures.voiceHint`.
    var voiceHint: Double {
        let windows = heard
        guard !windows.isEmpty else { return 0 }
        var (voice, all, flatness) = (0.0, 0.0, 0.0)
        for window in windows {
            let powers = MelBands.voice.map { power(window, $0) / width($0) + 1e-12 }
            let sum = powers.reduce(0, +)
            flatness +=
                exp(powers.reduce(0) { $0 + log($1) } / Double(powers.count))
                / (sum / Double(powers.count))
            voice += MelBands.voice.reduce(0) { $0 + power(window, $1) }
            all += (0..<MelBands.count).reduce(0) { $0 + power(window, $1) }
        }
        func limited(_ value: Double) -> Double { max(0, min(1, value)) }
        return limited((voice / all - 0.4) / 0.4) * limited((voiceMovement - 5) / 8)
            * limited(1 - 2 * flatness / Double(windows.count))
    }

    /// How much the level of the voice's bands moves, in dB.
    private var voiceMovement: Double {
        let length = 128
        var (squares, stretches) = (0.0, 0)
        for start in stride(from: audible.lowerBound, to: audible.upperBound - length, by: length) {
            let windows = start..<start + length
            guard windows.count(where: { isHeard[$0] }) * 10 >= 3 * length else { continue }
            var levels = windows.map { window in
                10 * log10(MelBands.voice.reduce(Self.floor) { $0 + power(window, $1) })
            }
            let least = (levels.max() ?? 0) - 40
            levels = levels.map { max($0, least) }
            let mean = levels.reduce(0, +) / Double(length)
            squares += levels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(length)
            stretches += 1
        }
        return (squares / Double(max(1, stretches))).squareRoot()
    }

    /// A band's width in Hz, at half its height.
    private func width(_ band: Int) -> Double {
        (MelBands.edges[band + 2] - MelBands.edges[band]) / 2
    }

    /// See `MusicFingerprint`.
    var fingerprint: MusicFingerprint {
        let perWord = perSecond / Double(MusicFingerprint.wordsPerSecond)
        let length = Int(0.5 * perSecond)
        let lag = MusicFingerprint.wordsPerSecond
        // Nil where too little is heard.
        var levels: [[Double]?] = []
        while levels.count < MusicFingerprint.longest + lag {
            let start = audible.lowerBound + Int(Double(levels.count) * perWord)
            guard start + length <= audible.upperBound else { break }
            let windows = start..<start + length
            let isHeard = 2 * windows.count(where: { self.isHeard[$0] }) >= length
            levels.append(isHeard ? (0...32).map { level(of: $0, windows) } : nil)
        }
        guard levels.count > lag else { return MusicFingerprint(words: []) }
        return MusicFingerprint(
            words: (lag..<levels.count).map { index in
                guard let now = levels[index], let then = levels[index - lag] else { return 0 }
                return (0..<32).reduce(UInt32(0)) { word, band in
                    let rise = (now[band] - now[band + 1]) - (then[band] - then[band + 1])
                    return rise > 0 ? word | 1 << UInt32(band) : word
                }
            })
    }

    /// The mean level of a band over some windows, in dBFS.
    private func level(of band: Int, _ windows: Range<Int>) -> Double {
        let sum = windows.reduce(0) { $0 + power($1, band) }
        return 10 * log10(sum / Double(windows.count) + Self.floor)
    }
}
