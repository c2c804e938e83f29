import Contracts
import Foundation
import Messaging

/// A dead letter as people and programs are shown it.
package struct LetterLine: Sendable, Encodable {
    package let queue, id, type, reason: String
    package let errorClass, errorCode, error, provider, firstAttemptAt, failedAt: String?
    package let attempt: Int

    package init(_ letter: BuriedMessage) {
        queue = letter.queue.name
        id = letter.message.messageID
        type = letter.message.type
        reason = letter.reason
        errorClass = letter.errorClass
        errorCode = letter.errorCode
        error = letter.error
        provider = letter.provider
        firstAttemptAt = letter.firstAttemptAt?.formatted(.iso8601)
        failedAt = letter.failedAt?.formatted(.iso8601)
        attempt = letter.message.attempt
    }
}
