/// Addresses as callbacks write them, brought to what `recipients.address` holds.
enum CallbackAddress {
    /// `39…`, `+39…`, `whatsapp:+39…` and `39…@c.us` as E.164; nil for what is no telephone number.
    static func telephone(_ text: String?) -> String? {
        guard var digits = text?[...] else { return nil }
        if digits.hasPrefix("whatsapp:") { digits = digits.dropFirst("whatsapp:".count) }
        if let at = digits.firstIndex(of: "@") {
            guard digits[at...] == "@c.us" || digits[at...] == "@s.whatsapp.net" else { return nil }
            digits = digits[..<at]
        }
        if digits.hasPrefix("+") { digits = digits.dropFirst() }
        guard (7...15).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return "+" + digits
    }
}
