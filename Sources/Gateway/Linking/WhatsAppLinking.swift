import Contracts
import Foundation
import Persistence

/// Links telephone numbers: their owners send a code to ours.
struct WhatsAppLinking: Sendable {
    let links: ChannelLinks
    let codes: LinkCodes
    let appName: String

    func link(_ person: UserRecord, _ number: PhoneNumber, instanceID: String?) async throws -> WhatsAppLinkAnswer {
        let known = try await links.find(person)
        let isProved = known?.address == number.text && known?.provedAt != nil
        guard links.provesAtOnce || isProved else { return try await ask(person, number, instanceID, known) }
        let record = try await links.link(
            person,
            RecipientLink(
                channel: .whatsapp, address: number.text, instanceID: instanceID, isEnabled: true,
                isProved: links.provesAtOnce),
            field: "phone_number")
        return WhatsAppLinkAnswer(
            success: true, message: "WhatsApp is linked.", phoneNumber: record.address, enabled: record.isEnabled)
    }

    /// The number that is linked so far stays until the new one is proved. Whether somebody else has the new one is
    /// not told: whoever proves it has it.
    private func ask(
        _ person: UserRecord, _ number: PhoneNumber, _ instanceID: String?, _ known: RecipientRecord?
    ) async throws -> WhatsAppLinkAnswer {
        let code = codes.makeForMessage()
        let expiresAt = try await links.expect(
            NewLinkCode(
                userID: person.id, channel: .whatsapp, hash: codes.whatsapp(code, address: number.text),
                address: number.text, instanceID: instanceID))
        let text = "\(appName) \(code)"
        let verification = WhatsAppVerification(
            join: links.settings.joinCode.map { word in
                WhatsAppVerification.Step(text: "join \(word)", url: url(saying: "join \(word)"))
            }, url: url(saying: text), code: code, text: text, expiresAt: expiresAt)
        return WhatsAppLinkAnswer(
            success: true, message: message(verification), phoneNumber: number.text, enabled: false,
            verification: verification)
    }

    private func message(_ verification: WhatsAppVerification) -> String {
        let whither = links.settings.businessNumber.map { " to +\($0)" } ?? " to our number"
        guard let join = verification.join else {
            return "Send the code by WhatsApp from this number\(whither); then it is linked."
        }
        return "Send “\(join.text)” by WhatsApp from this number\(whither), and then the code; then it is linked."
    }

    private func url(saying text: String) -> String? {
        guard let number = links.settings.businessNumber else { return nil }
        return "https://wa.me/\(number)?text=" + Self.escaped(text)
    }

    private static func escaped(_ text: String) -> String {
        let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }
}
