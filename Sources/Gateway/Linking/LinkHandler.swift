import Contracts
import Notifications
import Persistence
import Postgres

/// The codes that prove whose an address is. Nobody whose address is not proved gets an answer, whatever they send.
struct LinkHandler: InboundHandler {
    let codes: LinkCodes
    let replies: Replies
    /// Multiplies how many codes an address may send; 0 sets no limit.
    let limitFactor: Double

    func handle(_ inbound: Inbound, on connection: PostgresConnection) async throws -> InboundOutcome? {
        guard let address = inbound.message.address, let code = code(inbound) else { return nil }
        guard try await isAdmitted(address, on: connection) else { return InboundOutcome(kind: "too-many-codes") }
        switch try await proof(code, from: address, inbound, on: connection) {
        case .right(let userID, let instanceID):
            return try await link(userID, instanceID, address, inbound, on: connection)
        case .wrong:
            return try await refuse(inbound, on: connection)
        case .unknown:
            // Eight digits that nobody waits for may be anything that people write.
            guard inbound.callback.channel == .telegram || isNothingElse(inbound, code) else { return nil }
            return try await refuse(inbound, on: connection)
        }
    }

    private func code(_ inbound: Inbound) -> String? {
        guard case .text(let text) = inbound.message.content else { return nil }
        switch inbound.callback.channel {
        case .telegram:
            guard case .start(let code) = BotCommand(text) else { return nil }
            return code
        case .whatsapp: return LinkCodes.code(in: text)
        }
    }

    private func proof(
        _ code: String, from address: String, _ inbound: Inbound, on connection: PostgresConnection
    ) async throws -> LinkProof {
        switch inbound.callback.channel {
        case .telegram: try await .redeem(telegram: codes.telegram(code), on: connection)
        case .whatsapp:
            try await .redeem(
                whatsapp: WhatsAppForms.of(address),
                hashes: { [codes.whatsapp(code, address: $0), codes.sent(code, address: $0)] }, on: connection)
        }
    }

    private func link(
        _ userID: Int64, _ instanceID: String?, _ address: String, _ inbound: Inbound,
        on connection: PostgresConnection
    ) async throws -> InboundOutcome {
        let channel = inbound.callback.channel
        if let locale = inbound.message.languageCode?.prefix(2).lowercased(), Phrases.locales.contains(locale) {
            try await Correspondent.adopt(locale, userID: userID, on: connection)
        }
        let record = try await RecipientStore.linkProved(
            userID: userID,
            RecipientLink(
                channel: channel, address: address, username: inbound.message.username, instanceID: instanceID,
                isEnabled: true, isProved: true), on: connection)
        guard let person = try await Correspondent.find(channel: channel, address: address, on: connection) else {
            return InboundOutcome(kind: "linked")
        }
        if channel == .whatsapp {
            try await person.openWindow(number: inbound.callback.number, since: inbound.at, on: connection)
        }
        try await replies.send(record.suspendedAt == nil ? .linked : .linkedSilent, to: person, on: connection)
        return InboundOutcome(kind: "linked")
    }

    private func refuse(_ inbound: Inbound, on connection: PostgresConnection) async throws -> InboundOutcome {
        if let person = inbound.person { try await replies.send(.codeRefused, to: person, on: connection) }
        return InboundOutcome(kind: "code-refused")
    }

    /// Whether the message is a code and no more than our name before it.
    private func isNothingElse(_ inbound: Inbound, _ code: String) -> Bool {
        guard case .text(let text) = inbound.message.content else { return false }
        let rest = text.replacing(code, with: "").replacing(replies.appName, with: "")
        return !rest.contains { $0.isLetter || $0.isNumber }
    }

    private func isAdmitted(_ address: String, on connection: PostgresConnection) async throws -> Bool {
        guard limitFactor > 0 else { return true }
        let policy = RatePolicy.linkAddress.scaled(by: limitFactor)
        let grant = try await RateLimitStore.take(
            RateLimiter.key(policy, address), quota: policy.quota,
            perSecond: Double(policy.quota) / Double(policy.window), most: 1, on: connection)
        return grant.granted > 0
    }
}
