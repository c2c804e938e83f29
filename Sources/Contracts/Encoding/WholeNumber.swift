/// Decodes whole numbers so that one that is none, or is too large, is named by its path; the decoder itself says
/// only that the JSON is broken.
private struct WholeNumber<Number: FixedWidthInteger & Decodable>: Decodable {
    let number: Number

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            number = try container.decode(Number.self)
        } catch let error as DecodingError {
            if case .dataCorrupted = error { throw Self.notWhole(container) }
            throw error
        } catch {
            throw Self.notWhole(container)
        }
    }

    private static func notWhole(_ container: any SingleValueDecodingContainer) -> DecodingError {
        .dataCorruptedError(
            in: container, debugDescription: "is not a whole number of at most \(Number.bitWidth) bits")
    }
}

extension KeyedDecodingContainer {
    /// The whole number that must be there.
    func whole<Number: FixedWidthInteger & Decodable>(_ key: Key) throws -> Number {
        try decode(WholeNumber<Number>.self, forKey: key).number
    }

    /// The whole number, where there is one.
    func wholeIfPresent<Number: FixedWidthInteger & Decodable>(_ key: Key) throws -> Number? {
        try decodeIfPresent(WholeNumber<Number>.self, forKey: key)?.number
    }
}
