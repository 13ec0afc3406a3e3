import MusikModel
import MusikTestSupport
import Testing

@testable import MusikCuration

@Suite("Building a cue programme")
struct CueBuilderTests {
    private func request(seed: UInt64, speakers: [String?] = [nil]) -> PlaylistRequest {
        var shelf = ToyShelf(seed: seed)
        var options = shelf.options(9 * speakers.count, seconds: 30...90)
        let kinds: [CuePart.Kind] = [.breath, .bodyScan, .voice]
        for index in options.indices {
            options[index].cue = CuePart(
                kind: kinds[index % 3], speaker: speakers[index / 9])
        }
        var request = PlaylistRequest(options: options, windowSeconds: 3300)
        request.arm = .cues
        request.closingSeconds = 40
        request.quiet = PreferenceEstimate(mean: 50, deviation: 10)
        return request
    }

    @Test("As many candidates as with music, a cue every four minutes, all before the closing one")
    func layout() throws {
        let offer = try PlaylistBuilder.build(request(seed: 0x5EED_0B20))
        #expect(offer.candidates.count == 3)
        #expect(!offer.isShort)
        let first = offer.candidates[0]
        #expect(first.spacingSeconds == 240)
        for list in offer.candidates {
            for (place, entry) in list.entries.enumerated() {
                #expect(entry.startSeconds == Double(place + 1) * list.spacingSeconds!)
                #expect(entry.endSeconds + 20 <= 3260 + 1e-9)
                #expect(entry.seconds + 20 <= list.spacingSeconds!)
            }
        }
        // 240, 480 ... 3120 s.
        #expect(first.entries.count == 13)
        #expect(offer.candidates.allSatisfy { $0.objective <= offer.bound + 1e-9 })
    }

    @Test("The first list is the best of all choices of cues")
    func best() throws {
        let seed: UInt64 = 0x5EED_0B21
        print("seed: \(seed)")
        for number in 0..<40 {
            var request = request(seed: seed &+ UInt64(number))
            request.options = Array(request.options.prefix(3))
            request.windowSeconds = 1500
            request.recent = [[request.options[0].track.digest]]
            let offer = try PlaylistBuilder.build(request)
            let list = offer.candidates[0]
            let count = list.entries.count
            let estimates = request.options.map(\.estimate.mean) + [50]
            var best = -Double.infinity
            // All ways to hear four things so often in all.
            for first in 0...count {
                for second in 0...(count - first) {
                    for third in 0...(count - first - second) {
                        let times = [first, second, third, count - first - second - third]
                        var total = -15.0 * Double(first)
                        for (time, mean) in zip(times, estimates) {
                            total += Double(time) * mean - 3 * Double(time * (time - 1))
                        }
                        best = max(best, total / Double(count))
                    }
                }
            }
            #expect(abs(list.objective - best) < 1e-9, "\(number)")
            #expect(abs(offer.bound - best) < 1e-9, "\(number)")
        }
    }

    @Test("One list keeps to one speaker, and candidates are clearly different")
    func speakers() throws {
        let request = request(seed: 0x5EED_0B22, speakers: ["a", "b"])
        let offer = try PlaylistBuilder.build(request)
        #expect(offer.candidates.count == 3)
        for list in offer.candidates {
            let heard = Set(list.options.compactMap { request.options[$0].cue?.speaker })
            #expect(heard.count <= 1)
        }
    }

    @Test("A spacing at which no cue fits is explained with one at which one does")
    func noCueFits() throws {
        var request = request(seed: 0x5EED_0B23)
        request.spacingSeconds = 3290
        var longest: Double?
        do throws(PlaylistImpossible) {
            _ = try PlaylistBuilder.build(request)
        } catch {
            if case .noCueFits(let spacing) = error { longest = spacing }
        }
        request.spacingSeconds = try #require(longest)
        request.options = request.options.filter { $0.track.seconds == shortest(request) }
        #expect(try PlaylistBuilder.build(request).candidates[0].entries.count == 1)
    }

    private func shortest(_ request: PlaylistRequest) -> Double {
        request.options.map(\.track.seconds).min()!
    }
}
