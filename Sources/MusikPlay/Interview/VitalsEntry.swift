internal import MusikRecord

/// Vital signs as they are typed with one hand: `12080`, `120/80`, `1208064 98`, `120 80 64 98`; a
/// hyphen for a heart rate that wasn't read, `120 80 - 98`.
enum VitalsEntry {
    /// Reads systolic, diastolic and, where they are there, heart rate and saturation; nil where the
    /// text is something else or a value is impossible.
    static func read(_ text: String) -> VitalSigns? {
        let words = text.split(separator: " ")
        if words.count == 4, words[2] == "-" {
            guard var vitals = read(words[0] + " " + words[1]), vitals.heartRate == nil,
                let saturation = Int(words[3])
            else { return nil }
            vitals.saturation = saturation
            return vitals.isPossible ? vitals : nil
        }
        let runs = text.utf8.split { !(48...57).contains($0) }
        guard text.utf8.allSatisfy({ (48...57).contains($0) || Array(" /,-".utf8).contains($0) })
        else { return nil }
        var numbers: [Int] = []
        for run in runs {
            guard run.count <= 12 else { return nil }
            numbers += Self.numbers(in: Array(run))
        }
        guard (2...4).contains(numbers.count) else { return nil }
        let vitals = VitalSigns(
            systolic: numbers[0], diastolic: numbers[1],
            heartRate: numbers.count > 2 ? numbers[2] : nil,
            saturation: numbers.count > 3 ? numbers[3] : nil)
        return vitals.isPossible ? vitals : nil
    }

    /// Digits without gaps: a number that begins with 1 or 2 has three, any other has two.
    private static func numbers(in digits: [UInt8]) -> [Int] {
        var rest = digits[...]
        var numbers: [Int] = []
        while let first = rest.first {
            let length = digits.count <= 3 ? digits.count : first <= 50 ? 3 : 2
            let part = rest.prefix(length)
            numbers.append(part.reduce(0) { $0 * 10 + Int($1 - 48) })
            rest = rest.dropFirst(length)
        }
        return numbers
    }
}

extension VitalSigns {
    /// The reading in one line: 120/80 mmHg, 64/min, 98 %.
    var line: String {
        "\(systolic)/\(diastolic) mmHg" + (heartRate.map { ", \($0)/min" } ?? "")
            + (saturation.map { ", \($0) %" } ?? "")
    }
}
