import MusikModel
import MusikTestSupport

@testable import MusikCuration

/// A small request of which every list can be counted up.
func smallRequest(_ shelf: inout ToyShelf, tracks: Int) -> PlaylistRequest {
    let options = shelf.options(tracks, seconds: 150...500)
    let window = Double.random(in: 500...1300, using: &shelf.random)
    var request = PlaylistRequest(options: options, windowSeconds: window)
    if Bool.random(using: &shelf.random) { request.arc = ToyShelf.arc }
    if Bool.random(using: &shelf.random) { request.recent = [[options[0].track.digest]] }
    request.mostPerGroup = Bool.random(using: &shelf.random) ? nil : 2
    request.candidates = 1
    return request
}

/// The best of all lists that fill the window, by trying every one.
func bestOfAll(_ objective: PlaylistObjective) -> (list: [Int], value: Double)? {
    let request = objective.request
    var best: (list: [Int], value: Double)?
    func extend(_ list: [Int], seconds: Double) {
        if objective.overlap(of: list) != nil, isWithinGroups(list, request) {
            let value = objective.parts(of: list).total
            if value > best?.value ?? -.infinity { best = (list, value) }
        }
        for option in objective.allowed where !list.contains(option) {
            let longer = seconds + request.options[option].track.seconds
            let overlaps = request.overlapSeconds.upperBound * Double(list.count)
            if longer - overlaps <= request.windowSeconds + 1 {
                extend(list + [option], seconds: longer)
            }
        }
    }
    extend([], seconds: 0)
    return best
}

/// Whether a list holds no more tracks of a group than are allowed.
func isWithinGroups(_ list: [Int], _ request: PlaylistRequest) -> Bool {
    guard let most = request.mostPerGroup else { return true }
    let groups = list.compactMap { request.options[$0].track.group }
    return Dictionary(grouping: groups) { $0 }.values.allSatisfy { $0.count <= most }
}

/// By how many seconds a list misses its window, infinitely where an overlap is not allowed.
func windowError(_ list: PlaylistCandidate, _ request: PlaylistRequest) -> Double {
    let range = request.overlapSeconds
    for (entry, next) in zip(list.entries, list.entries.dropFirst()) {
        let overlap = entry.overlapSeconds
        if overlap < range.lowerBound - 1e-9 || overlap > range.upperBound + 1e-9 {
            return .infinity
        }
        if abs(entry.endSeconds - overlap - next.startSeconds) > 1e-6 { return .infinity }
    }
    guard let last = list.entries.last else { return .infinity }
    return abs(last.endSeconds - request.windowSeconds)
}

/// A request for an hour's session from so many tracks.
func usualRequest(_ tracks: Int, seed: UInt64, window: Double = 3300) -> PlaylistRequest {
    var shelf = ToyShelf(seed: seed)
    var request = PlaylistRequest(options: shelf.options(tracks), windowSeconds: window)
    request.arc = ToyShelf.arc
    return request
}
