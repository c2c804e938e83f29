import Contracts
import Foundation
import Persistence

/// Links chats: their owners open the bot by a link that holds a code.
struct TelegramLinking: Sendable {
    let links: ChannelLinks
    let codes: LinkCodes
    let bot: BotIdentity

    /// Links a sandbox's chat, which needs no proof.
    func link(_ person: UserRecord, _ chat: ChatID, username: String?) async throws -> TelegramLinkAnswer {
        let record = try await links.link(
            person,
            RecipientLink(
                channel: .telegram, address: chat.text, username: username, isEnabled: true, isProved: true),
            field: "chat_id")
        return TelegramLinkAnswer(
            success: true, message: "Telegram is linked.", chatId: record.address, enabled: record.isEnabled)
    }

    /// Gives the link that links whichever chat it is opened in.
    func invite(_ person: UserRecord) async throws -> TelegramLinkAnswer {
        let username = try await bot.username()
        let code = codes.makeForLink()
        let expiresAt = try await links.expect(
            NewLinkCode(userID: person.id, channel: .telegram, hash: codes.telegram(code)))
        let known = try await links.find(person)
        return TelegramLinkAnswer(
            success: true, message: "Open the link in Telegram and tap Start; then the chat is linked.",
            url: "https://t.me/\(username)?start=\(code)", expiresAt: expiresAt, chatId: known?.address,
            enabled: known?.isEnabled == true && known?.provedAt != nil)
    }
}
