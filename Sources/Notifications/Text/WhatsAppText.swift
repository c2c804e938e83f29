/// Text for WhatsApp, whose markup has no escape sign.
package enum WhatsAppText {
    /// `text` with a word joiner (U+2060, of no width) behind every sign of the markup, so that none of them pairs
    /// with another.
    package static func neutralised(_ text: String) -> String {
        guard text.utf8.contains(where: isMark) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            result.append(scalar)
            if scalar.isASCII, isMark(UInt8(truncatingIfNeeded: scalar.value)) { result.append("\u{2060}") }
        }
        return String(result)
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "*") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "~") || byte == UInt8(ascii: "`")
    }
}
