import Contracts
import Foundation
import Notifications
import Persistence

/// Links telephone numbers the other way round: a code goes to the number as an approved template, and whoever reads
/// it there tells it to the account, or answers the message with it.
struct WhatsAppCodes: Sendable {
    let links: ChannelLinks
    let codes: LinkCodes
    let messages: DirectMessageStore
    let appName: String

    /// Whether the operator has a template for codes in any language.
    var hasTemplate: Bool { links.mode != .off && !links.settings.codeLocales.isEmpty }

    /// Has a code sent. The answer is the same whether or not the number can be written to.
    /// - Throws: ``Problem`` 400 where no template is approved for codes, 429 for too many.
    func send(to person: UserRecord, _ number: PhoneNumber, instanceID: String?) async throws -> WhatsAppCodeAnswer {
        let locale = try locale(of: person)
        try await links.limiter.admit(.sentAccount, String(person.id))
        try await links.limiter.admit(.sentAddress, number.text)
        let code = codes.makeForMessage()
        let message = NewDirectMessage(
            userID: person.id, channel: .whatsapp, locale: locale, textKey: DirectTextKey.linkCode.rawValue,
            parameters: ["app": appName, "code": code], address: number.text, lifetime: LinkCodeStore.lifetime)
        let kept = NewLinkCode(
            userID: person.id, channel: .whatsapp, hash: codes.sent(code, address: number.text),
            address: number.text, instanceID: instanceID)
        guard let expiresAt = try await links.codes.send(kept, in: message, by: messages) else {
            throw Problem.unauthorized("This account is closed.")
        }
        return WhatsAppCodeAnswer(
            success: true, message: "A code is on its way to this number by WhatsApp; confirm it here.",
            phoneNumber: number.text, expiresAt: expiresAt)
    }

    /// - Throws: ``Problem`` 400 when the code proves nothing, or no longer.
    func confirm(_ person: UserRecord, _ written: String) async throws -> WhatsAppLinkAnswer {
        // People group digits: 1234 5678.
        let code = written.filter { !$0.isWhitespace }
        try await links.limiter.admit(.codeAccount, "link:\(person.id)")
        guard
            let record = try await links.codes.confirm(
                userID: person.id, hash: { [codes] in codes.sent(code, address: $0) })
        else { throw Problem.refused("The code is wrong or has expired; ask for a new one.", field: "code") }
        return WhatsAppLinkAnswer(
            success: true, message: "WhatsApp is linked.", phoneNumber: record.address, enabled: record.isEnabled)
    }

    /// The person's language where there is a template in it, else one that there is.
    private func locale(of person: UserRecord) throws(Problem) -> String {
        let known = links.settings.codeLocales
        if known.contains(person.locale) || (known.isEmpty && links.mode == .sandbox) { return person.locale }
        guard let first = known.first else {
            throw .refused("This server sends no codes: link the number by sending a code from it.")
        }
        return first
    }
}
