/// A closed set of words in a message. A word outside it is refused by naming those that are in it.
package protocol Word: RawRepresentable<String>, CaseIterable, Codable, Sendable, Hashable {}

extension Word {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let word = Self(rawValue: try container.decode(String.self)) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "is not one of \(known)")
        }
        self = word
    }
}
