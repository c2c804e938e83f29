/// The headers this system writes and reads.
package enum HeaderName {
    /// W3C trace context of the message's cause.
    package static let traceparent = "traceparent"
    /// The attempt this message stands for, from 1. Our own: brokers count deliveries differently from version to
    /// version.
    package static let attempt = "attempt"

    // On a dead letter.
    /// Why the message is dead, as a stable word such as `unsupported-version`.
    package static let reason = "reason"
    /// The class of the error by the senders' table, such as `content-refused`.
    package static let errorClass = "error-class"
    /// The provider's own code.
    package static let errorCode = "error-code"
    /// What went wrong, in words, at most 2 KiB.
    package static let error = "error"
    package static let provider = "provider"
    /// ISO 8601, when the first attempt was made.
    package static let firstAttemptAt = "first-attempt-at"
    /// ISO 8601, when it was given up.
    package static let failedAt = "failed-at"

    /// Whether the broker wrote this header while dead-lettering or counting. 3.10 goes on counting in a `x-death`
    /// that a client sends along, 4.x ignores it; so none of them travels on a copy.
    static func isWrittenByBroker(_ name: String) -> Bool {
        name == "x-death" || name == "x-delivery-count" || name.hasPrefix("x-first-death-")
            || name.hasPrefix("x-last-death-")
    }

    static let ofDeadLetter: Set<String> = [
        reason, errorClass, errorCode, error, provider, firstAttemptAt, failedAt,
    ]
}
