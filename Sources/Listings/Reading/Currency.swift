/// Currencies in the signs and codes of portals.
enum Currency {
    /// The ISO 4217 code of a sign or a code.
    static func code(_ text: String) -> String? {
        if let code = signs[text] { return code }
        let text = text.uppercased()
        if let code = signs[text] { return code }
        guard text.count == 3, text.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
        return text
    }

    /// The currency that a price's text names.
    static func printed(in price: RawValue?) -> String? {
        guard case .text(let text)? = price else { return nil }
        let start = text.prefix(NumberText.maximumScanned).uppercased()
        return signs.first { start.contains($0.key) }?.value
    }

    private static let signs = [
        "€": "EUR", "EUR": "EUR", "EURO": "EUR", "$": "USD", "USD": "USD", "£": "GBP", "GBP": "GBP", "CHF": "CHF",
        "₽": "RUB",
    ]
}
