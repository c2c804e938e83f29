/// A value as a scraper sent it: portals print numbers as text, text as numbers, and nothing in many ways.
package enum RawValue: Sendable, Equatable {
    case text(String)
    case number(Double)
    case bool(Bool)
    case list([RawValue])
    case null
    /// An object, or a number that no computer number can hold.
    case unreadable
}

extension RawValue {
    /// Reads whatever is there; never throws, so that one odd value costs neither its row nor the others.
    init(from decoder: any Decoder, textFirst: Bool) {
        guard let container = try? decoder.singleValueContainer(), !container.decodeNil() else {
            self = .null
            return
        }
        if textFirst, let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else if !textFirst, let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([Item].self) {
            self = .list(list.map(\.value))
        } else {
            self = .unreadable
        }
    }

    /// A value in a list, most often text.
    struct Item: Decodable {
        let value: RawValue
        init(from decoder: any Decoder) { value = RawValue(from: decoder, textFirst: true) }
    }

    /// A value that is most often a number or a yes or no.
    struct Figure: Decodable {
        let value: RawValue
        init(from decoder: any Decoder) { value = RawValue(from: decoder, textFirst: false) }
    }
}
