/// What is wrong with a field, and what would be right. In answers to clients; never holds a person's data.
package struct FieldError: Error, Sendable, Hashable, Codable, CustomStringConvertible {
    /// The field's name in JSON, with an index where it is a list: `cities[1]`.
    package var field: String
    package var detail: String

    package init(_ field: String, _ detail: String) {
        self.field = field
        self.detail = detail
    }

    package var description: String { "\(field): \(detail)" }
}
