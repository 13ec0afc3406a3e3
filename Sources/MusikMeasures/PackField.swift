internal import MusikModel

/// A value in a pack with the keys that lead to it, read strictly.
struct PackField {
    let node: JSONNode
    let place: String

    /// A failure at this place.
    func failure(_ code: PackError.Code, _ reason: String, _ remedy: String) -> PackError {
        PackError(code: code, line: node.line, place: place, reason: reason, remedy: remedy)
    }

    private func wrong(_ wanted: String) -> PackError {
        failure(.wrongType, "\(node.kind) stands where \(wanted) belongs", "write \(wanted)")
    }

    /// The members of an object that has no other keys than these.
    func members(_ known: [String]) throws(PackError) -> Members {
        guard case .object(let nodes) = node.value else { throw wrong("an object") }
        let unknown = nodes.filter { !known.contains($0.key) }
        if let (key, node) = unknown.min(by: { ($0.value.line, $0.key) < ($1.value.line, $1.key) })
        {
            throw PackError(
                code: .unknownKey, line: node.line, place: place,
                reason: "“\(key.shown)” is no key here",
                remedy: "take it out; the keys are \(known.joined(separator: ", "))")
        }
        return Members(owner: self, nodes: nodes)
    }

    /// The members of an object whose keys are names of the pack's choice.
    func namedMembers() throws(PackError) -> [(name: String, field: PackField)] {
        guard case .object(let nodes) = node.value else { throw wrong("an object") }
        return nodes.sorted { $0.key < $1.key }.map { name, node in
            (name, PackField(node: node, place: "\(place).\(name.shown)"))
        }
    }

    /// The elements of a list.
    func elements(_ counts: ClosedRange<Int>) throws(PackError) -> [PackField] {
        guard case .array(let nodes) = node.value else { throw wrong("a list") }
        guard counts.contains(nodes.count) else {
            throw failure(
                .outOfRange, "the list has \(nodes.count) elements",
                "give it \(counts.lowerBound) to \(counts.upperBound)")
        }
        return nodes.enumerated().map { index, node in
            PackField(node: node, place: "\(place)[\(index + 1)]")
        }
    }

    /// A whole number within limits.
    func whole(_ limits: ClosedRange<Int>) throws(PackError) -> Int {
        let number = try number(Double(limits.lowerBound)...Double(limits.upperBound))
        guard let whole = Int(exactly: number) else {
            throw failure(.outOfRange, "\(number) is not a whole number", "write a whole number")
        }
        return whole
    }

    /// A number within limits.
    func number(_ limits: ClosedRange<Double>) throws(PackError) -> Double {
        guard case .number(let number) = node.value else { throw wrong("a number") }
        guard limits.contains(number) else {
            throw failure(
                .outOfRange, "\(number) lies outside its limits",
                "write a number from \(limits.lowerBound) to \(limits.upperBound)")
        }
        return number
    }

    /// A number that some values within limits reach and others don't.
    func threshold(_ limits: ClosedRange<Double>) throws(PackError) -> Double {
        let threshold = try number(limits)
        guard threshold > limits.lowerBound else {
            throw failure(
                .outOfRange, "\(threshold) is always reached", "write a greater number")
        }
        return threshold
    }

    /// True or false.
    func bool() throws(PackError) -> Bool {
        guard case .bool(let bool) = node.value else { throw wrong("true or false") }
        return bool
    }

    /// A text that can be shown; line breaks are kept.
    func text(atMost count: Int) throws(PackError) -> String {
        guard case .string(let text) = node.value else { throw wrong("a text") }
        guard text.unicodeScalars.count <= count else {
            throw failure(
                .outOfRange, "the text has \(text.unicodeScalars.count) characters",
                "shorten it to \(count)")
        }
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw failure(.badText, "the text is empty", "write the text or take the key out")
        }
        let isForbidden = { (scalar: Unicode.Scalar) in
            scalar.properties.generalCategory == .control && scalar != "\n"
        }
        if let scalar = text.unicodeScalars.first(where: isForbidden) {
            throw failure(
                .badText, "the control character U+\(String(scalar.value, radix: 16)) in the text",
                "take it out")
        }
        return text
    }

    /// A name of 1 to 64 letters, digits, dots, hyphens and underlines, all of them ASCII.
    func identifier() throws(PackError) -> String {
        guard case .string(let text) = node.value else { throw wrong("a name") }
        let isAllowed = { (byte: UInt8) in
            (48...57).contains(byte) || (97...122).contains(byte | 32)
                || [45, 46, 95].contains(byte)
        }
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(isAllowed) else {
            throw failure(
                .badText, "“\(text.shown)” can't be a name",
                "use 1 to 64 letters, digits, dots, hyphens and underlines")
        }
        return text
    }

    /// One of an enumeration's values by its name.
    func choice<Choice: RawRepresentable & CaseIterable>() throws(PackError) -> Choice
    where Choice.RawValue == String {
        guard case .string(let text) = node.value else { throw wrong("a name") }
        guard let choice = Choice(rawValue: text) else {
            throw failure(
                .unknownName, "“\(text.shown)” is not known here",
                "write one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return choice
    }

    /// One of these items by its id.
    func item(of items: [InstrumentItem]) throws(PackError) -> InstrumentItem {
        let id = try identifier()
        guard let item = items.first(where: { $0.id == id }) else {
            throw failure(
                .unknownName, "there is no item “\(id)”",
                "name one of " + items.map(\.id).joined(separator: ", "))
        }
        return item
    }

    /// A text in each of these languages and in no other.
    func wording(_ languages: [Language], atMost count: Int) throws(PackError) -> Wording {
        let members = try members(Language.allCases.map(\.rawValue))
        var wording = Wording()
        for language in Language.allCases {
            let field = members[language.rawValue]
            guard languages.contains(language) else {
                if let field {
                    throw field.failure(
                        .conflict, "the pack doesn't bring \(language.rawValue)",
                        "add it to languages, or take the text out")
                }
                continue
            }
            guard let field else {
                throw failure(
                    .missingText, "the text is missing in \(language.rawValue)",
                    "write it under \(language.rawValue)")
            }
            wording[language] = try field.text(atMost: count)
        }
        return wording
    }
}

extension PackField {
    /// The members of an object.
    struct Members {
        let owner: PackField
        let nodes: [String: JSONNode]

        /// The value of a key; nil where the key isn't there.
        subscript(key: String) -> PackField? {
            nodes[key].map { node in
                PackField(
                    node: node, place: owner.place.isEmpty ? key : "\(owner.place).\(key)")
            }
        }

        /// The value of a key that must be there.
        func required(_ key: String) throws(PackError) -> PackField {
            guard let field = self[key] else {
                throw owner.failure(.missingKey, "“\(key)” is missing", "add it")
            }
            return field
        }
    }
}

/// Names that were seen, to refuse one that comes twice.
struct SeenNames {
    private var names: Set<String> = []

    /// Takes a name.
    mutating func insert(_ name: String, at field: PackField) throws(PackError) {
        guard names.insert(name).inserted else {
            throw field.failure(
                .duplicate, "“\(name)” stands here a second time", "keep one of the two")
        }
    }
}
