internal import MusikCuration
internal import MusikModel
internal import MusikRecord

/// Says why a list is as it is, and what is uncertain, in words that a patient understands.
struct ListWords {
    private let library: CurationLibrary
    private let answers: [PatientAnswer]

    /// Words for a patient's lists.
    init(_ library: CurationLibrary, _ music: PatientMusic) {
        self.library = library
        answers = music.history(library).sessions.last { !$0.answers.isEmpty }?.answers ?? []
    }

    /// Why these pieces: first today's wish and what they owe to what the patient said.
    func why(
        _ candidate: PlaylistCandidate, _ tracks: [CurationTrack], _ arc: PlaylistArc,
        wish: DayWish?
    ) -> [Bilingual] {
        let wished = wish.map { wish in
            Bilingual(
                "All of it keeps to today’s wish: \(wish.name.english).",
                "Tout suit le souhait du jour : \(wish.name.french).")
        }
        return [wished].compactMap(\.self)
            + ListFeedback(answers).reasons(for: tracks).map(sentence)
            + candidate.reasons.compactMap { sentence($0, isFlat: arc.peak == nil) }
    }

    /// What is uncertain.
    func uncertain(
        _ candidate: PlaylistCandidate, new: [Int], titles: [String]
    ) -> [Bilingual] {
        var sentences: [Bilingual] = []
        if !new.isEmpty {
            sentences.append(
                new.count == candidate.options.count
                    ? Bilingual(
                        "Everything in it is new for you: it needs your nod.",
                        "Tout y est nouveau pour vous : il faut votre accord.")
                    : Bilingual(
                        "New for you, and in need of your nod: \(english(new.map { titles[$0] })).",
                        "Nouveau pour vous, avec votre accord : \(french(new.map { titles[$0] })).")
            )
        }
        sentences += Self.littleKnown(candidate, titles: titles)
        for case .tempoUnclear(let tracks) in candidate.uncertainties {
            sentences.append(
                Bilingual(
                    counted(tracks, "piece has", "pieces have") + " no clear tempo.",
                    counted(tracks, "morceau n’a", "morceaux n’ont", .french)
                        + " pas de tempo net."))
        }
        return sentences
    }

    /// Of what in a list, in either arm, hardly anything is known.
    static func littleKnown(_ candidate: PlaylistCandidate, titles: [String]) -> [Bilingual] {
        let unknown = candidate.uncertainties.compactMap { uncertainty -> String? in
            guard case .littleKnown(let option, _) = uncertainty else { return nil }
            return titles[option]
        }
        if unknown.isEmpty { return [] }
        if unknown.count == Set(candidate.options).count {
            return [
                Bilingual(
                    "How you will like it is little more than a guess as yet.",
                    "Comment elle vous plaira n’est encore guère qu’une supposition.")
            ]
        }
        let list = Bilingual.list(unknown)
        return [
            Bilingual(
                "How you will like these is hardly known: \(list.english).",
                "On ne sait guère si ceci vous plaira : \(list.french).")
        ]
    }

    private func sentence(_ reason: FeedbackReason) -> Bilingual {
        switch reason {
        case .again(let digest):
            let title = title(digest)
            return Bilingual(
                "“\(title)” is here again, because you liked it.",
                "« \(title) » revient, parce que cela vous a plu.")
        case .leftOut(let digests):
            let titles = digests.map(title)
            return Bilingual(
                "Left out, after what you said: \(english(titles)).",
                "Écarté, d’après ce que vous avez dit : \(french(titles)).")
        case .towards(let trait, let by):
            let words = comparative(trait, by: by)
            return Bilingual(
                "It is \(words.english) than last time, nearer to what you liked.",
                "Elle est \(words.french) que la dernière fois, plus proche de ce qui vous a plu.")
        }
    }

