/// Builds JSON Schemas (2020-12) as OpenAPI 3.1 wants them.
enum JSONSchema {
    static func string(_ example: String, maximum: Int? = nil, format: String? = nil) -> JSONValue {
        var fields: [String: JSONValue] = ["type": .text("string"), "examples": .list([.text(example)])]
        if let maximum { (fields["maxLength"], fields["minLength"]) = (.number(Double(maximum)), .number(1)) }
        if let format { fields["format"] = .text(format) }
        return .object(fields)
    }

    static func choice(_ values: [String]) -> JSONValue {
        .object(["type": .text("string"), "enum": .list(values.map(JSONValue.text))])
    }

    static func number(_ range: ClosedRange<Double>? = nil, example: Double = 1) -> JSONValue {
        bounded("number", range, example)
    }

    static func integer(_ range: ClosedRange<Int>? = nil, example: Int = 1) -> JSONValue {
        bounded("integer", range.map { Double($0.lowerBound)...Double($0.upperBound) }, Double(example))
    }

    private static func bounded(_ type: String, _ range: ClosedRange<Double>?, _ example: Double) -> JSONValue {
        var fields: [String: JSONValue] = ["type": .text(type), "examples": .list([.number(example)])]
        if let range {
            (fields["minimum"], fields["maximum"]) = (.number(range.lowerBound), .number(range.upperBound))
        }
        return .object(fields)
    }

    static let boolean = JSONValue.object(["type": .text("boolean")])
    static let id = integer(1...9_007_199_254_740_991, example: 42)
    static let time = string("2026-11-20T10:15:00Z", format: "date-time")
    static let anything = JSONValue.object([:])

    static func list(_ items: JSONValue, maximum: Int? = nil) -> JSONValue {
        var fields: [String: JSONValue] = ["type": .text("array"), "items": items]
        if let maximum { fields["maxItems"] = .number(Double(maximum)) }
        return .object(fields)
    }

    /// The same, or null.
    static func orNull(_ schema: JSONValue) -> JSONValue {
        guard case .object(var fields) = schema, case .text(let type) = fields["type"] else {
            return .object(["anyOf": .list([schema, .object(["type": .text("null")])])])
        }
        fields["type"] = .list([.text(type), .text("null")])
        if case .list(let values) = fields["enum"] { fields["enum"] = .list(values + [.null]) }
        return .object(fields)
    }

    /// An object; `required` nil: every property is.
    static func object(_ properties: [String: JSONValue], required: [String]? = nil) -> JSONValue {
        var fields: [String: JSONValue] = ["type": .text("object"), "properties": .object(properties)]
        let names = required ?? properties.keys.sorted()
        if !names.isEmpty { fields["required"] = .list(names.map(JSONValue.text)) }
        return .object(fields)
    }

    static func reference(_ name: String) -> JSONValue {
        .object(["$ref": .text("#/components/schemas/\(name)")])
    }
}
