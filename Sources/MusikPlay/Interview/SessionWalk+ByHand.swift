internal import MusikCuration
internal import MusikModel
internal import MusikProgramme
internal import MusikRecord
internal import MusikStore

extension SessionWalk {
    /// Lets a list be changed by typed lines; nil where it was left as it was.
    func edit(_ table: ListTable) throws(Interruption) -> MusicChosen? {
        let offered = table.offered
        let number =
            try interviewer.number(
                "music.edit.list", Bilingual("Which list? (1)", "Quelle liste ? (1)"),
                1...offered.offer.lists.count) ?? 1
        let chosen = offered.offer.lists[number - 1].candidate
        let build = try doing { () throws(Failure) in try table.desk.music(table.wanted) }
        let request = offered.offer.material.request
        var list = EditedList(chosen.options, of: PlaylistObjective(request))
        let new = Set(
            offered.offer.material.estimates.indices.filter {
                offered.offer.material.estimates[$0].isNew
            })
        let shelf = request.options.indices.filter { option in
            request.exclusions[request.options[option].track.digest]?.yieldsToWish ?? true
        }
        let first = list
        show { ListSheet.shelf(shelf, of: first, new: new, $0) }
        for turn in 1... {
            let shown = list
            show { ListSheet.lines(of: shown, new: new, $0) }
            let typed = try interviewer.text(
                "music.edit.\(turn)",
                Bilingual(
                    "\(ListLine.hint.english); b builds the rest anew",
                    "\(ListLine.hint.french) ; b recompose le reste"))
            if typed?.trimmed.lowercased() == "b" {
                list = rebuilt(list, build)
                continue
            }
            guard let next = changed(list, by: typed ?? "", shelf) else { break }
            list = next
        }
        guard list.options != chosen.options else { return nil }
        let hand = list.options.filter { new.contains($0) }.map { option in
            let track = request.options[option].track
            return BuiltOffer.List.Place(
                digest: track.digest, title: Bilingual(same: track.title), startSeconds: 0,
                seconds: track.seconds, isNew: true)
        }
        guard !list.options.isEmpty, try nods(to: hand, ofAll: hand.count == list.options.count)
        else { return nil }
        let path = try doing { () throws(Failure) in
            try CurationDesk.write(
                build.document(byHand: list.options, reserve: chosen.reserve), for: patient,
                listFolder)
        }
        return MusicChosen(
            playlist: listName(path), heardExcerpts: table.heardExcerpts, seconds: 0,
            offer: offered.number, list: number, edited: list.options.map { list.track($0).digest },
            nodded: hand.isEmpty ? nil : hand.compactMap(\.digest))
    }

    private func show(_ lines: (Language) -> [String]) {
        for (english, french) in zip(lines(.english), lines(.french)) {
            interviewer.say(Bilingual(english, french))
        }
    }

    /// The list after a typed line; nil where it is done. What can't be is said.
    private func changed(_ list: EditedList, by typed: String, _ shelf: [Int]) -> EditedList? {
        do throws(ListLine.Trouble) {
            switch try ListLine.read(typed, in: list, shelf: shelf) {
            case .done: return nil
            case .edit(let edit):
                do throws(ListRefusal) {
                    return try list.changed(by: edit)
                } catch {
                    interviewer.say(error.sentence(in: list).indented)
                    return list
                }
            }
        } catch {
            interviewer.say(error.sentence.indented)
            return list
        }
    }

    /// The list with what isn't pinned built anew; as it was where that can't be, which is said.
    private func rebuilt(_ list: EditedList, _ build: MusicBuild) -> EditedList {
        do {
            let offer = try build.offer(pinned: list.pinned)
            return list.rebuilt(offer.lists[0].candidate)
        } catch let impossible as PlaylistImpossible {
            interviewer.say(impossible.problem.indented)
            interviewer.say(impossible.remedy.indented)
        } catch {
            interviewer.say(Bilingual(same: "  \(error)"))
        }
        return list
    }
}
