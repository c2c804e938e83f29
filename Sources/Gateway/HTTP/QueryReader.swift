import Foundation
import Hummingbird
import Listings

/// Reads a query field by field and gathers what is wrong, as ``FieldReader`` does for a body.
struct QueryReader {
    private var values: [String: [String]] = [:]
    private(set) var problems: [FieldError] = []

    /// Takes the query apart as forms do: `+` is a space, `name[]` is `name` again.
    init(_ request: Request) {
        for pair in (request.uri.query ?? "").split(separator: "&", omittingEmptySubsequences: true) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard var name = Self.decode(parts[0]) else { continue }
            if name.hasSuffix("[]") { name.removeLast(2) }
            guard let value = Self.decode(parts.count > 1 ? parts[1] : ""), !value.contains("\0") else {
                report(name, "must be percent-encoded UTF-8 without NUL")
                continue
            }
            values[name, default: []].append(value)
        }
    }

    mutating func report(_ field: String, _ detail: String) {
        problems.append(FieldError(field, detail))
    }

    /// - Throws: ``Problem`` 422 when anything was found wrong.
    func finish() throws(Problem) {
        if !problems.isEmpty { throw .invalid(problems) }
    }

    /// The parameter's text; empty and absent alike are nil.
    mutating func text(_ name: String, maximum: Int = 200) -> String? {
        guard let text = values[name]?.last.map(Self.trimmed), !text.isEmpty else { return nil }
        guard text.utf8.count <= maximum || text.unicodeScalars.count <= maximum else {
            report(name, "may have at most \(maximum) characters")
            return nil
        }
        return text
    }

    /// Every value of a parameter that may be repeated or hold several with commas between.
    mutating func texts(_ name: String, maximumCount: Int = 20) -> [String] {
        let all = (values[name] ?? []).flatMap { $0.split(separator: ",") }
            .map { Self.trimmed(String($0)) }.filter { !$0.isEmpty }
        guard all.count <= maximumCount else {
            report(name, "may have at most \(maximumCount) values")
            return []
        }
        return all
    }

    mutating func number(_ name: String, in range: ClosedRange<Double>) -> Double? {
        guard let text = text(name) else { return nil }
        guard let number = Double(text), number.isFinite, range.contains(number) else {
            report(name, "must be a number between \(Int(range.lowerBound)) and \(Int(range.upperBound))")
            return nil
        }
        return number
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            report(name, "must be a whole number between \(range.lowerBound) and \(range.upperBound)")
            return nil
        }
        return number
    }

    mutating func boolean(_ name: String) -> Bool? {
        guard let text = text(name) else { return nil }
        switch text.lowercased() {
        case "true", "1", "yes": return true
        case "false", "0", "no": return false
        default:
            report(name, "must be true or false")
            return nil
        }
    }

    /// Without white space around it. Most texts have none, which is seen without asking for anything's class.
    private static func trimmed(_ text: String) -> String {
        let printable = UInt8(0x21)...0x7E
        if let first = text.utf8.first, let last = text.utf8.last, printable ~= first, printable ~= last { return text }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func decode(_ text: Substring) -> String? {
        // Most names and values are written as they are.
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "%") }) else {
            return String(text)
        }
        return text.replacing("+", with: " ").removingPercentEncoding
    }
}
