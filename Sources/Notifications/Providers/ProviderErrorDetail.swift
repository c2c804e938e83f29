/// The words of a provider's error, made fit for logs, rows and headers: providers quote numbers and addresses.
enum ProviderErrorDetail {
    /// One line of at most 500 bytes in which every run of five or more digits, and what stands behind an address's
    /// host, is replaced by an ellipsis.
    static func cleaned(_ text: String) -> String {
        guard !text.isEmpty else { return "" }
        var result = ""
        var digits = ""
        for character in UserText.cleaned(String(text.prefix(2_000))) {
            if character.isNumber {
                digits.append(character)
                continue
            }
            result += digits.count < 5 ? digits : "…"
            digits = ""
            result.append(character)
        }
        result += digits.count < 5 ? digits : "…"
        return limited(withoutPaths(result))
    }

    private static func withoutPaths(_ text: String) -> String {
        guard text.contains("://") else { return text }
        return text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            WebLink.host(of: String(word)).map { "\($0)/…" } ?? String(word)
        }.joined(separator: " ")
    }

    private static func limited(_ text: String) -> String {
        guard text.utf8.count > 500 else { return text }
        var result = ""
        for character in text {
            guard result.utf8.count + character.utf8.count <= 497 else { break }
            result.append(character)
        }
        return result + "…"
    }
}
