import MusikModel
import MusikTestSupport
import Testing

@testable import MusikCuration

@Suite("Changing a list by hand")
struct EditedListTests {
    private func list(_ options: [Int], seed: UInt64 = 0x5EED_0E01) -> EditedList {
        var request = usualRequest(30, seed: seed)
        let digests = request.options.map(\.track.digest)
        request.exclusions = [digests[20]: .refused, digests[21]: .notApproved]
        request.recent = [[digests[22]]]
        request.mostHeard = 1
        return EditedList(options, of: PlaylistObjective(request))
    }

    private func refusal(_ list: EditedList, _ edit: ListEdit) -> ListRefusal? {
        do throws(ListRefusal) {
            _ = try list.changed(by: edit)
            return nil
        } catch {
            return error
        }
    }

    @Test("Pieces come, go and move, and every change can be taken back")
    func changes() throws {
        let empty = list([])
        let steps: [(ListEdit, [Int])] = [
            (.add(option: 3, at: nil), [3]), (.add(option: 5, at: nil), [3, 5]),
            (.add(option: 4, at: 0), [4, 3, 5]), (.add(option: 22, at: 1), [4, 22, 3, 5]),
            (.move(from: 0, to: 3), [22, 3, 5, 4]), (.move(from: 3, to: 1), [22, 4, 3, 5]),
            (.remove(place: 2), [22, 4, 5]),
        ]
        var list = empty
        for (edit, options) in steps {
            list = try list.changed(by: edit)
            #expect(list.options == options, "\(edit)")
        }
        list = try list.changed(by: .pin(place: 1))
        #expect(list.pinned == [list.track(4).digest])
        #expect(try list.changed(by: .move(from: 1, to: 0)).entries[0].isPinned)
        list = try list.changed(by: .undo)
        #expect(list.pinned.isEmpty)
        for (_, options) in steps.reversed().dropFirst() {
            list = try list.changed(by: .undo)
            #expect(list.options == options)
        }
        list = try list.changed(by: .undo)
        #expect(list.options.isEmpty)
        #expect(refusal(list, .undo) == .nothingToUndo)
    }

    @Test("What can't be done says why, and changes nothing")
    func refusals() throws {
        let list = try list([1, 2, 3]).changed(by: .pin(place: 1))
        let known: [(ListEdit, ListRefusal)] = [
            (.add(option: 30, at: nil), .noSuchOption(30)),
            (.add(option: -1, at: nil), .noSuchOption(-1)),
            (.add(option: 4, at: 4), .noSuchPlace(4, count: 3)),
            (.add(option: 20, at: nil), .mustNotBeChosen(option: 20, .refused)),
            (.add(option: 21, at: nil), .mustNotBeChosen(option: 21, .notApproved)),
            (.add(option: 3, at: 0), .alreadyThere(place: 2)),
            (.remove(place: 3), .noSuchPlace(3, count: 3)),
            (.remove(place: -1), .noSuchPlace(-1, count: 3)),
            (.remove(place: 1), .pinned(place: 1)),
            (.move(from: 0, to: 3), .noSuchPlace(3, count: 3)),
            (.move(from: 3, to: 0), .noSuchPlace(3, count: 3)),
            (.pin(place: 1), .pinnedAlready(place: 1)),
            (.unpin(place: 0), .notPinned(place: 0)), (.pin(place: 7), .noSuchPlace(7, count: 3)),
        ]
        for (edit, why) in known { #expect(refusal(list, edit) == why, "\(edit)") }
        // Moving to its own place is no change that could be taken back.
        let same = try list.changed(by: .move(from: 2, to: 2))
        #expect(try same.changed(by: .undo).pinned.isEmpty)
    }

    @Test("How it fits is what the builder says: exact where overlaps can, else by how much not")
    func fit() throws {
        let seed: UInt64 = 0x5EED_0E02
        print("seed: \(seed)")
        var random = Generator(seed: seed)
        var seen = [0, 0, 0]
        for number in 0..<3000 {
            var request = usualRequest(12, seed: random.next())
            let options = Array(
                request.options.indices.shuffled(using: &random).prefix(
                    Int.random(in: 1...9, using: &random)))
            let total = options.reduce(0) { $0 + request.options[$1].track.seconds }
            let seams = Double(options.count - 1)
            let middle = total - 8 * seams
            request.windowSeconds = max(60, middle + Double.random(in: -60...60, using: &random))
            let objective = PlaylistObjective(request)
            let list = EditedList(options, of: objective)
            switch list.fit {
            case .exact(let overlap):
                seen[0] += 1
                #expect(objective.overlap(of: options) == overlap, "\(number)")
                #expect(abs(total - overlap * seams - request.windowSeconds) < 1e-5, "\(number)")
            case .tooShort(let seconds):
                seen[1] += 1
                #expect(objective.overlap(of: options) == nil, "\(number)")
                #expect(abs(total - 4 * seams + seconds - request.windowSeconds) < 1e-6)
                #expect(seconds > 0, "\(number)")
            case .tooLong(let seconds):
                seen[2] += 1
                #expect(objective.overlap(of: options) == nil, "\(number)")
                #expect(abs(total - 12 * seams - seconds - request.windowSeconds) < 1e-6)
                #expect(seconds > 0, "\(number)")
            }
        }
        print("exact, too short, too long: \(seen)")
        #expect(seen.allSatisfy { $0 > 100 })
        let window = list([]).objective.request.windowSeconds
        #expect(list([]).fit == .tooShort(bySeconds: window))
    }

    @Test("What the builder makes around the pins takes their place, and can be taken back")
    func rebuilt() throws {
        var list = list([])
        for (place, option) in [3, 6].enumerated() {
            list = try list.changed(by: .add(option: option, at: nil))
            list = try list.changed(by: .pin(place: place))
        }
        var request = list.objective.request
        request.pinned = list.pinned
        let offer = try PlaylistBuilder.build(request)
        let next = list.rebuilt(offer.candidates[0])
        #expect(next.options == offer.candidates[0].options)
        #expect(next.pinned == list.pinned)
        if case .exact = next.fit {} else { Issue.record("\(next.fit)") }
        #expect(try next.changed(by: .undo).entries == list.entries)
    }
}
