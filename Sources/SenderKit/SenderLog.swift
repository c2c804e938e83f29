import Contracts
import Foundation
import Logging
import Messaging
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

    init(channel: Channel, numbers: [String] = [], logger: Logger) {
        name = channel.displayName
        self.logger = logger
        metrics = SenderMetrics(channel: channel, numbers: numbers)
    }

    func senderDid(_ event: SenderEvent) {
        metrics.count(event)
        switch event {
        case .accepted(let id, let number, let providerID, let address, let attempt, let seconds):
            logger.info(
                "\(name) отправлено",
                metadata: [
                    LogKey.notification: "\(id.text)", "provider_id": "\(providerID)",
                    "recipient": "\(Masked.address(address))", "attempt": "\(attempt)",
                    "ms": "\(Int((seconds * 1000).rounded()))", "number": "\(number)",
                ])
        case .refused(let id, let number, let error, let attempt, _): refused(id, number, error, attempt)
        case .postponed(let id, let reason):
            logger.debug("postponed", metadata: [LogKey.notification: "\(id.text)", "reason": "\(reason)"])
        case .skipped(let id, let reason):
            // The other reasons are the person's; these an operator can mend, with a template.
            let level: Logger.Level = [.windowClosed, .templateUnusable].contains(reason) ? .warning : .info
            logger.log(
                level: level, "skipped", metadata: [LogKey.notification: "\(id.text)", "reason": "\(reason.rawValue)"])
        case .inDoubt(let id, let attempt, _, let detail):
            logger.warning(
                "in doubt",
                metadata: [LogKey.notification: "\(id.text)", "attempt": "\(attempt)", "detail": "\(detail)"])
        case .dead(let id, let reason, let detail, let isCopied):
            logger.error(
                isCopied ? "dead letter" : "dead, and the dead-letter queue takes no copy",
                metadata: [LogKey.notification: "\(id)", "reason": "\(reason)", "detail": "\(detail)"])
        case .obsolete(let id, let why):
            logger.debug("nothing to do", metadata: [LogKey.notification: "\(id.text)", "why": "\(why)"])
        case .claimLost(let id, let attempt):
            logger.warning("claim lost", metadata: [LogKey.notification: "\(id.text)", "attempt": "\(attempt)"])
        case .notPublished(let id, let why):
            logger.warning("copy not published", metadata: [LogKey.notification: "\(id.text)", "why": "\(why)"])
        case .waitedForSlot, .arrived: break
        case .number(let number, let change): said(number, change)
        case .storeFailed(let text): logger.debug("database call failed", metadata: ["error": "\(text)"])
        }
    }

    private func said(_ number: String, _ change: NumberChange) {
        let metadata: Logger.Metadata = ["number": "\(number)"]
        switch change {
        case .paused(let error):
            logger.error(
                "number paused",
                metadata: metadata.merging(["code": "\(error.code)", "detail": "\(error.detail)"]) { $1 })
        case .resumed: logger.notice("number resumed", metadata: metadata)
        case .circuitOpened: logger.warning("number left alone: requests in a row failed", metadata: metadata)
        case .circuitClosed: logger.notice("number works again", metadata: metadata)
        case .held(let wait):
            logger.warning(
                "number held: the provider asks for a pause",
                metadata: metadata.merging(["ms": "\(wait.inMilliseconds)"]) { $1 })
        }
    }

    private func refused(_ id: UUID, _ number: String, _ error: ProviderError, _ attempt: Int) {
        let metadata: Logger.Metadata = [
            LogKey.notification: "\(id.text)", "attempt": "\(attempt)", "class": "\(error.errorClass.rawValue)",
            "code": "\(error.code)", "detail": "\(error.detail)", "number": "\(number)",
        ]
        if !error.isDocumented || error.errorClass == .unknown,
            unknownCodes.withLockedValue({ $0.count < 1_000 && $0.insert("\(number) \(error.code)").inserted })
        {
            return logger.error("refused with a code that is not documented", metadata: metadata)
        }
        switch error.errorClass {
        case .throttled, .recipient, .optOut, .windowClosed, .policy:
            logger.info("refused", metadata: metadata)
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
