extension REDCapDictionary {
    /// A rule that a field doesn't keep.
    public struct Problem: Hashable, Sendable, CustomStringConvertible {
        /// The rule.
        public let rule: REDCapRule
        /// The name of the field; empty for the whole dictionary.
        public let field: String

        /// The field, or `dictionary`, and the rule.
        public var description: String {
            (field.isEmpty ? "dictionary" : field) + ": " + rule.rawValue
                + (rule.isWarning ? " (warning)" : "")
        }
    }

    /// What REDCap would refuse or should be told of, field by field; empty where nothing is.
    public var problems: [Problem] {
        if fields.isEmpty { return [Problem(rule: .fields, field: "")] }
        let names = REDCapNames(self)
        let matrices = matrixMistakes
        var begun: Set<String> = []
        var problems: [Problem] = []
        for (place, field) in fields.enumerated() {
            var rules: [REDCapRule] = []
            if place == 0, field.kind != .text { rules.append(.recordIdentifier) }
            rules += nameMistakes(at: place, names)
            let begins = place == 0 || fields[place - 1].form != field.form
            if begins, !begun.insert(field.form).inserted { rules.append(.formTogether) }
            rules += field.mistakes
            rules += field.logicMistakes(names)
            rules += matrices[place] ?? []
            problems += rules.map { Problem(rule: $0, field: field.name) }
        }
        return problems
    }

    private func nameMistakes(at place: Int, _ names: REDCapNames) -> [REDCapRule] {
        let field = fields[place]
        var rules: [REDCapRule] = []
        if !REDCapNames.isName(field.name) { rules.append(.name) }
        if !(2...100).contains(field.name.utf8.count) {
            rules.append(.nameLength)
        } else if field.name.utf8.count > 26 {
            rules.append(.nameLong)
        }
        if names.first[field.name] != place { rules.append(.nameUnique) }
        if names.reserved.contains(field.name) { rules.append(.nameReserved) }
        if !REDCapNames.isName(field.form) || !(2...91).contains(field.form.utf8.count) {
            rules.append(.formName)
        }
        return rules
    }

    /// The mistakes of matrices, by the places of the fields.
    private var matrixMistakes: [Int: [REDCapRule]] {
        var found: [Int: [REDCapRule]] = [:]
        var first: [String: Int] = [:]
        for (place, field) in fields.enumerated() where !field.matrixGroup.isEmpty {
            let name = field.matrixGroup
            if name.utf8.count < 2 || !name.utf8.allSatisfy(REDCapField.isNameByte) {
                found[place, default: []].append(.matrixName)
            }
            if field.kind != .radio, field.kind != .checkbox {
                found[place, default: []].append(.matrixType)
            }
            guard let other = first[name] else {
                first[name] = place
                continue
            }
            if fields[place - 1].matrixGroup != name || fields[other].form != field.form {
                found[place, default: []].append(.matrixTogether)
            }
            if fields[other].type != field.type || fields[other].choiceList != field.choiceList {
                found[place, default: []].append(.matrixSame)
            }
        }
        return found
    }
}
