import Foundation
import Hummingbird
import Mustache

/// `GET /`: the chats as their readers' phones would show them.
struct PhoneView: Sendable {
    /// So many chats and, in the open one, so many messages.
    private static let shown = 50

    let sandbox: Sandbox
    private let template: MustacheTemplate

    init(sandbox: Sandbox) throws {
        self.sandbox = sandbox
        guard let url = Bundle.module.url(forResource: "Templates/phone", withExtension: "mustache") else {
            throw SandboxInputError(description: "the template phone.mustache is missing beside the executable")
        }
        template = try MustacheTemplate(string: String(contentsOf: url, encoding: .utf8))
    }

    func add(to router: Router<BasicRequestContext>) {
        router.get("/") { request, _ in
            let query = request.uri.queryParameters
            return Response.html(
                page(channel: query["channel"].map(String.init), recipient: query["recipient"].map(String.init)))
        }
    }

    /// The page with one chat open: the one asked for, else the newest.
    func page(channel: String?, recipient: String?) -> String {
        let chats = sandbox.messages.chats(limit: Self.shown)
        let open = chats.first { $0.channel.rawValue == channel && $0.recipient == recipient }
        let wanted = open ?? chats.first
        let messages = wanted.map {
            sandbox.messages.page(
                .init(channel: $0.channel, recipient: $0.recipient, limit: Self.shown, newest: true)
            ).messages
        }
        let counts = sandbox.messages.counts
        return template.render(
            [
                "whatsapp": counts[.whatsapp] ?? 0, "telegram": counts[.telegram] ?? 0,
                "chats": chats.map { Self.entry($0, isOpen: $0.id == wanted?.id) },
                "title": wanted.map { Self.name($0.recipient) } ?? "", "channel": wanted?.channel.rawValue ?? "",
                "messages": (messages ?? []).map(Self.bubble), "isEmpty": chats.isEmpty,
            ] as [String: Any])
    }

    private static func entry(_ message: SandboxMessage, isOpen: Bool) -> [String: Any] {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-@_")
        let recipient = message.recipient.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
        return [
            "href": "/?channel=\(message.channel.rawValue)&recipient=\(recipient)",
            "name": name(message.recipient), "channel": message.channel.rawValue, "isOpen": isOpen,
            "preview": String(message.plainText.prefix(60)), "time": time(message.at),
        ]
    }

    private static func bubble(_ message: SandboxMessage) -> [String: Any] {
        [
            "html": Markup.html(message), "media": message.media ?? "", "hasMedia": message.media != nil,
            "failed": message.status == .failed, "time": time(message.at), "provider": message.provider.rawValue,
            "buttons": message.buttons.map {
                ["text": $0.text, "url": $0.url ?? "", "hasURL": $0.url != nil] as [String: Any]
            },
        ]
    }

    private static func name(_ recipient: String) -> String {
        recipient.hasPrefix("+") ? recipient : "chat \(recipient)"
    }

    private static func time(_ date: Date) -> String {
        date.formatted(.iso8601.time(includingFractionalSeconds: false))
    }
}
