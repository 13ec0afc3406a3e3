import MusikModel
import MusikTestSupport
import Testing

@testable import MusikCuration

@Suite("Demands that can't be met")
struct ImpossibleTests {
    /// So many tracks of one length that differ in nothing.
    private func options(_ count: Int, seconds: Double, group: String? = nil)
        -> [PlaylistRequest.Option]
    {
        (0..<count).map { number in
            PlaylistRequest.Option(
                track: CurationTrack(
                    digest: ToyShelf.digest(number), title: "\(number)", seconds: seconds,
                    intensity: -24, brightness: 0, traits: [], group: group),
                estimate: PreferenceEstimate(mean: 60, deviation: 5))
        }
    }

    private func reason(_ request: PlaylistRequest) -> PlaylistImpossible? {
        do throws(PlaylistImpossible) {
            _ = try PlaylistBuilder.build(request)
            return nil
        } catch {
            return error
        }
    }

    @Test("Too little music: the seconds that are missing, and which exclusion alone would do")
    func tooLittle() {
        var request = PlaylistRequest(options: options(6, seconds: 300), windowSeconds: 1468)
        request.exclusions = [
            ToyShelf.digest(0): .notApproved, ToyShelf.digest(1): .notApproved,
            ToyShelf.digest(2): .lyrics,
        ]
        // Three of 300 s with overlaps of 4 s are 892 s; five are 1484 s at the most.
        #expect(
            reason(request)
                == .tooLittle(
                    missingSeconds: 576,
                    [
                        .init(why: .notApproved, count: 2, seconds: 600, isEnough: true),
                        .init(why: .lyrics, count: 1, seconds: 300, isEnough: false),
                    ]))
    }

    @Test("Everything excluded, nothing offered, a window out of range")
    func nothing() {
        var request = PlaylistRequest(options: options(2, seconds: 700), windowSeconds: 600)
        #expect(
            reason(request)
                == .everythingExcluded([
                    .init(why: .tooLong, count: 2, seconds: 1400, isEnough: false)
                ]))
        request.options = []
        #expect(reason(request) == .nothingOffered)
        request.windowSeconds = 59
        #expect(reason(request) == .window(allowed: 60...28_800))
    }

    @Test("Lengths that don't fit: the nearest windows below and above, which then do")
    func noFit() throws {
        var request = PlaylistRequest(options: options(5, seconds: 400), windowSeconds: 1000)
        guard case .noFit(let shorter?, let longer?, _) = reason(request) else {
            Issue.record("\(String(describing: reason(request)))")
            return
        }
        // Two tracks last 788 to 796 s, three 1176 to 1192 s, less the quarters' rounding.
        #expect((795.5...796).contains(shorter))
        #expect((1176...1176.5).contains(longer))
        for window in [shorter, longer] {
            request.windowSeconds = window
            #expect(reason(request) == nil)
        }
    }

    @Test("Too few of a group are allowed: the number that would do")
    func groups() {
        var request = PlaylistRequest(
            options: options(5, seconds: 400, group: "one"), windowSeconds: 1180)
        request.mostPerGroup = 1
        #expect(reason(request) == .groups(least: 3))
        request.mostPerGroup = 3
        #expect(reason(request) == nil)
    }

    @Test("A window that only one choice of many fills is found")
    func needle() throws {
        let seed: UInt64 = 0x5EED_0B10
        print("seed: \(seed)")
        var shelf = ToyShelf(seed: seed)
        for number in 0..<20 {
            var request = PlaylistRequest(
                options: shelf.options(40, seconds: 900...1600), windowSeconds: 3600)
            request.overlapSeconds = 8...8.02
            // The three least liked fill it.
            let least = request.options.indices.sorted {
                request.options[$0].estimate.mean < request.options[$1].estimate.mean
            }.prefix(3)
            let seconds = least.reduce(0) { $0 + request.options[$1].track.seconds }
            request.windowSeconds = seconds - 16.02
            let offer = try PlaylistBuilder.build(request)
            #expect(windowError(offer.candidates[0], request) < 1e-6, "\(number)")
        }
    }
}
