import Hummingbird
import Persistence

/// The Telegram side of an account: `/api/v1/telegram`.
struct TelegramController: Sendable {
    let links: ChannelLinks
    let tests: TestMessages

    func status(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let record = try await links.find(try context.requirePerson())
        return try JSONAnswer.response(
            TelegramStatusAnswer(
                linked: record != nil,
                enabled: links.mode != .off && record?.isEnabled == true && record?.provedAt != nil,
                chatId: record?.address, username: record?.username, verified: record?.provedAt != nil,
                suspendedReason: record?.suspendedReason))
    }

    func link(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        try links.requireEnabled()
        var body = try await request.object()
        let username = body.text("username", maximum: 64)
        let chat = body.value("chat_id").flatMap(ChatID.init)
        if chat == nil { body.report("chat_id", "must be the decimal id of a private chat, for example 100200300") }
        try body.finish()
        guard let chat else { throw Problem.malformed("Fields are missing.") }
        let record = try await links.link(
            person, address: chat.text, field: "chat_id", username: username, instanceID: nil)
        return try JSONAnswer.response(
            TelegramLinkAnswer(
                success: true, message: "Telegram is linked.", chatId: record.address, enabled: record.isEnabled))
    }

    func unlink(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try JSONAnswer.response(try await links.unlink(try context.requirePerson()))
    }

    func toggle(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try JSONAnswer.response(
            try await links.toggle(try context.requirePerson(), try await request.object()))
    }

    /// Sends a test message to the caller's own chat. A chat in the body must be that one.
    func test(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        try links.requireEnabled()
        let body = try await request.optionalObject()
        let record = try await links.find(person)
        if let value = body.value("chat_id"), ChatID(value)?.text != record?.address || record == nil {
            throw Problem.refused("Test messages go only to the chat that is linked to your account.", field: "chat_id")
        }
        return try await tests.send(to: person, record, links)
    }
}
