import Foundation
import Messaging

/// What a dead letter says.
struct Burial: Sendable {
    let reason: String
    var errorClass: String?
    var errorCode: String?
    var detail = ""
    var provider: String?
    var firstAttemptAt: Date?
}

extension DeliverySender {
    /// Sends a message to the dead letters. Its row, where there is one, is dead already or becomes so first.
    func bury(_ delivery: Delivery, _ burial: Burial) async -> Disposition {
        guard let id = UUID(uuidString: delivery.message.messageID) else {
            return await bury(delivery, burial, rowIsDead: false)
        }
        do throws(DeliveryStoreError) {
            guard gate.isOpen else { return .giveBack }
            let result = try await claims.submit(ClaimRequest(id: id, attempt: delivery.message.attempt, number: nil))
            guard case .claimed(let claim) = result else {
                return await bury(delivery, burial, rowIsDead: false)
            }
            let error = ProviderError(.content, code: burial.reason, detail: burial.detail)
            let record = DeliveryRecord(
                claim.subject, channel: settings.channel, attempt: claim.attempt, owner: claim.owner,
                outcome: .dead(reason: burial.reason, error))
            return await finish(delivery, record)
        } catch {
            return giveBack(after: error)
        }
    }

    /// - Parameter rowIsDead: whether the row says so; then a full dead-letter queue costs only the copy.
    func bury(_ delivery: Delivery, _ burial: Burial, rowIsDead: Bool) async -> Disposition {
        let letter = DeadLetter(
            reason: burial.reason, errorClass: burial.errorClass, errorCode: burial.errorCode, error: burial.detail,
            provider: burial.provider ?? board.numbers[0].provider.kind.rawValue, firstAttemptAt: burial.firstAttemptAt,
            failedAt: Date())
        var isCopied = true
        do throws(PublishError) {
            try await copies.bury(delivery.message, letter)
        } catch {
            isCopied = false
            guard rowIsDead, error == .refused else {
                observer.senderDid(
                    .dead(
                        id: delivery.message.messageID, reason: burial.reason, detail: "\(error)", isCopied: false))
                return .giveBack
            }
        }
        observer.senderDid(
            .dead(id: delivery.message.messageID, reason: burial.reason, detail: burial.detail, isCopied: isCopied))
        return .done
    }
}
