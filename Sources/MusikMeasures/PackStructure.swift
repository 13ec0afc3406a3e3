/// The structure of an instrument that a site adds: what ships for the others.
struct PackStructure {
    private let members: PackField.Members
    private var items: [InstrumentItem] = []
    private var scales: [InstrumentScale] = []

    /// Reads a structure into an instrument without texts and flags.
    static func read(_ field: PackField, id: String) throws(PackError) -> Instrument {
        let members = try field.members([
            "name", "source", "answeredBy", "items", "scales", "rules",
        ])
        var structure = PackStructure(members: members)
        try structure.readItems()
        try structure.readScales()
        var instrument = Instrument(
            edition: InstrumentEdition(instrument: id, version: "1"),
            name: try members.required("name").text(atMost: PackLimits.text),
            source: try members["source"]?.text(atMost: PackLimits.text) ?? "",
            respondent: try members.required("answeredBy").choice(),
            items: structure.items, scales: structure.scales)
        instrument.rules = try structure.rules()
        return instrument
    }

    private init(members: PackField.Members) { self.members = members }

    private mutating func readItems() throws(PackError) {
        var seen = SeenNames()
        for field in try members.required("items").elements(PackLimits.items) {
            let members = try field.members(["id", "lowest", "highest", "step", "reversed"])
            let id = try members.required("id").identifier()
            try seen.insert(id, at: field)
            let lowest = try members.required("lowest").whole(PackLimits.answers)
            let highest = try members.required("highest").whole(PackLimits.answers)
            guard lowest < highest else {
                throw field.failure(
                    .outOfRange, "the lowest answer is \(lowest), the highest \(highest)",
                    "put the lower one first")
            }
            let width = highest - lowest
            let step = try members["step"]?.whole(1...width) ?? 1
            guard width % step == 0 else {
                throw field.failure(
                    .outOfRange, "steps of \(step) from \(lowest) never reach \(highest)",
                    "write a step that divides \(width)")
            }
            items.append(
                InstrumentItem(
                    id, lowest...highest, step: step,
                    isReversed: try members["reversed"]?.bool() ?? false))
        }
    }

    private mutating func readScales() throws(PackError) {
        var seen = SeenNames()
        for field in try members.required("scales").elements(PackLimits.scales) {
            let members = try field.members(["id", "items", "method", "missingPercent"])
            let id = try members.required("id").identifier()
            try seen.insert(id, at: field)
            let scale = InstrumentScale(
                id, try itemNames(members.required("items")),
                try members.required("method").choice() as InstrumentScale.Method,
                missingPercent: try members["missingPercent"]?.whole(0...50) ?? 0)
            let ranges = Set(items.filter { scale.items.contains($0.id) }.map(\.range))
            guard ranges.count == 1 || (scale.method == .sum && scale.missingPercent == 0) else {
                throw field.failure(
                    .conflict, "the items of “\(id)” have different answers",
                    "only a sum of which nothing may be missing can count them together")
            }
            scales.append(scale)
        }
    }

    private func rules() throws(PackError) -> [InstrumentRule] {
        var seen = SeenNames()
        return try (members["rules"]?.elements(PackLimits.rules) ?? []).map {
            field throws(PackError) in
            let members = try field.members(["id", "all"])
            let id = try members.required("id").identifier()
            try seen.insert(id, at: field)
            let conditions = try members.required("all").elements(1...50).map {
                field throws(PackError) in try condition(field)
            }
            return InstrumentRule(id, conditions)
        }
    }

    private func condition(_ field: PackField) throws(PackError) -> InstrumentRule.Condition {
        let members = try field.members(["scale", "items", "count", "atLeast"])
        guard let scale = members["scale"] else { return try itemCondition(members) }
        for key in ["items", "count"] {
            if let field = members[key] {
                throw field.failure(
                    .conflict, "a condition on a scale doesn't count items", "take “\(key)” out")
            }
        }
        return try scaleCondition(scale, atLeast: members.required("atLeast"))
    }

    private func itemCondition(
        _ members: PackField.Members
    ) throws(PackError) -> InstrumentRule.Condition {
        let names = try itemNames(members.required("items"))
        let count = try members.required("count").whole(1...names.count)
        let field = try members.required("atLeast")
        let least = try field.whole(PackLimits.answers)
        for item in items where names.contains(item.id) && !item.thresholds.contains(least) {
            throw field.failure(
                .outOfRange, "the item “\(item.id)” always or never counts \(least)",
                "write \(item.thresholds.lowerBound) to \(item.thresholds.upperBound)")
        }
        return .items(names, count: count, atLeast: least)
    }

    private func scaleCondition(
        _ field: PackField, atLeast threshold: PackField
    ) throws(PackError) -> InstrumentRule.Condition {
        let id = try field.identifier()
        guard let scale = scales.first(where: { $0.id == id }) else {
            throw field.failure(
                .unknownName, "there is no scale “\(id)”",
                scales.isEmpty
                    ? "add it" : "name one of " + scales.map(\.id).joined(separator: ", "))
        }
        let all = Tally(items: items.filter { scale.items.contains($0.id) }, answers: [:])
        return .scale(id, atLeast: try threshold.threshold(scale.bounds(all)))
    }

    private func itemNames(_ field: PackField) throws(PackError) -> [String] {
        var seen = SeenNames()
        return try field.elements(PackLimits.items).map { field throws(PackError) in
            let name = try field.item(of: items).id
            try seen.insert(name, at: field)
            return name
        }
    }
}
