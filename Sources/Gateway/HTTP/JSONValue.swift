/// A JSON value as it came in, before anybody has looked at its meaning.
enum JSONValue: Equatable, Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// Reads one JSON document.
    /// - Throws: ``JSONSyntaxError`` for anything that is not one JSON document in UTF-8.
    static func parse(_ bytes: some Collection<UInt8>) throws(JSONSyntaxError) -> JSONValue {
        try StrictJSONReader.read(Array(bytes))
    }
}

/// The bytes are not JSON.
struct JSONSyntaxError: Error {
    /// What is wrong, without quoting the bytes.
    let detail: String
}
