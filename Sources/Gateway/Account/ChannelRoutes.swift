import Contracts

/// How a channel stands for a person, as the API answers it.
struct ChannelState: Sendable, Equatable {
    let isLinked: Bool
    /// Whether the address is known to be theirs.
    let isProved: Bool
    let isEnabled: Bool
    /// Their telephone number, or the name of their Telegram account.
    let address: String
    /// Why nothing is sent although the channel is on.
    let suspendedReason: String?

    init(_ status: JSONValue) {
        isProved = status["verified"].flag == true
        isEnabled = status["enabled"].flag == true
        let username = status["username"].text.map { "@\($0)" }
        address = status["phone_number"].text ?? username ?? status["chat_id"].written
        isLinked = status["linked"].flag ?? !address.isEmpty
        suspendedReason = status["suspended_reason"].text
    }

    /// One word for the script that waits for a link.
    var word: String { isProved ? "linked" : isLinked ? "waiting" : "none" }
}

/// The API's routes of one channel.
struct ChannelRoutes: Sendable {
    let channel: Channel
    let mode: ChannelMode
    let status: OwnAPI.Handler
    let link: OwnAPI.Handler
    let unlink: OwnAPI.Handler
    let toggle: OwnAPI.Handler
    let test: OwnAPI.Handler
    /// Linking by a code that is sent to the address; nil where the channel has no such way, or it is not set up.
    let sentCode: SentCode?

    struct SentCode: Sendable {
        let send: OwnAPI.Handler
        let confirm: OwnAPI.Handler
    }

    init(_ whatsapp: WhatsAppController, mode: ChannelMode) {
        (channel, self.mode) = (.whatsapp, mode)
        (status, link, unlink) = (whatsapp.status, whatsapp.link, whatsapp.unlink)
        (toggle, test) = (whatsapp.toggle, whatsapp.test)
        sentCode = whatsapp.codes.hasTemplate ? SentCode(send: whatsapp.sendCode, confirm: whatsapp.confirm) : nil
    }

    init(_ telegram: TelegramController, mode: ChannelMode) {
        (channel, self.mode) = (.telegram, mode)
        (status, link, unlink) = (telegram.status, telegram.link, telegram.unlink)
        (toggle, test) = (telegram.toggle, telegram.test)
        sentCode = nil
    }

    var name: String { channel == .whatsapp ? "WhatsApp" : "Telegram" }

    func state(_ context: GatewayContext) async throws -> ChannelState {
        ChannelState(try await OwnAPI.ask(status, context))
    }
}
