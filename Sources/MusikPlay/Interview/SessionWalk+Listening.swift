internal import MusikCuration
internal import MusikModel
internal import MusikProgramme
internal import MusikRecord
internal import MusikStore

extension SessionWalk {
    /// How many pairs are compared in one go, in every arm.
    private static let pairs = 2

    private func source(_ options: [Int], _ offer: BuiltOffer) -> ExcerptSource? {
        let (request, paths) = (offer.material.request, offer.material.paths)
        return ExcerptSource(
            options.map { option in
                let track = request.options[option].track
                return ExcerptSource.Piece(
                    digest: track.digest, path: paths[option], title: track.title,
                    kind: offer.arm == .music ? .music : .cue)
            }, in: self.options.arm)
    }

    /// Plays an excerpt of a place of a list, or of the middle of each.
    func hearExcerpts(_ table: inout ListTable) throws(Interruption) {
        let offer = table.offered.offer
        let typed = try interviewer.text(
            "music.excerpt",
            Bilingual(
                "Which? 1.3 is the third of list 1; Enter: one of each list",
                "Lequel ? 1.3 est le troisième de la liste 1 ; Entrée : un de chaque liste"))
        let all = offer.lists.map { $0.candidate.entries.map(\.option) }
        var wanted: [Int] = []
        if let typed {
            let parts = typed.split(whereSeparator: { $0 == "." || $0 == "," || $0 == " " })
                .map { Int($0) ?? 0 }
            if parts.count == 2, all.indices.contains(parts[0] - 1),
                all[parts[0] - 1].indices.contains(parts[1] - 1)
            {
                wanted = [all[parts[0] - 1][parts[1] - 1]].compactMap(\.self)
            }
            if wanted.isEmpty {
                interviewer.say(
                    Bilingual(
                        "  Nothing sounds there: type a list and a place, such as 1.3.",
                        "  Rien n’y sonne : tapez une liste et une place, par exemple 1.3."))
            }
        } else {
            wanted = all.compactMap { places in
                let sounding = places.compactMap(\.self)
                return sounding.isEmpty ? nil : sounding[sounding.count / 2]
            }
        }
        for option in wanted {
            guard let source = source([option], offer) else { continue }
            if try hear(source) { table.heardExcerpts = true }
        }
    }

    /// Compares the pieces whose answers tell most; the lists are then built anew.
    func comparePieces(_ table: inout ListTable) throws(Interruption) {
        let offer = table.offered.offer
        let tracks = offer.material.request.options.map(\.track)
        let lists = offer.lists.map(\.candidate.options)
        let offered = Set(lists.joined())
        // Asking for them is the nod to half a minute of what is new.
        let pairs = ExcerptPairs.choose(
            among: offered.sorted().map { tracks[$0] },
            estimates: offered.sorted().map { offer.material.estimates[$0] },
            lists: offer.arm == .music && lists.count > 1
                ? lists.map { list in
                    list.compactMap { offered.sorted().firstIndex(of: $0) }
                } : [],
            nodded: Set(offered.map { tracks[$0].digest }),
            choiceVariance: offer.material.choiceVariance, count: Self.pairs)
        var isTold = false
        for pair in pairs {
            let places = [pair.0, pair.1].map { offered.sorted()[$0] }
            guard let source = source(places, offer) else { continue }
            guard let choice = try compare(source) else { return }
            table.heardExcerpts = true
            isTold = isTold || choice == .first || choice == .second
        }
        guard isTold else { return }
        if let next = try self.offer(table.desk, table.wanted) { table.offered = next }
    }
}
