import Foundation
import MusikRealtime

/// Resamples a file of interleaved stereo floats at 48 kHz as a follower does, in blocks of 256
/// frames, and prints the seconds of processor time that took.
///
/// Usage: FollowerBenchmark RATIO IN OUT
@main
enum FollowerBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let ratio = Double(arguments[1]) else {
            print("usage: FollowerBenchmark RATIO IN OUT")
            exit(64)
        }
        let data = try Data(contentsOf: URL(fileURLWithPath: arguments[2]))
        let input = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        let block = 256
        var output = [Float](repeating: 0, count: input.count + 4 * block)
        var resampler = FollowerResampler(hertz: 48_000, mostFrames: block)
        let walk = FollowerRatio(first: ratio)
        var (taken, made) = (0, 0)
        let begin = processorSeconds()
        input.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { sink in
                while made + block <= sink.count / 2 {
                    let count = resampler.inputFrames(for: block, along: walk)
                    guard taken + count <= source.count / 2 else { return }
                    resampler.resample(
                        source.baseAddress! + taken * 2, into: sink.baseAddress! + made * 2,
                        frames: block, along: walk)
                    taken += count
                    made += block
                }
            }
        }
        print(processorSeconds() - begin)
        let bytes = output.withUnsafeBytes { Data($0.prefix(made * 8)) }
        try bytes.write(to: URL(fileURLWithPath: arguments[3]))
    }

    static func processorSeconds() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
    }
}
