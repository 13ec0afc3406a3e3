internal import MusikRecord
internal import MusikSeal
internal import MusikStore

/// Who works with a record, who is on shift, and who has to wait: a view of the record.
struct PeopleBook {
    /// Somebody who may sign in.
    struct Person {
        var code: ActorCode
        var roles: [RecordAuthor.Role]
        var passphrase: PassphraseHash
    }

    /// Everybody who was ever added, by code; who has left has no roles.
    private(set) var people: [ActorCode: Person] = [:]
    private var attempts: [ActorCode: (wrong: Int, last: WallTime)] = [:]
    private var shifts: [Shift: WallTime] = [:]

    private struct Shift: Hashable {
        var person: ActorCode
        var account: Int
    }

    /// How long a shift lasts.
    static let shiftHours = 12.0
    /// So many wrong passphrases in a row make a person wait.
    static let wrongAttempts = 5
    /// How long.
    static let waitMinutes = 15.0

    /// Reads the record.
    init(_ store: RecordStore) throws(Failure) {
        let kinds: [RecordBody.Kind] = [.personNoted, .signInTried, .signedOut]
        for recorded in try recording({ () throws(StoreError) in try store.events(of: kinds) }) {
            let actor = recorded.event.author.actor
            switch recorded.event.body {
            case .personNoted(let noted):
                guard let hash = PassphraseHash(text: noted.passphrase) else { continue }
                if people[noted.person]?.passphrase != hash { attempts[noted.person] = nil }
                people[noted.person] = Person(
                    code: noted.person, roles: noted.roles, passphrase: hash)
                // A new passphrase, and a role that was taken away, end what the old one began.
                shifts = shifts.filter { $0.key.person != noted.person }
            case .signInTried(let tried): note(tried, by: actor, at: recorded.event.time)
            case .signedOut(let out): shifts[Shift(person: actor, account: out.account)] = nil
            default: continue
            }
        }
    }

    private mutating func note(_ tried: SignInTried, by actor: ActorCode, at time: WallTime) {
        switch tried.outcome {
        case .right: attempts[actor] = nil
        case .wrong: attempts[actor] = ((attempts[actor]?.wrong ?? 0) + 1, time)
        case .refused: break
        }
        if let until = tried.until {
            shifts[Shift(person: actor, account: tried.account)] = until
        }
    }

    /// Whether nobody was ever added: care without a trial needs no sign-in until then.
    var isEmpty: Bool { people.isEmpty }

    /// Until when a person has to wait after wrong passphrases; nil where there is no need to.
    func wait(of person: ActorCode, at now: WallTime) -> WallTime? {
        guard let tried = attempts[person], tried.wrong >= Self.wrongAttempts else { return nil }
        let end = tried.last.adding(seconds: 60 * Self.waitMinutes)
        return now < end ? end : nil
    }

    /// When a person's shift under an account ends; nil where none runs.
    func shift(of person: ActorCode, under account: Int, at now: WallTime) -> WallTime? {
        shifts[Shift(person: person, account: account)].flatMap { now < $0 ? $0 : nil }
    }

    /// Who is on shift under an account, by code.
    func onShift(under account: Int, at now: WallTime) -> [ActorCode] {
        shifts.filter { $0.key.account == account && now < $0.value }.map(\.key.person).sorted()
    }

    /// Makes sure that somebody may act in one of some roles.
    ///
    /// - Returns: the first of them that the person has; where nobody was ever added, the first.
    /// - Throws: 77 where the person is not known, not on shift, or has none of the roles.
    func admit(
        _ person: ActorCode, as roles: [RecordAuthor.Role], under account: Int, at now: WallTime
    ) throws(Failure) -> RecordAuthor.Role {
        if isEmpty { return roles[0] }
        let known = try require(person)
        guard shift(of: person, under: account, at: now) != nil else {
            throw Failure(
                .noPermission, "\(person) is not signed in.",
                remedy: "Sign in for the shift with “musik-play sign-in --as \(person)”.")
        }
        guard let role = roles.first(where: known.roles.contains) else {
            let names = roles.map(\.rawValue).joined(separator: " or ")
            throw Failure(
                .noPermission, "This is for a \(names), and \(person) is none.",
                remedy: "A coordinator gives roles with “musik-play people change”.")
        }
        return role
    }

    /// Makes sure that whoever reads may read what raters may not see.
    ///
    /// Where nobody is named it may be anybody on shift under the account: then all of them have to
    /// be allowed to.
    ///
    /// - Parameters:
    ///   - named: who reads; nil for whoever is on shift under the account.
    ///   - hidesArms: whether it tells an arm that statisticians may not know yet.
    /// - Throws: 77 where somebody may not.
    func admitReader(
        _ named: ActorCode?, under account: Int, at now: WallTime, hidesArms: Bool
    ) throws(Failure) {
        if isEmpty { return }
        let readers = onShift(under: account, at: now).filter { named == nil || $0 == named }
        guard !readers.isEmpty else {
            throw Failure(
                .noPermission,
                named.map { "\($0) is not signed in." } ?? "Nobody is signed in here.",
                remedy: "Sign in for the shift with “musik-play sign-in --as CODE”.")
        }
        let refusals = readers.map { refusal(of: Set(people[$0]?.roles ?? []), hidesArms) }
        guard let refusal = refusals.lazy.compactMap(\.self).first else { return }
        guard refusals.contains(nil) else { throw refusal }
        throw Failure(
            .noPermission,
            "\(readers.map(\.text).joined(separator: " and ")) are on shift under this account, "
                + "and not all of them may read this.",
            remedy: "Say who reads with MUSIK_AS=CODE.")
    }

    /// Why somebody with some roles may not read; nil where they may.
    private func refusal(of roles: Set<RecordAuthor.Role>, _ hidesArms: Bool) -> Failure? {
        if roles.isSubset(of: [.rater]) {
            return Failure(
                .noPermission, "A rater sees nothing from which an arm could be told.",
                remedy: "For raters there are “musik-play rate” and “musik-play blinding”.")
        }
        if hidesArms, roles.isSubset(of: [.rater, .statistician]) {
            return Failure(
                .noPermission, "The arms are for a statistician once the data are locked.",
                remedy: "“musik-play trial check” shows what is in the way of their lock.")
        }
        return nil
    }

    /// Somebody who works with the record now.
    /// - Throws: 77 where nobody of this code does.
    func require(_ person: ActorCode) throws(Failure) -> Person {
        guard let known = people[person], !known.roles.isEmpty else {
            throw Failure(
                .noPermission, "Nobody of the code \(person) works with this record.",
                remedy: "A coordinator adds people with “musik-play people add”.")
        }
        return known
    }
}
