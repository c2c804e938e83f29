import Contracts
package import Foundation

/// WhatsApp through Bird's channels API.
package struct BirdChannelsProvider: MessagingProvider {
    static let buttons = ReplyButtonFormat(withPicture: false)
    /// The names of the template's variables, in the order of `{{1}}` to `{{4}}`.
    static let variables = ["filter", "count", "listing", "link"]

    private let channelURL: String
    private let key: @Sendable () -> String

    /// - Parameters:
    ///   - url: `https://api.bird.com/workspaces/<workspace>/channels/<channel>`, with or without the channel and
    ///     `/messages`.
    ///   - channel: the channel's id, used where the URL does not end in it.
    /// - Returns: nil when the URL names no workspace.
    package init?(url: String, channel: String, key: @escaping @Sendable () -> String) {
        let base = BaseURL.trimmed(url, without: "/messages", "/channels/\(channel)", "/channels")
        guard base.contains("/workspaces/"), !base.hasSuffix("/workspaces") else { return nil }
        channelURL = base.contains("/channels/") ? base : "\(base)/channels/\(channel)"
        self.key = key
    }

    package var kind: ProviderKind { .birdChannels }
    /// Reports name the message by Bird's id alone.
    package var hasReceipts: Bool { false }

    package var features: ProviderFeatures {
        ProviderFeatures(hasWindow: true, hasTemplates: true, hasPictures: true, replyButtons: 3)
    }

    package var format: MessageFormat {
        MessageFormat(
            markup: .whatsApp, unit: .utf16, textLimit: 4_096, captionLimit: 1_024, maximumListings: 3,
            replyButtons: Self.buttons)
    }

    package func request(for message: OutgoingMessage, to address: String, deliveryID: UUID) -> ProviderRequest {
        let body = JSONBody.object { body in
            body.object("receiver") {
                $0.objects("contacts", [WhatsAppAddress(address).e164]) { contact, address in
                    contact.field("identifierKey", "phonenumber")
                    contact.field("identifierValue", address)
                }
            }
            body.field("reference", deliveryID.uuidString.lowercased())
            write(message, to: &body)
        }
        return ProviderRequest(
            method: "POST", url: "\(channelURL)/messages", headers: [JSONBody.header, authorization], body: body)
    }

    package func outcome(of response: ProviderResponse) -> ProviderOutcome {
        let answer = response.json(BirdAnswer.self)
        guard response.isSuccess else {
            return .refused(answer?.refusal(response) ?? response.unknownError())
        }
        if let id = answer?.id, !id.isEmpty { return .accepted(id: id) }
        return .unclear("an answer of success without a message's id")
    }

    package func probe() -> ProviderRequest {
        ProviderRequest(method: "GET", url: channelURL, headers: [authorization])
    }

    private func write(_ message: OutgoingMessage, to body: inout JSONWriter) {
        if let template = message.template {
            return body.object("template") { Self.write(template, to: &$0) }
        }
        body.object("body") { body in
            if let picture = message.picture {
                body.field("type", "image")
                body.object("image") {
                    $0.objects("images", [picture]) { $0.field("mediaUrl", $1) }
                    $0.field("text", message.text)
                }
            } else {
                body.field("type", "text")
                body.object("text") { Self.write(message, to: &$0) }
            }
        }
    }

    private static func write(_ message: OutgoingMessage, to text: inout JSONWriter) {
        text.field("text", message.plainText(limit: 4_096))
        let replies = message.list == nil ? ReplyButton.of(message, in: buttons) : []
        guard !replies.isEmpty else { return }
        text.objects("actions", replies) { action, reply in
            action.field("type", "postback")
            action.object("postback") {
                $0.field("text", reply.title)
                $0.field("payload", reply.id)
            }
        }
    }

    private static func write(_ template: TemplateMessage, to body: inout JSONWriter) {
        guard case .project(let id, let version, let language) = template.name else { return }
        body.field("projectId", id)
        body.field("version", version)
        body.field("locale", language)
        body.objects("parameters", zip(variables, template.parameters)) { parameter, pair in
            parameter.field("type", "string")
            parameter.field("key", pair.0)
            parameter.field("value", pair.1)
        }
    }

    private var authorization: (name: String, value: String) { ("Authorization", "AccessKey \(key())") }
}
