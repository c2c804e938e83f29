import Foundation

/// The methods that send nothing to anybody.
struct TelegramMethods: Sendable {
    let sandbox: Sandbox

    /// The result of a method, its name in small letters; nil for one that is unknown.
    func answer(_ method: String, _ fields: RequestFields) async throws -> JSON? {
        switch method {
        case "getme": return TelegramBot.user
        case "getchat": return TelegramBot.chat(try TelegramMessage.chat(fields))
        case "setwebhook": return try await setWebhook(fields)
        case "deletewebhook":
            let drops = fields.flag("drop_pending_updates")
            await sandbox.telegram.setWebhook(nil, allowed: nil, dropPending: drops)
            return true
        case "getwebhookinfo": return await webhookInfo()
        case "getupdates": return try await updates(fields)
        case "answercallbackquery": return try answerPress(fields)
        case "editmessagereplymarkup": return try editButtons(fields)
        case "sendchataction":
            _ = try TelegramMessage.chat(fields)
            guard fields.string("action")?.isEmpty == false else {
                throw TelegramError.badRequest("wrong parameter action in request")
            }
            return true
        case "setmycommands", "deletemycommands", "close", "logout": return true
        default: return nil
        }
    }

    private func setWebhook(_ fields: RequestFields) async throws -> JSON {
        let url = fields.string("url") ?? ""
        let secret = fields.string("secret_token")
        guard url.isEmpty || url.isWebAddress else { throw TelegramError.badRequest("bad webhook: invalid URL") }
        if let secret, secret.wholeMatch(of: /[A-Za-z0-9_-]{1,256}/) == nil {
            throw TelegramError.badRequest("secret token contains unallowed characters")
        }
        let connections = fields.string("max_connections").map { Int($0) ?? 0 } ?? 40
        guard (1...100).contains(connections) else { throw TelegramError.badRequest("max_connections is wrong") }
        let webhook = url.isEmpty ? nil : TelegramWebhook(url: url, secret: secret, connections: connections)
        await sandbox.telegram.setWebhook(
            webhook, allowed: try allowed(fields), dropPending: fields.flag("drop_pending_updates"))
        return true
    }

    private func webhookInfo() async -> JSON {
        let updates = sandbox.telegram
        let webhook = await updates.webhook
        var info: JSON = [
            "url": .string(webhook?.url ?? ""), "has_custom_certificate": false,
            "pending_update_count": .int(await updates.pending.count),
        ]
        if let webhook { info = info.with("max_connections", .int(webhook.connections)) }
        if let kinds = await updates.allowedKinds {
            info = info.with("allowed_updates", .array(kinds.map { .string($0) }))
        }
        if webhook != nil, let error = await updates.lastError {
            info = info.with("last_error_date", .int(Int(error.at.timeIntervalSince1970)))
                .with("last_error_message", .string(error.message))
        }
        return info
    }

    private func updates(_ fields: RequestFields) async throws -> JSON {
        let limit = min(max(fields.string("limit").flatMap { Int($0) } ?? 100, 1), 100)
        let hold = min(max(fields.string("timeout").flatMap { Int($0) } ?? 0, 0), 50)
        let updates = try await sandbox.telegram.poll(
            offset: fields.string("offset").flatMap { Int($0) }, limit: limit, hold: .seconds(hold),
            allowed: try allowed(fields))
        return .array(updates.map(\.object))
    }

    private func allowed(_ fields: RequestFields) throws -> [String]? {
        guard fields.names.contains("allowed_updates") else { return nil }
        guard let kinds = fields.texts("allowed_updates") else {
            throw TelegramError.badRequest("can't parse allowed updates JSON object")
        }
        return kinds
    }

    private func answerPress(_ fields: RequestFields) throws -> JSON {
        if let text = fields.string("text"), text.unicodeScalars.count > 200 {
            throw TelegramError.badRequest("MESSAGE_TOO_LONG")
        }
        guard let id = fields.string("callback_query_id"),
            sandbox.actions.answer(press: id, with: fields.string("text"))
        else {
            throw TelegramError.badRequest("query is too old and response timeout expired or query ID is invalid")
        }
        return true
    }

    private func editButtons(_ fields: RequestFields) throws -> JSON {
        let chat = try TelegramMessage.chat(fields)
        let buttons = try TelegramKeyboard.buttons(fields)
        guard let id = fields.string("message_id").flatMap({ Int($0) }),
            let edited = sandbox.messages.replaceButtons(of: id, in: chat, buttons)
        else { throw TelegramError.badRequest("message to edit not found") }
        guard edited.isChanged else {
            throw TelegramError.badRequest(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                    + "current content and reply markup of the message")
        }
        return TelegramMessage.shown(edited.message)
    }
}
