internal import MusikDigest

/// How events are chained: each stored entry begins with its number and the digest of the entry
/// before it, and its own digest is the SHA-256 of the bytes as they are stored.
///
/// The beginning has one form, `{"number":7,"previous":"<64 digits>",`, so that a chain is checked
/// without reading what the entries say.
enum EventChain {
    /// The number and digest of an entry; the next one follows it.
    struct Link: Hashable, Sendable {
        var number: Int
        var digest: [UInt8]

        /// What the first entry follows.
        static let origin = Link(number: 0, digest: [UInt8](repeating: 0, count: 32))
    }

    /// The beginning of the entry that follows a link.
    static func beginning(after link: Link) -> [UInt8] {
        var bytes = Array("{\"number\":".utf8)
        bytes += String(link.number + 1).utf8
        bytes += "\",\"previous\":\"".utf8.dropFirst()
        appendHex(link.digest, to: &bytes)
        bytes += "\",".utf8
        return bytes
    }

    /// The stored bytes of an event that follows a link.
    static func entry(_ event: [UInt8], after link: Link) -> [UInt8] {
        precondition(event.first == UInt8(ascii: "{"), "an event is a JSON object")
        return beginning(after: link) + event.dropFirst()
    }

    /// Whether stored bytes and digest follow a link; the link to themselves where they do.
    static func follow(
        _ link: Link, number: Int, bytes: UnsafeRawBufferPointer, digest: UnsafeRawBufferPointer
    ) -> Result<Link, ChainFault.Kind> {
        guard number == link.number + 1 else {
            return .failure(number > link.number + 1 ? .missing : .repeated)
        }
        var digester = Digester(.sha256)
        unsafe digester.update(bytes)
        let sum = digester.finish()
        guard unsafe digest.elementsEqual(sum) else { return .failure(.changed) }
        guard unsafe bytes.starts(with: beginning(after: link)) else {
            return .failure(.unconnected)
        }
        return .success(Link(number: number, digest: sum))
    }

    private static func appendHex(_ digest: [UInt8], to bytes: inout [UInt8]) {
        for byte in digest {
            bytes.append(hexDigit(byte >> 4))
            bytes.append(hexDigit(byte & 15))
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
    }
}
