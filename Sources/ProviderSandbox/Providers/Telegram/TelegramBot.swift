import Foundation
import NIOConcurrencyHelpers

/// The bot itself, and the methods that send nothing.
struct TelegramBot: Sendable {
    static let username = "campanello_sandbox_bot"

    static let user: JSON = [
        "id": 5_550_100, "is_bot": true, "first_name": "Campanello", "username": .string(username),
    ]

    private let webhook = NIOLockedValueBox("")

    /// The result of a method; nil for one that is unknown.
    func answer(_ method: String, _ fields: RequestFields) throws -> JSON? {
        switch method {
        case "getme": return Self.user
        case "setwebhook": return .bool(try setWebhook(fields))
        case "deletewebhook":
            webhook.withLockedValue { $0 = "" }
            return true
        case "getwebhookinfo":
            return [
                "url": .string(webhook.withLockedValue { $0 }), "has_custom_certificate": false,
                "pending_update_count": 0,
            ]
        case "getupdates":
            guard webhook.withLockedValue({ $0.isEmpty }) else {
                throw TelegramError(409, "Conflict: can't use getUpdates method while webhook is active")
            }
            return []
        case "answercallbackquery":
            guard fields.string("callback_query_id")?.isEmpty == false else {
                throw TelegramError.badRequest("query is too old and response timeout expired or query ID is invalid")
            }
            return true
        case "setmycommands", "sendchataction", "editmessagereplymarkup": return true
        default: return nil
        }
    }

    /// A chat as the API describes it: groups have negative ids.
    static func chat(_ id: String) -> JSON {
        guard let number = Int(id) else {
            return ["id": -1, "type": "channel", "username": .string(String(id.dropFirst()))]
        }
        return number < 0
            ? ["id": .int(number), "type": "supergroup", "title": "Sandbox"]
            : ["id": .int(number), "type": "private", "first_name": "Reader"]
    }

    private func setWebhook(_ fields: RequestFields) throws -> Bool {
        let url = fields.string("url") ?? ""
        guard url.isEmpty || url.isWebAddress else {
            throw TelegramError.badRequest("bad webhook: invalid URL")
        }
        if let token = fields.string("secret_token"), token.wholeMatch(of: /[A-Za-z0-9_-]{1,256}/) == nil {
            throw TelegramError.badRequest("secret token contains unallowed characters")
        }
        webhook.withLockedValue { $0 = url }
        return true
    }
}
