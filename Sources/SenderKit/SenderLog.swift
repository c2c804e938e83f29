import Contracts
import Foundation
import Logging
import NIOConcurrencyHelpers
import Notifications
import Observability

/// Says what a sender does: one line for each accepted message, `ERROR` for what somebody has to look at.
struct SenderLog: SenderObserver {
    private let name: String
    private let logger: Logger
    private let metrics: SenderMetrics
    /// Codes that no table knows and that were said already.
    private let unknownCodes = NIOLockedValueBox<Set<String>>([])

    init(channel: Channel, logger: Logger) {
        name = channel.displayName
        self.logger = logger
        metrics = SenderMetrics(channel: channel)
    }

    func senderDid(_ event: SenderEvent) {
        metrics.count(event)
        switch event {
        case .accepted(let id, let providerID, let address, let attempt, let seconds):
            logger.info(
                "\(name) отправлено",
                metadata: [
                    "delivery": "\(id.text)", "provider_id": "\(providerID)",
                    "recipient": "\(Masked.address(address))", "attempt": "\(attempt)",
                    "ms": "\(Int((seconds * 1000).rounded()))",
                ])
        case .refused(let id, let error, let attempt, _): refused(id, error, attempt)
        case .postponed(let id, let reason):
            logger.debug("postponed", metadata: ["delivery": "\(id.text)", "reason": "\(reason)"])
        case .skipped(let id, let reason):
            logger.info("skipped", metadata: ["delivery": "\(id.text)", "reason": "\(reason.rawValue)"])
        case .inDoubt(let id, let attempt, let detail):
            logger.warning(
                "in doubt", metadata: ["delivery": "\(id.text)", "attempt": "\(attempt)", "detail": "\(detail)"])
        case .dead(let id, let reason, let detail, let isCopied):
            logger.error(
                isCopied ? "dead letter" : "dead, and the dead-letter queue takes no copy",
                metadata: ["delivery": "\(id)", "reason": "\(reason)", "detail": "\(detail)"])
        case .obsolete(let id, let why):
            logger.debug("nothing to do", metadata: ["delivery": "\(id.text)", "why": "\(why)"])
        case .claimLost(let id, let attempt):
            logger.warning("claim lost", metadata: ["delivery": "\(id.text)", "attempt": "\(attempt)"])
        case .notPublished(let id, let why):
            logger.warning("copy not published", metadata: ["delivery": "\(id.text)", "why": "\(why)"])
        case .storeFailed(let text): logger.debug("database call failed", metadata: ["error": "\(text)"])
        }
    }

    private func refused(_ id: UUID, _ error: ProviderError, _ attempt: Int) {
        let metadata: Logger.Metadata = [
            "delivery": "\(id.text)", "attempt": "\(attempt)", "class": "\(error.errorClass.rawValue)",
            "code": "\(error.code)", "detail": "\(error.detail)",
        ]
        switch error.errorClass {
        case .throttled, .recipient, .optOut, .windowClosed, .policy:
            logger.info("refused", metadata: metadata)
        case .unknown where unknownCodes.withLockedValue({ $0.insert(error.code).inserted }):
            logger.error("refused with a code that is not documented", metadata: metadata)
        case .transient, .unknown: logger.warning("refused", metadata: metadata)
        case .configuration, .content, .template: logger.error("refused", metadata: metadata)
        }
    }
}

extension Channel {
    var displayName: String {
        switch self {
        case .whatsapp: "WhatsApp"
        case .telegram: "Telegram"
        }
    }
}
