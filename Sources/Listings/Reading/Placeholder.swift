/// The ways in which portals and scrapers say that something is not stated.
enum Placeholder {
    /// Whether `text` says nothing, for any field.
    static func isEmpty(_ text: String) -> Bool {
        // The longest of them has 17 letters.
        if text.utf8.count > 40, text.utf8.first != 0x20 { return false }
        if let first = text.utf8.first, isWordStart(first), !isInitial[Int(first | 0x20)] { return false }
        let folded = TextFold.fold(text.trimmed)
        return folded.isEmpty || words.contains(folded) || folded.allSatisfy { "-–—./?".contains($0) }
    }

    /// Whether a number's text says that one has to ask.
    static func isOnRequest(_ text: String) -> Bool {
        let folded = TextFold.fold(text)
        return !folded.contains(where: \.isNumber) && onRequest.contains(where: folded.contains)
    }

    private static func isWordStart(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }

    /// Whether one of the words begins with this byte.
    private static let isInitial: [Bool] = {
        let initials = Set(words.compactMap(\.utf8.first))
        return (0...UInt8.max).map(initials.contains)
    }()

    private static let words: Set<String> = [
        "na", "n/a", "n.a.", "nan", "null", "nil", "nd", "n/d", "n.d.", "undefined", "unknown", "not found",
        "not available", "non disponibile", "non indicato", "non specificato", "sconosciuto", "no data",
    ]

    private static let onRequest = [
        "richiesta", "request", "application", "trattativa", "riservat", "contatta", "chiedere", "da definire",
        "non pubblic", "по запросу", "договор",
    ]
}
