import Foundation

/// Phone numbers as the providers' APIs write them.
enum PhoneNumber {
    /// `+` and 7 to 15 digits, not beginning with 0; nil for anything else.
    static func e164(_ text: some StringProtocol) -> String? {
        guard text.hasPrefix("+") else { return nil }
        let digits = text.dropFirst()
        guard (7...15).contains(digits.count), digits.first != "0", digits.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return String(text)
    }

    /// With or without the plus sign, as Meta takes it.
    static func lenient(_ text: some StringProtocol) -> String? { e164(text.hasPrefix("+") ? "\(text)" : "+\(text)") }
}

extension String {
    /// Whether it is an absolute http or https address with a host.
    var isWebAddress: Bool {
        guard let scheme = lowercased().split(separator: ":").first, scheme == "http" || scheme == "https",
            let separator = range(of: "://")
        else { return false }
        let host = self[separator.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return !host.isEmpty && !contains(where: \.isWhitespace)
    }
}
