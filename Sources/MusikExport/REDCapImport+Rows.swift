extension REDCapImport {
    /// What REDCap would refuse or should be told of in a file.
    ///
    /// - Throws: `DataTableError` where the file is no table.
    public func problems(inCSV bytes: [UInt8]) throws(DataTableError) -> [Problem] {
        problems(in: try DataTable(csv: bytes))
    }

    /// What REDCap would refuse or should be told of in a table, row by row; empty where nothing is.
    /// A missing value is none: REDCap leaves what it has.
    public func problems(in table: DataTable) -> [Problem] {
        let names = table.columns.map(\.name)
        guard names[0] == dictionary.fields[0].name else { return [Problem(.recordColumn)] }
        var problems = names.compactMap(problem(ofColumn:))
        var seen: Set<Key> = []
        var done: Set<String> = []
        var last: String?
        for (place, row) in table.rows.enumerated() {
            let texts = zip(row, table.columns).map { $0.written(in: $1.kind) }
            let values = Dictionary(uniqueKeysWithValues: zip(names, texts)).filter { $1 != "" }
            var found: [Problem] = []
            let key = key(of: values)
            if key.record.isEmpty {
                found.append(Problem(.record))
            } else {
                if !seen.insert(key).inserted { found.append(Problem(.duplicate)) }
                if key.record != last, !done.insert(key.record).inserted {
                    found.append(Problem(.recordTogether))
                }
                last = key.record
            }
            found += repeatProblems(of: key)
            for name in names {
                guard let value = values[name], let target = targets[name] else { continue }
                if isForeign(target, to: key) { found.append(Problem(.foreignValue, column: name)) }
                if let rule = target.mistake(in: value) {
                    found.append(Problem(rule, column: name))
                }
            }
            problems += found.map { Problem($0.rule, row: place + 1, column: $0.column) }
        }
        return problems
    }

    /// What a row is about.
    private struct Key: Hashable {
        var record: String
        var instrument: String
        var instance: String
    }

    private func key(of values: [String: String]) -> Key {
        Key(
            record: values[dictionary.fields[0].name] ?? "",
            instrument: values[Self.instrumentColumn] ?? "",
            instance: values[Self.instanceColumn] ?? "")
    }

    private func problem(ofColumn name: String) -> Problem? {
        if targets[name] != nil { return nil }
        return Problem(ignored.contains(name) ? .ignoredColumn : .unknownColumn, column: name)
    }

    private func repeatProblems(of key: Key) -> [Problem] {
        if key.instrument.isEmpty != key.instance.isEmpty { return [Problem(.repeatComplete)] }
        if key.instrument.isEmpty { return [] }
        var problems: [Problem] = []
        if !repeating.contains(key.instrument) {
            problems.append(Problem(.instrument, column: Self.instrumentColumn))
        }
        if PlainNumber.decimals(of: key.instance) != 0 || (Int(key.instance) ?? 0) < 1 {
            problems.append(Problem(.instance, column: Self.instanceColumn))
        }
        return problems
    }

    private func isForeign(_ target: Target, to key: Key) -> Bool {
        if target.form.isEmpty || !key.instrument.isEmpty && !repeating.contains(key.instrument) {
            return false
        }
        return key.instrument.isEmpty
            ? repeating.contains(target.form) : target.form != key.instrument
    }
}
