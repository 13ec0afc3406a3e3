internal import MusikCuration
internal import MusikModel
internal import MusikRecord
internal import MusikStore

extension SessionWalk {
    func chooseMusic() throws(Interruption) {
        let began = journal.seconds
        var isWanted = true
        if options.arm == .music {
            let intake = try doing { () throws(Failure) in
                try recording { () throws(StoreError) in try store.intake(of: patient.code) }
            }
            isWanted = try interviewer.yes(
                "music.isWanted",
                Bilingual("Is music wanted today?", "De la musique aujourd’hui ?"),
                standard: intake?.intake.wish != .noMusic)
        }
        var chosen = MusicChosen(playlist: nil, heardExcerpts: false, seconds: 0)
        if !options.arm.isQuiet && isWanted {
            let day = try askDay()
            try keep(.dayNoted(day))
            chosen = try chooseList(day)
            options.playlist = chosen.playlist
        }
        if !isWanted {
            // The patient's wish wins: quiet, and what it departs from is on record.
            try keep(.deviated(Deviated(wish: .stopMusic, by: .patient)))
        }
        chosen.seconds = journal.seconds - began
        try keep(.musicChosen(chosen))
    }

    /// Asks how the day is; a wish is a letter that lists keep to, or any words.
    private func askDay() throws(Interruption) -> DayNoted {
        let mood = try interviewer.number(
            "music.mood",
            Bilingual(
                "How does the patient feel, 0 to 100?", "Comment va le patient, de 0 à 100 ?"),
            DayNoted.scale, isForPatient: true)
        let typed = try interviewer.text(
            "music.wish",
            options.arm == .music
                ? Bilingual(
                    "Today’s wish? (c calm, l lively, d dark, b bright, s slow, or words)",
                    "Le souhait du jour ? (c calme, v vif, s sombre, l lumineux, t tempo lent, "
                        + "ou des mots)")
                : Bilingual("Today’s wish, in words?", "Le souhait du jour, en mots ?"),
            isForPatient: true)
        let wish = typed.flatMap { options.arm == .music ? DayWish(typed: $0, language) : nil }
        return DayNoted(mood: mood, wish: wish, words: wish == nil ? typed.map(Note.init) : nil)
    }

    /// Offers lists, where there is anything to build them from, and lets one be chosen; or the
    /// clinician's own.
    private func chooseList(_ day: DayNoted) throws(Interruption) -> MusicChosen {
        let desk = CurationDesk(
            store: store, data: stage.data, surroundings: stage.surroundings, patient: patient)
        if options.arm == .music,
            try !doing({ () throws(Failure) in try desk.hasMusic(release: options.release) })
        {
            return try chooseOwn()
        }
        let wanted = wanted(day)
        guard let offered = try offer(desk, wanted) else { return try chooseOwn() }
        return try choose(ListTable(desk: desk, wanted: wanted, offered: offered))
    }

    /// Builds lists, keeps and shows them; nil where there can be none, which is said then.
    func offer(
        _ desk: CurationDesk, _ wanted: CurationDesk.Wanted
    ) throws(Interruption) -> ListTable.Offered? {
        let offer: BuiltOffer
        do throws(CurationDesk.Refusal) {
            interviewer.say(Bilingual("  Building lists …", "  Composition des listes …"))
            offer = try desk.build(wanted)
        } catch {
            switch error {
            case .failed(let failure): throw .failed(failure)
            case .impossible(let impossible):
                interviewer.say(impossible.problem.indented)
                interviewer.say(impossible.remedy.indented)
                return nil
            }
        }
        let kept = try doing { () throws(Failure) in
            try desk.keep(
                offer, in: listFolder, concern: RecordConcern(session: journal.session),
                by: journal.author)
        }
        let sheets = (
            OfferSheet(offer: offer, language: .english),
            OfferSheet(offer: offer, language: .french)
        )
        for (english, french) in zip(sheets.0.lines, sheets.1.lines) {
            interviewer.say(Bilingual(english, french))
        }
        return ListTable.Offered(offer: offer, number: kept.number, paths: kept.paths)
    }

    private func wanted(_ day: DayNoted) -> CurationDesk.Wanted {
        var wanted = CurationDesk.Wanted(seed: options.seed ?? UInt32.random(in: 0 ... .max))
        wanted.arm = options.arm.sound
        wanted.window = options.window
        wanted.profile = options.profile
        wanted.opening = options.opening
        wanted.arc = options.programme.arc
        wanted.infusionMinutes = options.infusionMinutes
        wanted.wish = day.wish
        wanted.release = options.release
        wanted.today = journal.session
        return wanted
    }

    /// What a letter asks for beside a list's number.
    private enum Letter: String { case excerpts, compare, edit, own }

