/// A value in JSON text, with the line on which it begins.
struct JSONNode {
    enum Value {
        case object([String: JSONNode])
        case array([JSONNode])
        case string(String)
        case number(Double)
        case bool(Bool)
        case null
    }

    let line: Int
    let value: Value

    /// What kind of value it is, for a sentence.
    var kind: String {
        switch value {
        case .object: "an object"
        case .array: "a list"
        case .string: "a text"
        case .number: "a number"
        case .bool: "true or false"
        case .null: "null"
        }
    }
}
