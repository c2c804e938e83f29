import Foundation
import Hummingbird

/// A request's fields, whatever form they came in: JSON, URL-encoded form, or query.
struct RequestFields {
    private let values: [String: Any]
    /// Values of a form in the order they came, for fields that may be repeated.
    private let repeated: [(String, String)]

    /// A JSON body; nil when it is no object.
    init?(json: Data) {
        guard let object = try? JSONSerialization.jsonObject(with: json) as? [String: Any] else { return nil }
        values = object
        repeated = []
    }

    init(object: [String: Any]) {
        values = object
        repeated = []
    }

    /// An `application/x-www-form-urlencoded` body or a query string.
    init(form: String) {
        let pairs = form.split(separator: "&").map { pair -> (String, String) in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : "")
        }
        repeated = pairs
        values = Dictionary(pairs) { _, last in last }
    }

    /// Text; numbers count as their text.
    func string(_ name: String) -> String? {
        switch values[name] {
        case let text as String: text
        case let number as NSNumber: number.stringValue
        default: nil
        }
    }

    /// A nested object; in a form, one written as JSON.
    func object(_ name: String) -> RequestFields? {
        if let object = values[name] as? [String: Any] { return RequestFields(object: object) }
        guard let text = values[name] as? String else { return nil }
        return RequestFields(json: Data(text.utf8))
    }

    /// Yes or no; a form writes it as a word.
    func flag(_ name: String) -> Bool {
        if let flag = values[name] as? Bool { return flag }
        return ["true", "1", "yes", "on"].contains(string(name)?.lowercased())
    }

    /// A list of texts; in a form, one written as JSON.
    func texts(_ name: String) -> [String]? {
        if let texts = values[name] as? [String] { return texts }
        guard let text = values[name] as? String else { return nil }
        return try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String]
    }

    func array(_ name: String) -> [Any]? { values[name] as? [Any] }

    /// A list of nested objects; nil when it is not one.
    func objects(_ name: String) -> [RequestFields]? {
        (values[name] as? [[String: Any]])?.map(RequestFields.init(object:))
    }

    /// The same without fields that a form left empty.
    var withoutEmpty: RequestFields {
        RequestFields(object: values.filter { ($0.value as? String)?.isEmpty != true })
    }

    /// All values of a form's field.
    func all(_ name: String) -> [String] { repeated.filter { $0.0 == name }.map(\.1) }

    var names: Set<String> { Set(values.keys) }

    private static func decoded(_ part: Substring) -> String {
        let spaced = part.replacing("+", with: " ")
        return String(spaced).removingPercentEncoding ?? String(spaced)
    }
}