    private func choose(_ start: ListTable) throws(Interruption) -> MusicChosen {
        var table = start
        for turn in 1... {
            let offer = table.offered.offer
            let reply = try askChoice(turn == 1 ? "music.choose" : "music.choose.\(turn)", offer)
            switch Letter(rawValue: reply) {
            case .excerpts?: try hearExcerpts(&table)
            case .compare?: try comparePieces(&table)
            case .edit?: if let chosen = try edit(table) { return chosen }
            case .own?:
                var own = try chooseOwn()
                own.heardExcerpts = own.heardExcerpts || table.heardExcerpts
                return own
            case nil:
                guard let number = Int(reply), offer.lists.indices.contains(number - 1) else {
                    continue
                }
                let list = offer.lists[number - 1]
                guard try nods(to: list.new, ofAll: list.new.count == list.places.count) else {
                    continue
                }
                return MusicChosen(
                    playlist: listName(table.offered.paths[number - 1]),
                    heardExcerpts: table.heardExcerpts, seconds: 0, offer: table.offered.number,
                    list: number, nodded: list.new.isEmpty ? nil : list.new.compactMap(\.digest))
            }
        }
        return try chooseOwn()
    }

    private func askChoice(_ name: String, _ offer: BuiltOffer) throws(Interruption) -> String {
        var choices = offer.lists.indices.map { place in
            Question.Choice(
                letter: Character("\(place + 1)"), value: "\(place + 1)",
                text: Bilingual("list \(place + 1)", "liste \(place + 1)"))
        }
        var letters: [(Character, Letter, Bilingual)] = [
            ("x", .excerpts, Bilingual("excerpts", "extraits")),
            ("t", .compare, Bilingual("this or that", "l’un ou l’autre")),
            ("o", .own, Bilingual("a playlist of your own", "une liste à vous")),
        ]
        if offer.arm == .music {
            letters.insert(("e", .edit, Bilingual("edit by hand", "modifier")), at: 2)
        }
        choices += letters.map {
            Question.Choice(letter: $0.0, value: $0.1.rawValue, text: $0.2)
        }
        let question = Question(
            name: name, text: Bilingual("Which is it to be?", "Laquelle ?"),
            kind: .choice(choices),
            standard: .choice(options.playlist == nil ? "1" : Letter.own.rawValue))
        guard case .choice(let reply) = try interviewer.ask(question) else {
            preconditionFailure("only choices are answers")
        }
        return reply
    }

    /// Whether somebody nods to what is new for this patient.
    func nods(
        to new: [BuiltOffer.List.Place], ofAll isAll: Bool
    ) throws(Interruption) -> Bool {
        if new.isEmpty { return true }
        let titles = Bilingual.list(new.map { $0.title.text(language) })
        return try interviewer.yes(
            "music.nod",
            isAll
                ? Bilingual(
                    "All of it is of a kind new to this patient. All right?",
                    "Tout y est d’un genre nouveau pour ce patient. D’accord ?")
                : Bilingual(
                    "New to this patient: \(titles.english). All right?",
                    "Nouveau pour ce patient : \(titles.french). D’accord ?"), standard: true)
    }

    /// The clinician's own playlist, by its name.
    private func chooseOwn() throws(Interruption) -> MusicChosen {
        let standard =
            options.playlist ?? SessionPreflight.usual(options.arm.sound, patient.language)
        let typed = try interviewer.text(
            "music.playlist",
            Bilingual("Which programme? (\(standard))", "Quel programme ? (\(standard))"))
        let heard = try interviewer.yes(
            "music.heardExcerpts",
            Bilingual("Were excerpts listened to?", "Des extraits ont-ils été écoutés ?"),
            standard: false)
        return MusicChosen(playlist: typed ?? standard, heardExcerpts: heard, seconds: 0)
    }

    /// A list as the session finds it again: by its name where it lies among the playlists.
    func listName(_ path: String) -> String {
        guard findsListsByName, let file = path.split(separator: "/").last else { return path }
        return String(file.prefix { $0 != "." })
    }
}

extension DayWish {
    /// The wish in a word.
    var name: Bilingual {
        switch self {
        case .calm: Bilingual("calm", "calme")
        case .lively: Bilingual("lively", "vif")
        case .dark: Bilingual("dark", "sombre")
        case .bright: Bilingual("bright", "lumineux")
        case .slow: Bilingual("slow", "lent")
        }
    }

    /// The wish of a typed letter or word.
    init?(typed: String, _ language: Language) {
        let letters: [(english: String, french: String, wish: DayWish)] = [
            ("c", "c", .calm), ("l", "v", .lively), ("d", "s", .dark), ("b", "l", .bright),
            ("s", "t", .slow),
        ]
        let word = typed.lowercased()
        if let wish = DayWish(rawValue: word) {
            self = wish
            return
        }
        // Whole words, in whichever language they are typed.
        if let named = Self.allCases.first(where: {
            [$0.name.english, $0.name.french].contains(word)
        }) {
            self = named
            return
        }
        for letter in letters
        where word == language.choice(of: (english: letter.english, french: letter.french)) {
            self = letter.wish
            return
        }
        return nil
    }
}

extension Bilingual {
    /// The text below what it belongs to.
    var indented: Bilingual { Bilingual("  " + english, "  " + french) }
}
