/// The forms of one telephone number: some countries' mobile numbers carry a digit at WhatsApp that E.164 has not, or
/// the other way round (Argentina's 9, Mexico's 1, Brazil's ninth digit).
enum WhatsAppForms {
    /// - Parameter address: `+` and digits.
    /// - Returns: the address itself first.
    static func of(_ address: String) -> [String] {
        [address]
            + [("+54", "9", 10), ("+52", "1", 10)].flatMap { country, digit, length in
                inserting(digit, after: country, of: address, restLength: length)
            } + brazilian(address)
    }

    private static func inserting(
        _ digit: String, after country: String, of address: String, restLength: Int
    ) -> [String] {
        guard address.hasPrefix(country) else { return [] }
        let rest = address.dropFirst(country.count)
        if rest.utf8.count == restLength { return [country + digit + rest] }
        if rest.utf8.count == restLength + 1, rest.hasPrefix(digit) { return [country + rest.dropFirst()] }
        return []
    }

    /// The digit stands behind the area's two.
    private static func brazilian(_ address: String) -> [String] {
        guard address.hasPrefix("+55"), address.utf8.count >= 5 else { return [] }
        return inserting("9", after: String(address.prefix(5)), of: address, restLength: 8)
    }
}
