import Contracts
package import Foundation

/// WhatsApp through MessageBird's Conversations API, the older of Bird's.
package struct MessageBirdProvider: MessagingProvider {
    static let buttons = ReplyButtonFormat(withPicture: true)

    private let baseURL: String
    private let channel: String
    private let statusCallback: String?
    private let key: @Sendable () -> String

    /// - Parameters:
    ///   - url: `https://conversations.messagebird.com/v1`, with or without `/v1` and `/send`.
    ///   - channel: the WhatsApp channel's id.
    ///   - statusCallback: the address for reports, to which `?delivery=<id>` is added; nil when there is none that
    ///     MessageBird can reach.
    package init(url: String, channel: String, statusCallback: String?, key: @escaping @Sendable () -> String) {
        baseURL = BaseURL.trimmed(url, without: "/send", "/v1") + "/v1"
        self.channel = channel
        self.statusCallback = statusCallback
        self.key = key
    }

    package var kind: ProviderKind { .messageBird }
    package var features: ProviderFeatures { .cloudAPI }
    package var hasReceipts: Bool { statusCallback != nil }

    package var format: MessageFormat {
        MessageFormat(
            markup: .whatsApp, unit: .utf16, textLimit: 4_096, captionLimit: 1_024, maximumListings: 3,
            replyButtons: Self.buttons)
    }

    package func request(for message: OutgoingMessage, to address: String, deliveryID: UUID) -> ProviderRequest {
        let id = deliveryID.uuidString.lowercased()
        let body = JSONBody.object { body in
            body.field("to", WhatsAppAddress(address).bare)
            body.field("from", channel)
            MessageBirdContent(message: message).write(to: &body)
            body.field("trackId", id)
            if let statusCallback { body.field("reportUrl", "\(statusCallback)?delivery=\(id)") }
        }
        return ProviderRequest(
            method: "POST", url: "\(baseURL)/send", headers: [JSONBody.header, authorization], body: body)
    }

    package func outcome(of response: ProviderResponse) -> ProviderOutcome {
        let answer = response.json(MessageBirdAnswer.self)
        if let error = answer?.refusal(response) { return .refused(error) }
        guard response.isSuccess else { return .refused(response.unknownError()) }
        if let id = answer?.id, !id.isEmpty { return .accepted(id: id) }
        return .unclear("an answer of success without a message's id")
    }

    package func probe() -> ProviderRequest {
        ProviderRequest(method: "GET", url: "\(baseURL)/conversations?limit=1", headers: [authorization])
    }

    /// The balance is told by another host, so only for the real one.
    package func quotaRequests() -> [QuotaRequest] {
        guard WebLink.host(of: baseURL) == "conversations.messagebird.com" else { return [] }
        let request = ProviderRequest(
            method: "GET", url: "https://rest.messagebird.com/balance", headers: [authorization])
        return [
            QuotaRequest(request) { response in
                response.json(MessageBirdBalance.self)?.amount.map { [ProviderQuota(.balance, $0)] } ?? []
            }
        ]
    }

    private var authorization: (name: String, value: String) { ("Authorization", "AccessKey \(key())") }
}

private struct MessageBirdBalance: Decodable {
    let amount: Double?
}
