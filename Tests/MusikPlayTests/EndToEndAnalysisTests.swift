import Foundation
import Testing

extension EndToEnd {
    /// The script that goes out with each export.
    @Suite("The analysis in R")
    struct AnalysisTests {
        @Test("It finds what simulated trials were made with, and refuses what it can't analyse")
        func checks() throws {
            let said = try tool("cd '\(root)' && Rscript Tests/Analysis/check.R")
            print(said)
            #expect(said.split(separator: "\n").count > 5)
        }
    }
}
