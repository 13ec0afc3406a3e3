internal import MusikModel

/// What a pack says in words: instructions, items, anchors.
struct PackTexts {
    private let members: PackField.Members
    private let languages: [Language]
    /// The pack's languages and those that ship.
    private let allLanguages: [Language]

    /// Finds out in which languages the pack has texts.
    init(_ members: PackField.Members, for instrument: Instrument) throws(PackError) {
        self.members = members
        var languages: [Language] = []
        var seen = SeenNames()
        for field in try members["languages"]?.elements(1...Language.allCases.count) ?? [] {
            let language: Language = try field.choice()
            try seen.insert(language.rawValue, at: field)
            guard !instrument.languages.contains(language) else {
                throw field.failure(
                    .conflict,
                    "\(instrument.id) ships in \(language.rawValue), which can't be changed",
                    "take the language and its texts out")
            }
            languages.append(language)
        }
        self.languages = languages
        allLanguages = instrument.languages + languages
    }

    /// Puts the texts into the instrument.
    func apply(to instrument: inout Instrument) throws(PackError) {
        guard !languages.isEmpty else {
            for key in ["instructions", "anchors", "items"] {
                if let field = members[key] {
                    throw field.failure(
                        .missingKey, "there are texts, but “languages” is missing",
                        "add it, such as [\"en\", \"fr\"]")
                }
            }
            return
        }
        if let field = members["instructions"] {
            instrument.instructions.merge(
                try field.wording(languages, atMost: PackLimits.longText))
        } else if !instrument.instructions.languages.isEmpty {
            throw members.owner.failure(
                .missingText, "\(instrument.id) has instructions, the pack has none",
                "add “instructions”")
        }
        try readItems(try members.required("items"), of: &instrument)
        try merge(
            members["anchors"], into: &instrument.anchors,
            of: instrument.items.filter(\.anchors.isEmpty))
    }

    private func readItems(
        _ field: PackField, of instrument: inout Instrument
    ) throws(PackError) {
        var seen = SeenNames()
        for field in try field.elements(PackLimits.items) {
            let members = try field.members(["id", "text", "anchors"])
            let idField = try members.required("id")
            var item = try idField.item(of: instrument.items)
            try seen.insert(item.id, at: idField)
            item.text.merge(
                try members.required("text").wording(languages, atMost: PackLimits.text))
            try merge(members["anchors"], into: &item.anchors, of: [item])
            instrument.replace(item)
        }
        for item in instrument.items where languages.contains(where: { item.text[$0] == nil }) {
            throw field.failure(
                .missingText, "the item “\(item.id)” has no text", "add it; a part is never shown")
        }
    }

    /// Adds anchors, each of which is an answer of all the items.
    private func merge(
        _ field: PackField?, into anchors: inout [Anchor], of items: [InstrumentItem]
    ) throws(PackError) {
        let shipped = anchors
        var seen = SeenNames()
        for field in try field?.elements(PackLimits.anchors) ?? [] {
            let members = try field.members(["value", "text"])
            let valueField = try members.required("value")
            let value = try valueField.whole(PackLimits.answers)
            try seen.insert("\(value)", at: valueField)
            if let item = items.first(where: { !$0.accepts(value) }) {
                throw valueField.failure(
                    .outOfRange, "\(value) is no answer to the item “\(item.id)”",
                    "its answers are \(item.answersInWords)")
            }
            let text = try members.required("text").wording(languages, atMost: PackLimits.text)
            if let index = anchors.firstIndex(where: { $0.value == value }) {
                anchors[index].text.merge(text)
            } else if shipped.isEmpty {
                anchors.append(Anchor(value: value, text: text))
            } else {
                throw valueField.failure(
                    .conflict, "no anchor ships at \(value)",
                    "anchor " + shipped.map { "\($0.value)" }.joined(separator: ", "))
            }
        }
        anchors.sort { $0.value < $1.value }
        for anchor in anchors {
            guard let language = allLanguages.first(where: { anchor.text[$0] == nil }) else {
                continue
            }
            throw (field ?? members.owner).failure(
                .missingText, "the anchor at \(anchor.value) has no text in \(language.rawValue)",
                "add it, or take the anchor out")
        }
    }
}

extension Instrument {
    /// Takes another text for an item that it has.
    fileprivate mutating func replace(_ item: InstrumentItem) {
        for index in items.indices where items[index].id == item.id { items[index] = item }
    }
}
