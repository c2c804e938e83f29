import Hummingbird
import Persistence

/// The Telegram side of an account: `/api/v1/telegram`.
struct TelegramController: ChannelController {
    let linking: TelegramLinking
    let tests: TestMessages

    var links: ChannelLinks { linking.links }

    func status(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        let state = try await links.state(person, asked: context.asked)
        let (record, pending) = (state.recipient, state.pending)
        return try JSONAnswer.response(
            TelegramStatusAnswer(
                linked: record != nil,
                enabled: links.mode != .off && record?.isEnabled == true && record?.provedAt != nil,
                chatId: record?.address, username: record?.username, verified: record?.provedAt != nil,
                suspendedReason: record?.suspendedReason, verificationExpiresAt: pending?.expiresAt))
    }

    /// Answers with a link into the bot. A chat in the body is linked by itself only in a sandbox; elsewhere it has to
    /// be proved like any other, so the answer is the link.
    func link(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        try links.requireEnabled()
        var body = try await request.optionalObject()
        let username = body.text("username", maximum: 64)
        let chat = body.value("chat_id").flatMap(ChatID.init)
        if body.value("chat_id") != nil, chat == nil {
            body.report("chat_id", "must be the decimal id of a private chat, for example 100200300, or left out")
        }
        try body.finish()
        if let chat, links.provesAtOnce {
            return try JSONAnswer.response(try await linking.link(person, chat, username: username))
        }
        return try JSONAnswer.response(try await linking.invite(person))
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
