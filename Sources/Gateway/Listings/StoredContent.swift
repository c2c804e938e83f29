import Contracts
import Foundation

/// A listing's `content` as the database has it, its values found but not read: a search passes them on as they are
/// written. For a content that is not written as usual there is none, and the decoder has its turn.
struct StoredContent {
    private enum Kind { case text, number, flag, list, time }

    private struct Field {
        /// What the answer calls it; nil: only a stand-in.
        let name: String?
        let key: StaticString
        let kind: Kind
        var isRequired = false
    }

    /// In the answer's order.
    private static let fields: [Field] = [
        Field(name: "title", key: "title", kind: .text, isRequired: true),
        Field(name: "price", key: "price", kind: .number),
        Field(name: "currency", key: "price_currency", kind: .text, isRequired: true),
        Field(name: "city", key: "city", kind: .text, isRequired: true),
        Field(name: "address_text", key: "address", kind: .text),
        Field(name: "district", key: "district", kind: .text),
        Field(name: "area_sqm", key: "area", kind: .number),
        Field(name: "num_rooms", key: "rooms", kind: .number),
        Field(name: "num_bathrooms", key: "bathrooms", kind: .number),
        Field(name: "property_type", key: "property_type", kind: .text),
        Field(name: "floor", key: "floor", kind: .text),
        Field(name: "is_furnished", key: "furnished", kind: .flag),
        Field(name: "pets_allowed", key: "pets_allowed", kind: .flag),
        Field(name: "images", key: "images", kind: .list),
        Field(name: "url", key: "url", kind: .text, isRequired: true),
        Field(name: "source_site", key: "source", kind: .text, isRequired: true),
        Field(name: "original_id", key: "external_id", kind: .text, isRequired: true),
        Field(name: "latitude", key: "latitude", kind: .number),
        Field(name: "longitude", key: "longitude", kind: .number),
        Field(name: "published_at", key: "published_at", kind: .time),
        Field(name: nil, key: "property_type_as_written", kind: .text),
    ]
    private static let type = fields.firstIndex { $0.name == "property_type" } ?? 0

    private let bytes: UnsafeBufferPointer<UInt8>
    /// Where each field's value is; empty where it is not stated.
    private var places = [Range<Int>](repeating: 0..<0, count: fields.count)

    /// - Parameter bytes: one JSON object, which is valid, as the database makes sure; to outlive this value.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        var fields = JSONFields(bytes)
        while let (key, value) = fields.next() {
            guard let index = Self.index(of: UnsafeBufferPointer(rebasing: bytes[key])) else { continue }
            guard isUsual(value, Self.fields[index].kind) else { return nil }
            places[index] = value
        }
        guard fields.isWhole, !Self.fields.indices.contains(where: { Self.fields[$0].isRequired && places[$0].isEmpty })
        else { return nil }
        if places[Self.type].isEmpty { places[Self.type] = places[Self.fields.count - 1] }
    }

    /// Writes the fields of an answer that come from the content.
    func write(to writer: inout JSONWriter) {
        for (field, place) in zip(Self.fields, places) {
            guard let name = field.name else { continue }
            if !place.isEmpty {
                writer.field(name, written: UnsafeBufferPointer(rebasing: bytes[place]))
            } else if field.kind == .list {
                writer.field(name, [])
            } else {
                writer.field(name, nil as String?)
            }
        }
    }

    private static func index(of key: UnsafeBufferPointer<UInt8>) -> Int? {
        fields.firstIndex { field in
            field.key.utf8CodeUnitCount == key.count
                && UnsafeBufferPointer(start: field.key.utf8Start, count: key.count).elementsEqual(key)
        }
    }

    /// Whether a value can be passed on as it stands.
    private func isUsual(_ place: Range<Int>, _ kind: Kind) -> Bool {
        let first = bytes[place.lowerBound]
        switch kind {
        case .text: return first == UInt8(ascii: "\"")
        case .list: return first == UInt8(ascii: "[")
        case .flag: return first == UInt8(ascii: "t") || first == UInt8(ascii: "f")
        case .number: return isPlainNumber(place)
        // As `Timestamp` writes it, in quotes.
        case .time: return place.count == 22 && bytes[place.upperBound - 2] == UInt8(ascii: "Z")
        }
    }

    /// As few digits as a double holds exactly, and no zero behind the point.
    private func isPlainNumber(_ place: Range<Int>) -> Bool {
        guard place.count <= 15 else { return false }
        let digits = bytes[place]
        return digits.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
            && (digits.last != UInt8(ascii: "0") || !digits.contains(UInt8(ascii: ".")))
    }
}
