internal import ArgumentParser
internal import MusikModel
internal import MusikRecord
internal import MusikStore
internal import MusikTrial

extension TrialCommand {
    /// `musik-play trial show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the design, and how far each participant has come.")

        @OptionGroup var options: RecordOptions

        func run() throws {
            let store = try options.store()
            let trial = try SiteTrial.required(store)
            RecordMark.print(for: store)
            let site = trial.design.sites.first { $0.code == trial.package.site }
            print("\(trial.design.name) at \(trial.package.site)")
            print("commitment \(trial.package.commitment.hex)")
            print(
                "\(trial.allocations.count) of \(site?.participants ?? 0) planned participants are "
                    + "allocated" + (trial.opened == nil ? "" : "; the seed is open"))
            for (patient, participant) in trial.participants.sorted(by: { $0.key < $1.key })
            where participant.enrolled != nil {
                if let made = participant.allocation {
                    print("\(patient)  allocation \(made.number): \(made.arm)")
                } else {
                    print(
                        "\(patient)  \(trial.obstacle(to: patient)?.problem ?? "can be allocated")")
                }
            }
            if trial.participants.values.allSatisfy({ $0.enrolled == nil }) {
                print("Nobody is enrolled yet. Enrol with: musik-play enrol PATIENT")
            }
        }
    }
}
