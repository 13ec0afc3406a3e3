import Foundation
import MusikCuration
import MusikModel
import MusikTestSupport

/// Times the playlist builder on growing libraries, and writes small requests with what it makes of
/// them, for a solver to compare. Prints one JSON object.
///
/// Usage: BuilderBenchmark SEED SMALL ROUNDS TRACKS [TRACKS …]
@main
enum BuilderBenchmark {
    static func main() throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        guard numbers.count > 3 else {
            print("usage: BuilderBenchmark SEED SMALL ROUNDS TRACKS [TRACKS …]")
            exit(64)
        }
        let seed = UInt64(numbers[0])
        var figures: [String: Any] = [:]
        figures["small"] = try (0..<numbers[1]).map { try small(number: $0, seed: seed) }
        figures["sizes"] = try numbers.dropFirst(3).map {
            try size($0, rounds: numbers[2], seed: seed)
        }
        let data = try JSONSerialization.data(withJSONObject: figures, options: [.sortedKeys])
        print(String(decoding: data, as: UTF8.self))
    }

    /// A request with 8 to 14 tracks of which 4 to 6 fill the window, every term of its objective,
    /// and what the builder makes of it.
    static func small(number: Int, seed: UInt64) throws -> [String: Any] {
        var shelf = ToyShelf(seed: seed &+ UInt64(number) &* 977)
        let options = shelf.options(8 + number % 7, seconds: 200...800)
        var request = PlaylistRequest(options: options, windowSeconds: 2100)
        request.arc = ToyShelf.arc
        request.candidates = 1
        request.mostPerGroup = nil
        request.recent = [options.prefix(2).map(\.track.digest)]
        let objective = PlaylistObjective(request)
        let all = Array(options.indices)
        var instance: [String: Any] = [
            "window": request.windowSeconds, "overlap": [4, 12], "room": request.weights.room,
            "windowSteps": objective.windowSteps, "slots": PlaylistObjective.slots,
            "seconds": options.map(\.track.seconds), "steps": all.map(objective.steps),
            "share": all.map(objective.share),
            "worth": all.map { option in
                (0..<PlaylistObjective.slots).map { objective.worth(option, slot: $0) }
            },
            "seam": all.map { left in all.map { objective.seam(left, $0) } },
            "alike": all.map { left in all.map { objective.alike(left, $0) } },
        ]
        do {
            let offer = try PlaylistBuilder.build(request)
            let list = offer.candidates[0]
            instance["list"] = list.options
            instance["objective"] = list.objective
            instance["bound"] = offer.bound
            instance["isProved"] = offer.isProved
            instance["windowError"] = error(list, request)
        } catch {
            instance["impossible"] = String(describing: error)
        }
        return instance
    }

    /// By how many seconds a list misses its window.
    static func error(_ list: PlaylistCandidate, _ request: PlaylistRequest) -> Double {
        let sum = list.entries.reduce(0) { $0 + $1.seconds - $1.overlapSeconds }
        let ranges = list.entries.dropLast().allSatisfy {
            (4 - 1e-9...12 + 1e-9).contains($0.overlapSeconds)
        }
        return ranges ? abs(sum - request.windowSeconds) : .infinity
    }

    /// Seconds a build of three lists for 55 minutes takes, and how far it may be from the best.
    static func size(_ count: Int, rounds: Int, seed: UInt64) throws -> [String: Any] {
        var shelf = ToyShelf(seed: seed)
        var request = PlaylistRequest(options: shelf.options(count), windowSeconds: 3300)
        request.arc = ToyShelf.arc
        var (times, processor, gaps) = ([Double](), [Double](), [Double]())
        var errors: [Double] = []
        var lists = request.candidates
        for round in 0..<rounds {
            request.options = shelf.options(count)
            request.seed = UInt64(round)
            let (start, used) = (ContinuousClock.now, processorSeconds())
            let offer = try PlaylistBuilder.build(request)
            let elapsed = (ContinuousClock.now - start).components
            processor.append(processorSeconds() - used)
            times.append(Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18)
            gaps.append(offer.candidates[0].gap / offer.bound)
            errors.append(offer.candidates.map { error($0, request) }.max()!)
            lists = min(lists, offer.candidates.count)
        }
        return [
            "tracks": count, "seconds": times, "processor": processor, "gap": gaps,
            "windowError": errors.max()!,
            "lists": lists,
        ]
    }

    /// What this process has taken of its processors: what a busy machine doesn't add to.
    static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
