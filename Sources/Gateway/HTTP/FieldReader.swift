import Foundation
import Listings

/// Reads a JSON object field by field and gathers what is wrong, so that one answer names every fault.
struct FieldReader {
    private let object: [String: JSONValue]
    /// What was found wrong so far.
    private(set) var problems: [FieldError] = []

    init(_ object: [String: JSONValue]) {
        self.object = object
    }

    /// Whether the client wrote the field at all, be it null.
    func has(_ name: String) -> Bool { object[name] != nil }

    /// The field's value; null and absent alike are nil.
    func value(_ name: String) -> JSONValue? {
        object[name].flatMap { $0 == .null ? nil : $0 }
    }

    /// The whole object as a type that reads itself; nil where that fails.
    func decoded<Value: Decodable>(_ type: Value.Type) -> Value? {
        try? JSONDecoder().decode(type, from: JSONEncoder().encode(JSONValue.object(object)))
    }

    mutating func report(_ field: String, _ detail: String) {
        problems.append(FieldError(field, detail))
    }

    /// - Throws: ``Problem`` 422 when anything was found wrong.
    func finish() throws(Problem) {
        if !problems.isEmpty { throw .invalid(problems) }
    }

    /// A text without control characters, trimmed; of at least one character unless null is sent.
    mutating func text(_ name: String, maximum: Int) -> String? {
        guard let value = value(name) else { return nil }
        guard case .text(let raw) = value else {
            report(name, "must be a string")
            return nil
        }
        return checked(raw, name: name, maximum: maximum)
    }

    mutating func requiredText(_ name: String, maximum: Int) -> String? {
        if value(name) == nil {
            report(name, "is required")
            return nil
        }
        return text(name, maximum: maximum)
    }

    /// A text exactly as written: for passwords. NUL is refused, nothing is trimmed.
    mutating func requiredSecret(_ name: String, maximum: Int) -> String? {
        guard let value = value(name) else {
            report(name, "is required")
            return nil
        }
        guard case .text(let raw) = value else {
            report(name, "must be a string")
            return nil
        }
        guard raw.unicodeScalars.count <= maximum, !raw.contains("\0") else {
            report(name, "may have at most \(maximum) characters, without NUL")
            return nil
        }
        return raw
    }

    mutating func boolean(_ name: String) -> Bool? {
        guard let value = value(name) else { return nil }
        guard case .boolean(let flag) = value else {
            report(name, "must be true or false")
            return nil
        }
        return flag
    }

    mutating func number(_ name: String, in range: ClosedRange<Double>) -> Double? {
        guard let value = value(name) else { return nil }
        guard case .number(let number) = value, number.isFinite else {
            report(name, "must be a number")
            return nil
        }
        guard range.contains(number) else {
            report(name, "must be between \(Self.plain(range.lowerBound)) and \(Self.plain(range.upperBound))")
            return nil
        }
        return number
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = value(name) else { return nil }
        guard case .number(let number) = value, number.isFinite, number == number.rounded() else {
            report(name, "must be a whole number")
            return nil
        }
        guard number >= Double(range.lowerBound), number <= Double(range.upperBound) else {
            report(name, "must be between \(range.lowerBound) and \(range.upperBound)")
            return nil
        }
        return Int(number)
    }

    /// A list of texts, each trimmed; null is an empty list.
    mutating func texts(_ name: String, maximumCount: Int, maximum: Int) -> [String] {
        guard let value = value(name) else { return [] }
        guard case .list(let list) = value else {
            report(name, "must be a list of strings")
            return []
        }
        guard list.count <= maximumCount else {
            report(name, "may have at most \(maximumCount) values")
            return []
        }
        return list.enumerated().compactMap { index, item in
            guard case .text(let raw) = item else {
                report("\(name)[\(index)]", "must be a string")
                return nil
            }
            return checked(raw, name: "\(name)[\(index)]", maximum: maximum)
        }
    }

    private mutating func checked(_ raw: String, name: String, maximum: Int) -> String? {
        let text = raw.trimmingCharacters(in: .whitespacesAndNewlines)
        if text.isEmpty {
            report(name, "must not be empty")
        } else if text.unicodeScalars.count > maximum {
            report(name, "may have at most \(maximum) characters")
        } else if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            report(name, "must not contain control characters")
        } else if !text.unicodeScalars.contains(where: Self.isVisible) {
            report(name, "must contain something that can be seen")
        } else {
            return text
        }
        return nil
    }

    /// Marks of direction, joiners, blanks and fillers show nothing by themselves.
    private static func isVisible(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .format, .control, .spaceSeparator, .lineSeparator, .paragraphSeparator, .nonspacingMark, .enclosingMark,
            .unassigned, .surrogate, .privateUse:
            false
        default: !scalar.properties.isDefaultIgnorableCodePoint && scalar != "\u{2800}"
        }
    }

    private static func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }
}
