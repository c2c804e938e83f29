/// A row's values by their fields. An ingest asks for two dozen a row, so each has a place of its own: hashing them took
/// longer than reading them.
package struct RawFields: Sendable, Equatable {
    private var values: [RawValue?]

    package init() { values = Array(repeating: nil, count: ListingField.count) }

    /// Nil where the row does not name the field.
    package subscript(field: ListingField) -> RawValue? {
        get { values[field.place] }
        set { values[field.place] = newValue }
    }
}

extension RawFields: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (ListingField, RawValue)...) {
        self.init()
        for (field, value) in elements { self[field] = value }
    }
}
