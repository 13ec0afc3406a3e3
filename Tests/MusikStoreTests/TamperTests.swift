import Foundation
import GRDB
import MusikDigest
import MusikModel
import MusikRecord
import MusikTestSupport
import Testing

@testable import MusikStore

@Suite("Nothing in the chain changes unseen")
struct TamperTests {
    /// The stored entries of a record of 1000 events.
    private static func entries() throws -> [(number: Int, bytes: [UInt8], digest: [UInt8])] {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        try store.fill(to: 1000)
        return try store.read("test") { database in
            try Row.fetchAll(database, sql: "SELECT * FROM event ORDER BY number").map {
                ($0[0], Array($0[1] as Data), Array($0[2] as Data))
            }
        }
    }

    /// Walks a chain as the check does; the first fault.
    private func walk(
        _ entries: some Sequence<(number: Int, bytes: [UInt8], digest: [UInt8])>,
        from link: EventChain.Link = .origin
    ) -> Result<EventChain.Link, ChainFault.Kind> {
        var link = link
        for entry in entries {
            let next = entry.bytes.withUnsafeBytes { bytes in
                entry.digest.withUnsafeBytes {
                    EventChain.follow(link, number: entry.number, bytes: bytes, digest: $0)
                }
            }
            guard case .success(let followed) = next else { return next }
            link = followed
        }
        return .success(link)
    }

    @Test("Every change of a single byte of each of 1000 events is found at that event")
    func singleBytes() throws {
        let entries = try Self.entries()
        #expect(entries.count == 1000)
        guard case .success = walk(entries) else {
            Issue.record("an untouched chain holds")
            return
        }
        var generator = Generator(seed: 20_261_121)
        var link = EventChain.Link.origin
        var changes = 0
        var unseen: [String] = []
        for entry in entries {
            var changed = entry
            for place in entry.bytes.indices {
                let was = changed.bytes[place]
                changed.bytes[place] = was ^ UInt8.random(in: 1...255, using: &generator)
                if case .success = walk([changed], from: link) {
                    unseen.append("\(entry.number):\(place)")
                }
                changed.bytes[place] = was
                changes += 1
            }
            for place in entry.digest.indices {
                changed.digest[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
                if case .success = walk([changed], from: link) {
                    unseen.append("\(entry.number):digest \(place)")
                }
                changed.digest[place] = entry.digest[place]
                changes += 1
            }
            guard case .success(let next) = walk([entry], from: link) else { return }
            link = next
        }
        print("single-byte changes tried: \(changes)")
        #expect(unseen.isEmpty)
    }

    @Test("In the file itself, each changed row is named as the first bad event")
    func changedRows() throws {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        try store.fill(to: 1000)
        var generator = Generator(seed: 7)
        for _ in 0..<60 {
            let number = Int.random(in: 1...1000, using: &generator)
            let was = try store.read("test") {
                try Data.fetchOne(
                    $0, sql: "SELECT bytes FROM event WHERE number = ?", arguments: [number])
            }
            var bytes = try #require(was)
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            bytes[place] ^= UInt8.random(in: 1...255, using: &generator)
            try tamper(with: folder) {
                try $0.execute(
                    sql: "UPDATE event SET bytes = ? WHERE number = ?", arguments: [bytes, number])
            }
            #expect(try store.check().fault == ChainFault(kind: .changed, number: number))
            try tamper(with: folder) {
                try $0.execute(
                    sql: "UPDATE event SET bytes = ? WHERE number = ?", arguments: [was, number])
            }
        }
        #expect(try store.check().fault == nil)
    }

    @Test("Each removed, swapped or repeated row of 1000 is found at its place")
    func rows() throws {
        let entries = try Self.entries()
        var link = EventChain.Link.origin
        for index in entries.indices {
            let rest = entries[index...].prefix(3)
            // Removed; its number taken by the next or not.
            if index + 1 < entries.count {
                var closed = entries[index + 1]
                closed.number = entries[index].number
                #expect(walk([entries[index + 1]], from: link) == .failure(.missing))
                #expect(walk([closed], from: link) == .failure(.unconnected))
                // Swapped, with their numbers and with their places.
                var other = entries[index]
                other.number = entries[index + 1].number
                #expect(walk([closed, other], from: link) == .failure(.unconnected))
                #expect(
                    walk([entries[index + 1], entries[index]], from: link) == .failure(.missing))
            }
            // Repeated, with its own number and with the next one's.
            guard let entry = rest.first else { return }
            var moved = entry
            moved.number += 1
            #expect(walk([entry, entry], from: link) == .failure(.repeated))
            #expect(walk([entry, moved], from: link) == .failure(.unconnected))
            guard case .success(let next) = walk([entry], from: link) else { return }
            link = next
        }
    }

    @Test("In the file itself, removed, swapped and repeated rows are found")
    func rowsInFile() throws {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        try store.fill(to: 200)
        try tamper(with: folder) { try $0.execute(sql: "DELETE FROM event WHERE number = 57") }
        #expect(try store.check().fault == ChainFault(kind: .missing, number: 57))
        try tamper(with: folder) {
            try $0.execute(sql: "UPDATE event SET number = number - 1 WHERE number > 57")
        }
        #expect(try store.check().fault == ChainFault(kind: .unconnected, number: 57))
    }

    @Test("A cut tail is found with the digest of a printed report, and only with it")
    func cutTail() throws {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        try store.fill(to: 300)
        let printed = try store.head().digest
        try store.fill(to: 400)
        #expect(try store.check(head: printed).fault == nil)
        try tamper(with: folder) { try $0.execute(sql: "DELETE FROM event WHERE number > 250") }
        #expect(try store.check().fault == nil)
        #expect(
            try store.check(head: printed).fault
                == ChainFault(kind: .headNotFound, number: 250))
    }

    @Test("A chain written anew as a whole is found with the digest of a printed report")
    func rewritten() throws {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        try store.fill(to: 120)
        let printed = try store.head().digest
        // As somebody would who knows how the chain is made: one reading changed, all digests new.
        try tamper(with: folder) { database in
            let rows = try Row.fetchAll(database, sql: "SELECT * FROM event ORDER BY number")
            try database.execute(sql: "DELETE FROM event")
            var link = EventChain.Link.origin
            for row in rows {
                let stored: Data = row[1]
                let length = EventChain.beginning(after: link).count
                var text = "{" + String(decoding: stored.dropFirst(length), as: UTF8.self)
                text = text.replacingOccurrences(of: "\"systolic\":128", with: "\"systolic\":127")
                let bytes = EventChain.entry(Array(text.utf8), after: link)
                link = EventChain.Link(number: link.number + 1, digest: digest(of: bytes))
                try database.execute(
                    sql: "INSERT INTO event VALUES (?, ?, ?)",
                    arguments: [link.number, Data(bytes), Data(link.digest)])
            }
        }
        #expect(try store.check().fault == nil, "it is a chain without fault")
        #expect(
            try store.check(head: printed).fault
                == ChainFault(kind: .headNotFound, number: 120))
    }

    @Test("A changed note is found")
    func note() throws {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        try store.fill(to: 40)
        #expect(try store.check().notes > 0)
        try tamper(with: folder) {
            try $0.execute(
                sql: "UPDATE note SET text = text || '.' WHERE reference = "
                    + "(SELECT min(reference) FROM note)")
        }
        guard case .noteChanged? = try store.check().fault?.kind else {
            Issue.record("unseen")
            return
        }
    }

    private func digest(of bytes: [UInt8]) -> [UInt8] { Digester.sha256(bytes) }
}
