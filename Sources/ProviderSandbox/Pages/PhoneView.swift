import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore

/// `GET /`: the chats as their readers' phones would show them, with what the readers wrote back.
struct PhoneView: Sendable {
    /// So many chats and, in the open one, so many messages.
    private static let shown = 50

    let sandbox: Sandbox
    private let template: MustacheTemplate
    private let script: String

    init(sandbox: Sandbox) throws {
        self.sandbox = sandbox
        template = try MustacheTemplate(string: Self.file("phone", "mustache"))
        script = try Self.file("phone", "js")
    }

    func add(to router: Router<BasicRequestContext>) {
        router.get("/") { request, _ in
            let query = request.uri.queryParameters
            return Response.html(
                page(channel: query["channel"].map(String.init), recipient: query["recipient"].map(String.init)))
        }
        router.get("phone.js") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/javascript; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: script)))
        }
    }

    /// The page with one chat open: the one asked for, else the newest.
    func page(channel: String?, recipient: String?) -> String {
        let chats = PhoneChat.newest(sandbox, limit: Self.shown)
        let open = chats.first { $0.channel.rawValue == channel && $0.person == recipient } ?? chats.first
        let counts = sandbox.messages.counts
        var values: [String: Any] = [
            "whatsapp": counts[.whatsapp] ?? 0, "telegram": counts[.telegram] ?? 0, "isEmpty": chats.isEmpty,
            "chats": chats.map { entry($0, isOpen: $0.channel == open?.channel && $0.person == open?.person) },
            "providers": Provider.allCases.map(\.rawValue),
        ]
        if let open { values["open"] = chat(open) }
        return template.render(values)
    }

    /// The page with that chat open.
    static func address(channel: SandboxChannel, recipient: String) -> String {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-@_")
        let person = recipient.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
        return "/?channel=\(channel.rawValue)&recipient=\(person)"
    }

    private func entry(_ chat: PhoneChat, isOpen: Bool) -> [String: Any] {
        [
            "href": Self.address(channel: chat.channel, recipient: chat.person), "name": chat.name,
            "channel": chat.channel.rawValue, "isOpen": isOpen, "preview": String(chat.preview.prefix(60)),
            "time": Self.time(chat.at),
        ]
    }

    private func chat(_ chat: PhoneChat) -> [String: Any] {
        let provider = chat.provider
        let isBlocked = sandbox.blocks.contains(provider, number: chat.number, person: chat.person)
        return [
            "title": chat.name, "channel": chat.channel.rawValue, "provider": provider.rawValue,
            "person": chat.person, "number": chat.number, "isTelegram": provider == .telegram,
            "isBlocked": isBlocked,
            "bubbles": PhoneBubble.newest(of: chat, in: sandbox, limit: Self.shown).map(\.values),
        ]
    }

    static func time(_ date: Date) -> String { date.formatted(.iso8601.time(includingFractionalSeconds: false)) }

    private static func file(_ name: String, _ type: String) throws -> String {
        guard let url = Bundle.module.url(forResource: "Templates/\(name)", withExtension: type) else {
            throw SandboxInputError(description: "\(name).\(type) is missing beside the executable")
        }
        return try String(contentsOf: url, encoding: .utf8)
    }
}
