/// The measures of all options, column by column: what is read millions of times lies together.
struct ObjectiveColumns: Sendable {
    let seconds: [Double]
    let intensity: [Double]
    let brightness: [Double]
    /// Nought where there is none.
    let tempo: [Double]
    /// Minus one where there is none.
    let key: [Int]
    let keyConfidence: [Double]
    /// Minus one where nobody said.
    let group: [Int]
    let liking: [Double]
    /// All traits of the first option, of the second, and so on.
    let traits: [Double]
    let traitCount: Int

    init(_ options: [PlaylistRequest.Option]) {
        let tracks = options.map(\.track)
        seconds = tracks.map(\.seconds)
        intensity = tracks.map(\.intensity)
        brightness = tracks.map(\.brightness)
        tempo = tracks.map { max(0, $0.tempo ?? 0) }
        key = tracks.map { $0.tonalCentre ?? -1 }
        keyConfidence = tracks.map(\.tonalConfidence)
        liking = options.map(\.estimate.mean)
        let count = tracks.first?.traits.count ?? 0
        precondition(
            tracks.allSatisfy { $0.traits.count == count }, "one list of traits for a library")
        traitCount = count
        traits = tracks.flatMap(\.traits)
        var numbers: [String: Int] = [:]
        group = tracks.map { track in
            guard let name = track.group else { return -1 }
            if let known = numbers[name] { return known }
            numbers[name] = numbers.count
            return numbers.count - 1
        }
    }

    func trait(_ trait: Int, of option: Int) -> Double { traits[option * traitCount + trait] }
}
