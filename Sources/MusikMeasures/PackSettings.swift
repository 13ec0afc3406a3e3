internal import MusikModel

/// What a pack sets: cut-offs, flags with their plans, and the place that the instrument fills.
struct PackSettings {
    private let members: PackField.Members
    private let catalogue: InstrumentCatalogue

    init(_ members: PackField.Members, for catalogue: InstrumentCatalogue) {
        self.members = members
        self.catalogue = catalogue
    }

    /// Puts the settings into the instrument.
    func apply(to instrument: inout Instrument) throws(PackError) {
        for (name, field) in try members["cutoffs"]?.namedMembers() ?? [] {
            try readCutoff(name, field, of: &instrument)
        }
        var seen = SeenNames()
        for field in try members["flags"]?.elements(PackLimits.flags) ?? [] {
            try readFlag(field, of: &instrument, &seen)
        }
        for flag in instrument.flags where flag.plan.languages.isEmpty {
            throw (members["flags"] ?? members.owner).failure(
                .missingText, "the flag “\(flag.id)” has no plan",
                "add to “flags” what the site does then, in both languages")
        }
        if let field = members["slot"] {
            let slot: Instrument.Slot = try field.choice()
            try check(slot, of: instrument, at: field)
            instrument.slot = slot
        }
    }

    private func readCutoff(
        _ name: String, _ field: PackField, of instrument: inout Instrument
    ) throws(PackError) {
        guard
            let index = instrument.rules.firstIndex(where: { $0.id == name && $0.isSetting }),
            case .scale(let scale, _) = instrument.rules[index].conditions[0],
            let limits = instrument.limits(of: scale)
        else {
            let names = instrument.rules.filter(\.isSetting).map(\.id)
            throw field.failure(
                .unknownName, "\(instrument.id) has no such cut-off to set",
                names.isEmpty
                    ? "take it out" : "name one of " + names.joined(separator: ", "))
        }
        let value = try field.threshold(limits)
        instrument.rules[index].conditions = [.scale(scale, atLeast: value)]
    }

    private func readFlag(
        _ field: PackField, of instrument: inout Instrument, _ seen: inout SeenNames
    ) throws(PackError) {
        let members = try field.members(["id", "item", "atLeast", "plan"])
        let idField = try members.required("id")
        let id = try idField.identifier()
        try seen.insert(id, at: idField)
        let index: Int
        if let shipped = instrument.flags.firstIndex(where: { $0.id == id }) {
            if let field = members["item"] {
                throw field.failure(
                    .conflict, "the item of the flag “\(id)” ships and can't be changed",
                    "take it out")
            }
            if let field = members["atLeast"],
                let item = instrument.item(instrument.flags[shipped].item)
            {
                instrument.flags[shipped].atLeast = try field.whole(item.thresholds)
            }
            index = shipped
        } else {
            let item = try members.required("item").item(of: instrument.items)
            let threshold = try members.required("atLeast").whole(item.thresholds)
            instrument.flags.append(InstrumentFlag(id: id, item: item.id, atLeast: threshold))
            index = instrument.flags.count - 1
        }
        instrument.flags[index].plan = try members.required("plan").wording(
            Language.allCases, atMost: PackLimits.longText)
    }

    private func check(
        _ slot: Instrument.Slot, of instrument: Instrument, at field: PackField
    ) throws(PackError) {
        if let other = catalogue[slot] {
            throw field.failure(
                .conflict, "\(other.id) fills this place already", "remove one of the two packs")
        }
        guard instrument.respondent == .patient else {
            throw field.failure(
                .conflict, "a self-report is answered by the patient",
                "set “answeredBy” to patient, or take “slot” out")
        }
        guard instrument.flag(InstrumentFlag.suicidality) != nil else {
            throw field.failure(
                .missingKey, "no flag has the id “\(InstrumentFlag.suicidality)”",
                "flag the item that asks for suicidal thoughts; where the scale has none, add an "
                    + "item of your own that no scale counts")
        }
    }
}
