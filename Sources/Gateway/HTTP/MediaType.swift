/// A content type as a request states it (RFC 9110, section 8.3.1).
struct MediaType: Sendable {
    /// `type/subtype`, in lower case.
    let name: String
    /// In lower case; nil where none is stated.
    let charset: String?

    init(_ contentType: String) {
        let parts = contentType.split(separator: ";", omittingEmptySubsequences: false)
        name = Self.plain(parts[0])
        charset =
            parts.dropFirst().lazy.map { $0.split(separator: "=", maxSplits: 1) }
            .first { $0.count == 2 && Self.plain($0[0]) == "charset" }
            .map { Self.plain($0[1]).filter { $0 != "\"" } }
    }

    /// `application/json` or `application/<something>+json`.
    var isJSON: Bool {
        name == "application/json" || (name.hasPrefix("application/") && name.hasSuffix("+json"))
    }

    /// Whether text of it is read rightly as UTF-8, which is what stands where nothing is stated.
    var isUTF8: Bool { ["utf-8", "utf8", "us-ascii"].contains(charset ?? "utf-8") }

    private static func plain(_ text: Substring) -> String { text.filter { !$0.isWhitespace }.lowercased() }
}
