/// How the errors that come in reports are classified: by the tables of the synchronous ones, never by anything else.
enum ReportedErrors {
    static func meta(code: Int64?, detail: String?) -> ReportedError {
        guard let code else { return ReportedError(.unknown, code: "none", detail: detail ?? "") }
        let errorClass = Int(exactly: code).flatMap { ErrorTable.meta[$0] } ?? .unknown
        return ReportedError(errorClass, code: String(code), detail: detail ?? "")
    }

    static func twilio(code: Int64?, detail: String?) -> ReportedError {
        guard let code else { return ReportedError(.unknown, code: "none", detail: detail ?? "") }
        let errorClass = Int(exactly: code).flatMap { ErrorTable.twilio[$0] } ?? .unknown
        return ReportedError(errorClass, code: String(code), detail: detail ?? "")
    }

    /// Bird's words, or the code of Meta's that it passes on.
    static func bird(word: String?, metaCode: Int64?, detail: String?) -> ReportedError {
        if let metaCode, let known = Int(exactly: metaCode).flatMap({ ErrorTable.meta[$0] }) {
            return ReportedError(known, code: String(metaCode), detail: detail ?? "")
        }
        let code = word ?? metaCode.map(String.init) ?? "none"
        return ReportedError(words[code] ?? .unknown, code: code, detail: detail ?? "")
    }

    private static let words: [String: ErrorClass] = [
        "undeliverable": .recipient, "15005": .recipient, "recipient_suppressed": .optOut,
        "service_window_expired": .windowClosed, "rate_limited": .throttled, "internal_error": .transient,
        "insufficient_balance": .configuration,
    ]
}
