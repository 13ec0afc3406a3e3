internal import ArgumentParser
internal import MusikModel
internal import MusikRecord
internal import MusikStore

#if canImport(Glibc)
    internal import Glibc
#endif

/// What the service does for whom.
enum ServedAdmission {
    /// What needs nobody on shift: silence, the end, and signing in; `status` looks for itself.
    private static let free: [any ParsableCommand.Type] = [
        QuietCommand.self, TalkCommand.self, StopCommand.self, StatusCommand.self,
        SignInCommand.self, SignOutCommand.self,
    ]

    /// What is done under the account of the data alone, because it sets the site up, or opens and
    /// makes files by names that somebody chose.
    private static let ownAccount: [any ParsableCommand.Type] = [
        ServiceCommand.self, ServeCommand.self, InitCommand.self, RenderCommand.self,
        CuesCommand.Check.self,
        PlaylistCommand.Check.self, PlaylistCommand.Convert.self, RecordsCommand.Merge.self,
        BackupCommand.Arrange.self, BackupCommand.Restore.self, TrialCommand.Init.self,
        TrialCommand.Join.self, TrialCommand.Open.self,
    ]

    /// How the service treats a command.
    enum Treatment: Hashable {
        case free
        case onShift
        case ownAccount
    }

    /// How the service treats a command.
    static func treatment(of command: any ParsableCommand.Type) -> Treatment {
        if free.contains(where: { $0 == command }) { return .free }
        return ownAccount.contains(where: { $0 == command }) ? .ownAccount : .onShift
    }

    /// Makes sure that the service does a command for whoever gave it.
    ///
    /// - Throws: 77 for what is done under the data's account alone, and where nobody is on shift
    ///   under the person's account; 78 where nobody signs in here yet.
    static func check(_ command: any ParsableCommand, _ surroundings: Surroundings) throws(Failure)
    {
        switch treatment(of: type(of: command)) {
        case .free: return
        case .ownAccount:
            throw Failure(
                .noPermission, "The service doesn't do this for anybody.",
                remedy: "Whoever set up the machine does it under the account of the data: "
                    + "“musik-play service --help” shows how.")
        case .onShift:
            let store = try DataFolder(
                option: nil, environment: surroundings.environment,
                currentFolder: surroundings.currentFolder
            ).record()
            let book = try PeopleBook(store)
            guard !book.isEmpty else {
                throw Failure(
                    .configuration,
                    "Nobody signs in here yet, and the service can't tell who may what.",
                    remedy: "Add the first person under the account of the data: “musik-play "
                        + "service --help” shows how.")
            }
            guard !book.onShift(under: Account.number, at: store.now.wall).isEmpty else {
                throw Failure(
                    .noPermission, "Nobody is signed in here.",
                    remedy: "Sign in for the shift with “musik-play sign-in --as CODE”.")
            }
        }
    }
}
