package import Foundation

/// Why a message is given up, as its dead-letter headers say it.
package struct DeadLetter: Sendable, Equatable {
    /// A stable word: `undecodable`, `unsupported-version`, `content-refused`, `attempts-spent`, …
    package var reason: String
    package var errorClass: String?
    package var errorCode: String?
    /// In words, without anybody's address or token; cut at 2 KiB.
    package var error: String?
    package var provider: String?
    package var firstAttemptAt: Date?
    package var failedAt: Date

    package init(
        reason: String, errorClass: String? = nil, errorCode: String? = nil, error: String? = nil,
        provider: String? = nil, firstAttemptAt: Date? = nil, failedAt: Date
    ) {
        self.reason = reason
        self.errorClass = errorClass
        self.errorCode = errorCode
        self.error = error
        self.provider = provider
        self.firstAttemptAt = firstAttemptAt
        self.failedAt = failedAt
    }

    /// Bytes of a header's text.
    static let maximumText = 2048

    var headers: [String: HeaderValue] { texts.mapValues { .string($0) } }

    /// The headers' texts by their names.
    package var texts: [String: String] {
        let texts: [String: String?] = [
            HeaderName.reason: reason, HeaderName.errorClass: errorClass, HeaderName.errorCode: errorCode,
            HeaderName.error: error, HeaderName.provider: provider,
            HeaderName.firstAttemptAt: firstAttemptAt.map(Self.text), HeaderName.failedAt: Self.text(failedAt),
        ]
        return texts.compactMapValues { $0.map(Self.cut) }
    }

    private static func text(_ date: Date) -> String {
        date.formatted(.iso8601)
    }

    /// The longest beginning of whole characters that fits.
    static func cut(_ text: String) -> String {
        guard text.utf8.count > maximumText else { return text }
        var size = 0
        return String(
            text.prefix { character in
                size += character.utf8.count
                return size <= maximumText
            })
    }
}
