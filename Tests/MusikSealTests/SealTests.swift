import MusikTestSupport
import Testing

@testable import MusikSeal

@Suite struct SealTests {
    @Test("What was sealed opens with its key, number and context, and with no other")
    func opens() throws {
        let key = SealKey()
        let text = SecureChance.bytes(32)
        let context = Array("TRIAL MTL1".utf8)
        let sealed = key.seal(text, number: 7, context: context)
        #expect(sealed.count == text.count + SealKey.overhead)
        #expect(key.open(sealed, number: 7, context: context) == text)
        #expect(key.open(sealed, number: 8, context: context) == nil)
        #expect(key.open(sealed, number: 7, context: Array("TRIAL TOR2".utf8)) == nil)
        #expect(SealKey().open(sealed, number: 7, context: context) == nil)
    }

    @Test("No changed byte, and no cut, opens")
    func changed() {
        let key = SealKey()
        let sealed = key.seal([UInt8](repeating: 3, count: 32), number: 1, context: [])
        for place in sealed.indices {
            for bit in 0..<8 {
                var other = sealed
                other[place] ^= 1 << UInt8(bit)
                #expect(key.open(other, number: 1, context: []) == nil)
            }
            #expect(key.open(Array(sealed.prefix(place)), number: 1, context: []) == nil)
        }
    }

    @Test("What is sealed has the length of its text whatever the text says, and looks like chance")
    func length() {
        let key = SealKey()
        let sealed = (0..<256).map {
            key.seal([UInt8](repeating: 0, count: 32), number: UInt64($0), context: [])
        }
        #expect(Set(sealed.map(\.count)) == [48])
        #expect(Set(sealed).count == 256)
        // Of 256 × 384 bits half are set, within five deviations.
        let bits = sealed.joined().reduce(0) { $0 + $1.nonzeroBitCount }
        #expect(abs(bits - 49_152) < 5 * 157)
    }

    @Test("A passphrase is accepted by its hash and no other is; the same one hashes differently")
    func passphrase() throws {
        let hash = PassphraseHash(of: "quatre mots très ordinaires")
        #expect(hash.accepts("quatre mots très ordinaires"))
        #expect(!hash.accepts("quatre mots tres ordinaires"))
        #expect(!hash.accepts(""))
        #expect(PassphraseHash(of: "quatre mots très ordinaires") != hash)
        let kept = try #require(PassphraseHash(text: hash.text))
        #expect(kept.accepts("quatre mots très ordinaires"))
        #expect(PassphraseHash(text: "plain") == nil)
        #expect(hash.text.hasPrefix("$argon2id$v=19$m=65536,t=2,p=1$"))
    }
}
