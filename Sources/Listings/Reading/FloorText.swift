/// A floor in the few signs that texts know: `T` ground, `R` raised, `S` below ground, or a number.
enum FloorText {
    /// `Piano Terra` is `T`, `2° piano, con ascensore` is `2`; what is neither stays as it is written.
    static func normalised(_ text: String) -> String {
        if isNumber(text) { return text }
        let text = vector(text) ?? text
        let words = TextFold.words(text)
        let known = words.compactMap { signs[$0] }
        let numbers = words.compactMap(number)
        switch (known.count, numbers.count) {
        case (1, 0): return known[0]
        case (0, 1) where !text.contains("-"): return numbers[0]
        default: return text
        }
    }

    private static let signs = [
        "t": "T", "terra": "T", "pt": "T", "bj": "T", "terreno": "T", "ground": "T",
        "r": "R", "rialzato": "R", "raised": "R",
        "s": "S", "seminterrato": "S", "interrato": "S", "basement": "S",
    ]

    /// Whether it is a floor's number as it is to be, which most are.
    private static func isNumber(_ text: String) -> Bool {
        let digits = text.utf8
        return (1...3).contains(digits.count) && digits.allSatisfy { (0x30...0x39).contains($0) }
            && (digits.count == 1 || digits.first != 0x30)
    }

    private static func number(_ word: String) -> String? {
        let digits = word.prefix { $0.isASCII && $0.isNumber }
        let rest = word.dropFirst(digits.count)
        guard !digits.isEmpty, digits.count <= 3, rest.isEmpty || ["o", "º", "th", "st", "nd", "rd"].contains(rest)
        else { return nil }
        return Int(digits).map { "\($0)" }
    }

    /// `c("2", "2")`, a list that a scraper printed: its one value, or its values as a range.
    private static func vector(_ text: String) -> String? {
        guard text.hasPrefix("c("), text.hasSuffix(")") else { return nil }
        var values: [String] = []
        for part in text.dropFirst(2).dropLast().split(separator: ",") {
            let value = part.trimmed.replacing("\"", with: "")
            if !values.contains(value) { values.append(value) }
        }
        return values.joined(separator: " - ")
    }
}
