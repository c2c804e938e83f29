import Listings

/// What was wrong with a form, by field, in the language of the page.
struct FormFaults: Sendable {
    /// A fault of the whole, with no field at hand to show it beside.
    let summary: String
    private let byField: [String: String]

    /// - Parameter fields: the fields that the form has; faults of others are told in the summary.
    init(_ problem: Problem, fields: [String], words: FaultWords, language: Language) {
        var byField: [String: String] = [:]
        var others: [String] = []
        for error in problem.errors {
            let field = Self.base(error.field)
            let text = words.translated(error.detail, language)
            if fields.contains(field) {
                byField[field] = byField[field].map { "\($0); \(text)" } ?? text
            } else {
                others.append(error.field + ": " + text)
            }
        }
        if problem.errors.isEmpty { others.append(words.translated(problem.detail, language)) }
        self.byField = byField
        summary = others.joined(separator: "; ")
    }

    subscript(_ field: String) -> String? { byField[field] }

    /// `cities[2]` is of the field `cities`, `quiet_hours.from` of `quiet_hours`; the old singular names are of the plural ones.
    private static func base(_ field: String) -> String {
        let name = String(field.prefix { $0 != "[" && $0 != "." })
        switch name {
        case "city": return "cities"
        case "property_type": return "property_types"
        default: return name
        }
    }
}
