import Foundation
import MusikModel

@testable import MusikMeasures

extension InstrumentCatalogue {
    /// The shipped instruments and those of the documentation's packs.
    static func documented() throws -> InstrumentCatalogue {
        var catalogue = InstrumentCatalogue.shipped
        for pack in try documentedPacks() { try catalogue.add(pack: pack) }
        return catalogue
    }
}

/// The packs in the documentation, in its order: `madrs` and `check-in`.
func documentedPacks() throws -> [[UInt8]] {
    let root = (0..<3).reduce(#filePath) { path, _ in
        (path as NSString).deletingLastPathComponent
    }
    let text = try String(
        contentsOfFile: root + "/Sources/MusikPlay/Musik.docc/Instruments.md", encoding: .utf8)
    return text.components(separatedBy: "```json\n").dropFirst().map {
        Array($0.components(separatedBy: "```")[0].utf8)
    }
}

extension Instrument {
    /// Scores answers to the items in their order; nil for an item that wasn't answered.
    func score(_ answers: [Int?]) throws -> InstrumentScore {
        precondition(answers.count == items.count)
        var given: [String: Int] = [:]
        for (item, answer) in zip(items, answers) { given[item.id] = answer }
        return try score(
            InstrumentResponse(edition: edition, language: .english, answers: given))
    }
}

/// A pack for an instrument with one scale over items of one range, in percent, and a rule on it.
func percentPack(items: Int, highest: Int, atLeast: Double) -> [UInt8] {
    let ids = (1...items).map { "\"\($0)\"" }.joined(separator: ",")
    let list = (1...items).map { "{\"id\":\"\($0)\",\"lowest\":0,\"highest\":\(highest)}" }
        .joined(separator: ",")
    return Array(
        """
        {"format": 1, "instrument": "percent", "version": "1", "structure": {
            "name": "percent", "answeredBy": "clinician", "items": [\(list)],
            "scales": [{"id": "p", "items": [\(ids)], "method": "percentOfMaximum",
                "missingPercent": 20}],
            "rules": [{"id": "reached", "all": [{"scale": "p", "atLeast": \(atLeast)}]}]}}
        """.utf8)
}

/// French texts for PCL-5, which the site brings; `changed` may alter them first.
func frenchPCL5(_ changed: (inout [String: Any]) -> Void = { _ in }) throws -> [UInt8] {
    var pack: [String: Any] = [
        "format": 1, "instrument": "pcl5", "version": "fr-1", "languages": ["fr"],
        "instructions": ["fr": "Consigne"],
        "anchors": (0...4).map { ["value": $0, "text": ["fr": "Réponse \($0)"]] as [String: Any] },
        "items": (1...20).map {
            ["id": "\($0)", "text": ["fr": "Question \($0)"]] as [String: Any]
        },
        "cutoffs": ["cutoff": 31],
    ]
    changed(&pack)
    return Array(try JSONSerialization.data(withJSONObject: pack, options: .sortedKeys))
}
