internal import ArgumentParser
internal import MusikModel
internal import MusikTrial

extension TrialCommand {
    /// `musik-play trial simulate`.
    struct Simulate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how unequal a design's arms become, and how often one could guess.",
            discussion: """
                Look at it before the design is signed. Every level of a factor is taken to come \
                equally often. Guesses are those of somebody who knows the design and all \
                allocations, but no block's size.

                EXAMPLE
                  musik-play trial simulate calm-1.json
                """)

        @Argument(help: "The file of the design.", completion: .file(extensions: ["json"]))
        var design: String
        @Option(help: "How many trials are simulated, 100 to 1000000.")
        var trials = 10_000
        @Option(help: "The same seed gives the same trials.")
        var seed: UInt64 = 1

        func validate() throws {
            guard (100...1_000_000).contains(trials) else {
                throw ValidationError("--trials is 100 to 1000000.")
            }
        }

        func run() throws {
            let design = try TrialCommand.design(design).design
            let simulation = TrialSimulation(design, trials: trials, seed: seed)
            let arms = design.arms.map(\.name).joined(separator: " / ")
            print(
                "\(design.name): \(counted(design.participants, "participant", "participants")) at "
                    + "\(counted(design.sites.count, "site", "sites")), \(trials) simulated trials, "
                    + "seed \(seed)")
            print("\nParticipants by arm (\(arms)):")
            print(shares(simulation.sizes) { $0.map(String.init).joined(separator: " / ") })
            print("\nFarthest from its share at any one site, in participants:")
            print(shares(simulation.siteDistances) { "up to \($0)" })
            let count = Double(design.participants)
            print(
                "\nRight guesses: \(decimal(simulation.correctGuesses, 2, .english)) of "
                    + "\(design.participants) expected (standard error "
                    + "\(decimal(simulation.guessError, 2, .english))); complete randomisation: "
                    + "\(decimal(count * Double(design.arms.map(\.ratio).max()!) / Double(design.ratioTotal), 2, .english))."
            )
        }

        /// The most frequent, with their shares, and how many more there are.
        private func shares<Key: Hashable & Comparable>(
            _ counts: [Key: Int], _ name: (Key) -> String
        ) -> String {
            lines(counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }, name)
        }

        private func shares(_ counts: [[Int]: Int], _ name: ([Int]) -> String) -> String {
            lines(
                counts.sorted {
                    $0.value != $1.value
                        ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key)
                }, name)
        }

        private func lines<Key>(
            _ sorted: [(key: Key, value: Int)], _ name: (Key) -> String
        ) -> String {
            var lines = sorted.prefix(8).map { key, count in
                "  \(name(key)): \(decimal(100 * Double(count) / Double(trials), 1, .english)) %"
            }
            let rest = sorted.dropFirst(8).reduce(0) { $0 + $1.value }
            if rest > 0 {
                lines.append(
                    "  others: \(decimal(100 * Double(rest) / Double(trials), 1, .english)) %")
            }
            return lines.joined(separator: "\n")
        }
    }
}
