/// One row of an ingest, before anything is made of it. Decoding fails only where the text is no JSON at all: a row
/// that is not an object says so when it is parsed.
package struct RawListing: Sendable, Equatable, Decodable {
    package var fields: RawFields
    /// Names that no listing has, in alphabetical order.
    package var ignoredFields: [String]
    package var isObject: Bool

    package init(fields: RawFields, ignoredFields: [String] = [], isObject: Bool = true) {
        self.fields = fields
        self.ignoredFields = ignoredFields
        self.isObject = isObject
    }

    package init(from decoder: any Decoder) {
        self.init(fields: RawFields(), isObject: false)
        guard let container = try? decoder.container(keyedBy: Name.self) else { return }
        isObject = true
        for name in container.allKeys {
            guard let field = name.field else {
                ignoredFields.append(name.stringValue)
                continue
            }
            fields[field] = Self.value(of: field, name, in: container)
        }
        ignoredFields.sort()
    }

    private static func value(
        of field: ListingField, _ name: Name, in container: KeyedDecodingContainer<Name>
    ) -> RawValue {
        let value =
            field.isMostlyText
            ? try? container.decode(RawValue.Item.self, forKey: name).value
            : try? container.decode(RawValue.Figure.self, forKey: name).value
        return value ?? .unreadable
    }

    /// Any name, and the field that it stands for.
    private struct Name: CodingKey {
        let stringValue: String
        let field: ListingField?
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
            field = ListingField(rawValue: stringValue)
        }

        init?(intValue: Int) { nil }
    }
}