    private func sentence(_ reason: PlaylistReason, isFlat: Bool) -> Bilingual? {
        switch reason {
        case .liked(let expected, let middle) where expected - middle >= 2:
            return Bilingual(
                "You will probably like these pieces better than most.",
                "Ces morceaux vous plairont sans doute plus que la plupart.")
        case .liked: return nil
        case .followsArc where isFlat:
            return Bilingual("Its intensity stays even.", "Son intensité reste égale.")
        case .followsArc:
            return Bilingual(
                "It grows with the infusion and calms down after it.",
                "Elle s’intensifie avec la perfusion et s’apaise ensuite.")
        case .calmPeak:
            return Bilingual(
                "At its height it is darker than what leads up to it.",
                "À son sommet, elle est plus sombre que ce qui y mène.")
        case .smooth:
            return Bilingual(
                "Each piece leads softly into the next.",
                "Chaque morceau mène doucement au suivant.")
        case .unheard:
            return Bilingual(
                "You have heard none of it here before.",
                "Vous n’en avez encore rien entendu ici.")
        case .differs(let trait, let by):
            let words = comparative(trait, by: by)
            return Bilingual(
                "It is \(words.english) than list 1.", "Elle est \(words.french) que la liste 1.")
        case .cues, .speaker: return nil
        }
    }

    /// “brighter”, “plus claire”: more of a trait, or less.
    private func comparative(_ trait: Int, by: Double) -> Bilingual {
        library.scale.traits[trait].comparative(isMore: by > 0)
    }

    private func title(_ digest: ContentDigest) -> String {
        library.known[digest]?.title ?? String(digest.hex.prefix(8))
    }

    private func english(_ titles: [String]) -> String { Bilingual.list(titles).english }
    private func french(_ titles: [String]) -> String { Bilingual.list(titles).french }
}

extension Bilingual {
    /// Titles in a row, the first few by name.
    static func list(_ titles: [String], most: Int = 4) -> Bilingual {
        let rest = titles.count - most
        let named = titles.prefix(rest > 0 ? most : titles.count)
        return Bilingual(
            named.map { "“\($0)”" }.joined(separator: ", ")
                + (rest > 0 ? " and \(rest) more" : ""),
            named.map { "« \($0) »" }.joined(separator: ", ")
                + (rest > 0 ? " et \(rest) autres" : ""))
    }
}

extension TraitScale.Trait {
    /// A list that has more of it, or less, beside another.
    func comparative(isMore: Bool) -> Bilingual {
        switch self {
        case .instrument(let name):
            Bilingual(
                isMore ? "richer in \(name)" : "poorer in \(name)",
                isMore ? "plus riche en \(name)" : "moins riche en \(name)")
        case .measure(let measure):
            switch measure {
            case .intensity:
                isMore
                    ? Bilingual("more intense", "plus intense") : Bilingual("calmer", "plus calme")
            case .brightness:
                isMore ? Bilingual("brighter", "plus claire") : Bilingual("darker", "plus sombre")
            case .dynamics:
                isMore
                    ? Bilingual("richer in contrast", "plus contrastée")
                    : Bilingual("more even", "plus égale")
            case .percussiveness:
                isMore
                    ? Bilingual("more percussive", "plus percussive")
                    : Bilingual("softer in its onsets", "plus douce dans ses attaques")
            case .onsets:
                isMore
                    ? Bilingual("busier", "plus animée") : Bilingual("sparser", "plus dépouillée")
            case .tempo:
                isMore ? Bilingual("faster", "plus rapide") : Bilingual("slower", "plus lente")
            }
        }
    }

    /// The trait's name, as more of it.
    var name: Bilingual {
        switch self {
        case .instrument(let name): Bilingual(same: name)
        case .measure(let measure):
            switch measure {
            case .intensity: Bilingual("intensity", "intensité")
            case .brightness: Bilingual("brightness", "clarté")
            case .dynamics: Bilingual("contrast", "contraste")
            case .percussiveness: Bilingual("percussion", "percussion")
            case .onsets: Bilingual("busyness", "animation")
            case .tempo: Bilingual("tempo", "tempo")
            }
        }
    }
}
