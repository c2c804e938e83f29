import Foundation

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
        let data = Data(bytes)
        guard String(validating: data, as: UTF8.self) != nil else {
            throw JSONSyntaxError(detail: "The body is not valid UTF-8.")
        }
        do {
            return JSONValue(foundation: try JSONSerialization.jsonObject(with: data, options: [.fragmentsAllowed]))
        } catch {
            throw JSONSyntaxError(detail: "The body is not valid JSON.")
        }
    }

    private init(foundation value: Any) {
        switch value {
        case let text as String: self = .text(text)
        case let object as [String: Any]: self = .object(object.mapValues(JSONValue.init(foundation:)))
        case let list as [Any]: self = .list(list.map(JSONValue.init(foundation:)))
        case let number as NSNumber:
            // Foundation keeps true and false as numbers of one byte's type.
            self = String(cString: number.objCType) == "c" ? .boolean(number.boolValue) : .number(number.doubleValue)
        default: self = .null
        }
    }
}

/// The bytes are not JSON.
struct JSONSyntaxError: Error {
    /// What is wrong, without quoting the bytes.
    let detail: String
}
