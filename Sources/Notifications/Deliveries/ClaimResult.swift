package import Contracts
package import Foundation

/// What a message's wish to be sent came to.
package enum ClaimResult: Sendable, Equatable {
    case claimed(Claim)
    /// No delivery of this id.
    case missing
    /// Settled already.
    case finished(Settled)
    /// The row is further than the message: another copy stands for attempt `next`, due after `wait`.
    case superseded(next: Int, wait: Duration)
    /// Before the row's due time.
    case notDue(wait: Duration)
    /// Another process (or an earlier delivery of this message) is at it.
    case leased(wait: Duration)
    /// The process that claimed attempt `attempt` is gone: nobody knows whether the provider took it.
    case deadClaim(DeliverySubject, attempt: Int)
    /// The person's own limit asks for more patience than a sender has.
    case recipientBusy(wait: Duration)
    /// All attempts are made.
    case spent(DeliverySubject, attempt: Int, LastError)
    /// In doubt, and left to the operator; `isNew` when the row does not say so yet.
    case held(DeliverySubject, attempt: Int, isNew: Bool)
    /// Not to be sent for a reason that holds now.
    case skip(DeliverySubject, attempt: Int, SkipReason)

    /// How a delivery ended, for a message that comes after the end.
    package struct Settled: Sendable, Equatable {
        package let status: DeliveryStatus
        package let reason: String?
        package let error: LastError
        package let firstAttemptAt: Date?

        package init(status: DeliveryStatus, reason: String?, error: LastError, firstAttemptAt: Date?) {
            self.status = status
            self.reason = reason
            self.error = error
            self.firstAttemptAt = firstAttemptAt
        }
    }

    /// The row's last error.
    package struct LastError: Sendable, Equatable {
        package let errorClass: String?
        package let code: String?
        package let detail: String?

        package init(errorClass: String? = nil, code: String? = nil, detail: String? = nil) {
            self.errorClass = errorClass
            self.code = code
            self.detail = detail
        }
    }
}
