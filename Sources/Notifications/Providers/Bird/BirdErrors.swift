/// Error codes of Bird's three APIs.
enum BirdErrors {
    /// MessageBird's own codes, and those of WhatsApp's older interface that it passes on.
    private static let legacy = ErrorTable([
        .recipient: [302, 1006, 1013, 1021, 1026],
        .windowClosed: [470],
        .throttled: [429, 471, 1015],
        .policy: [472],
        .transient: [99, 301, 500, 1011, 1014, 1022, 1023, 1025],
        .configuration: [2, 25, 98, 402, 430, 432, 433, 1001, 1005],
        .content: [9, 10, 20, 21, 101, 400, 408, 410, 1000, 1008, 1009, 1010],
        .template: [2000, 2001, 2002, 2003, 2004, 2005],
    ])

    /// Nil for a code that neither MessageBird nor Meta documents.
    static func messageBird(code: Int, detail: String) -> ProviderError? {
        if let errorClass = legacy[code] {
            let isAboutPicture = errorClass == .content && namesPicture(detail)
            return ProviderError(errorClass, code: String(code), detail: detail, isAboutPicture: isAboutPicture)
        }
        return MetaErrors.error(code: code, detail: detail)
    }

    /// The channels API's groups of failures (`failure.code`). 11xxx is a message that does not pass its checks,
    /// 12xxx a fault of the service, 14xxx of the customer, 15xxx of the platform behind it.
    static func channels(code: Int, detail: String) -> ProviderError? {
        switch code {
        case 15005: ProviderError(.recipient, code: String(code), detail: detail)
        case 11_000...11_999:
            ProviderError(.content, code: String(code), detail: detail, isAboutPicture: namesPicture(detail))
        case 12_000...12_999: ProviderError(.transient, code: String(code), detail: detail)
        default: nil
        }
    }

    /// Names, types and codes of the API of 2026 and of channels' refusals.
    static let words = WordTable([
        .recipient: ["undeliverable", "unknown_subscriber", "invalid_recipient"],
        .optOut: ["recipient_suppressed"],
        .windowClosed: ["service_window_expired"],
        .throttled: ["rate_limited", "rate_limit", "rate_limit_error", "too_many_requests"],
        .transient: ["internal_error", "service_unavailable", "service_unavailable_error"],
        .configuration: [
            "insufficient_balance", "auth_error", "unauthorized", "billing_error", "permission_error", "forbidden",
            "not_found_error", "misdirected_error", "not_implemented_error",
        ],
        .content: [
            "validation_error", "invalid_payload", "unprocessable_entity", "payload_too_large_error",
            "bad_request_error", "bad_request", "precondition_error",
        ],
    ])

    /// Whether a refusal's words or the field that it names are about the picture.
    static func namesPicture(_ detail: String) -> Bool {
        let words = detail.lowercased()
        return ["media", "image", "header"].contains { words.contains($0) }
    }
}
