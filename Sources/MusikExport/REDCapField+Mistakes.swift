extension REDCapField {
    /// The rules that the field doesn't keep whatever other fields there are.
    var mistakes: [REDCapRule] {
        var rules: [REDCapRule] = []
        if kind == nil { rules.append(.type) }
        if kind == .sql { rules.append(.typeReserved) }
        if label.isEmpty { rules.append(.label) }
        rules += choiceMistakes + validationMistakes
        if !Self.isMark(identifier) { rules.append(.identifier) }
        if !Self.isMark(required) { rules.append(.required) }
        if kind == .checkbox, required == "y" { rules.append(.requiredCheckbox) }
        if !["", "LV", "LH", "RV", "RH"].contains(alignment) { rules.append(.alignment) }
        let canRank = kind == .radio && !matrixGroup.isEmpty
        if !Self.isMark(matrixRanking) || matrixRanking == "y" && !canRank {
            rules.append(.matrixRanking)
        }
        return rules
    }

    private static func isMark(_ text: String) -> Bool { text.isEmpty || text == "y" }

    private var choiceMistakes: [REDCapRule] {
        switch kind {
        case .dropdown, .radio, .checkbox:
            guard let list = REDCapChoice.list(choices) else { return [.choices] }
            var rules: [REDCapRule] = []
            if !list.allSatisfy(\.hasGoodCode) { rules.append(.choiceCode) }
            let keys = list.map { kind == .checkbox ? $0.column(of: name) : $0.code }
            if Set(keys).count < keys.count { rules.append(.choiceUnique) }
            return rules
        case .slider:
            if choices.isEmpty { return [] }
            let labels = REDCapChoice.parts(of: choices)
            return labels.count > 3 || labels.contains("") ? [.sliderLabels] : []
        case .calc, .sql, nil: return []
        case .text, .notes, .yesno, .truefalse, .file, .descriptive:
            return choices.isEmpty ? [] : [.choicesUnused]
        }
    }

    private var validationMistakes: [REDCapRule] {
        guard kind == .text, !validation.isEmpty else {
            let isPlaced =
                validation.isEmpty || kind == nil || kind == .slider && validation == "number"
                || kind == .file && validation == "signature"
            let hasRange = !minimum.isEmpty || !maximum.isEmpty
            return (isPlaced ? [] : [.validationPlace]) + (hasRange ? [.rangePlace] : [])
        }
        guard let found = textValidation else { return [.validation] }
        let bounds = [minimum, maximum].filter { !$0.isEmpty }
        if found.scale == nil { return bounds.isEmpty ? [] : [.rangePlace] }
        let values = bounds.compactMap { found.value(bound: $0) }
        if values.count < bounds.count { return [.rangeValue] }
        return values.count == 2 && values[0] > values[1] ? [.rangeOrder] : []
    }

    /// The rules of logic that the field doesn't keep.
    func logicMistakes(_ names: REDCapNames) -> [REDCapRule] {
        var rules: [REDCapRule] = []
        if kind == .calc {
            let equation = REDCapLogic(choices)
            if choices.isEmpty || !equation.isBalanced {
                rules.append(.equation)
            } else if !equation.isKnown(names) {
                rules.append(.equationNames)
            }
        }
        let logic = REDCapLogic(branchingLogic)
        if !logic.isBalanced || logic.hasDoubleQuotes {
            rules.append(.branchingLogic)
        } else if !logic.isKnown(names) {
            rules.append(.branchingNames)
        }
        return rules
    }
}
