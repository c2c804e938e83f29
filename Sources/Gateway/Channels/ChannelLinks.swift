import Contracts
import Persistence

/// What both channels' routes do with a person's address.
struct ChannelLinks: Sendable {
    let channel: Channel
    let mode: ChannelMode
    let recipients: RecipientStore

    func find(_ person: UserRecord) async throws -> RecipientRecord? {
        try await recipients.find(userID: person.id, channel: channel)
    }

    /// Links an address, which counts as proved at once: this is only for a sandbox, where nobody real is reached.
    /// - Throws: ``Problem`` 400 when the address is somebody else's already, or the channel does not allow it.
    func link(_ person: UserRecord, address: String, field: String, username: String?, instanceID: String?)
        async throws -> RecipientRecord
    {
        try requireSandbox()
        do {
            return try await recipients.link(
                userID: person.id,
                RecipientLink(
                    channel: channel, address: address, username: username, instanceID: instanceID, isEnabled: true,
                    isProved: true))
        } catch RecipientStoreError.addressBelongsToAnotherAccount {
            throw Problem.refused("This \(noun) is linked to another account.", field: field)
        } catch RecipientStoreError.unknownUser {
            throw Problem.unauthorized("This account is closed.")
        }
    }

    /// - Throws: ``Problem`` 400 when the channel is off on this server.
    func requireEnabled() throws(Problem) {
        if mode == .off { throw .refused("\(name) is switched off on this server.") }
    }

    /// - Throws: ``Problem`` 400 when the provider is a real one: whose address it is has to be proved first.
    private func requireSandbox() throws(Problem) {
        try requireEnabled()
        guard mode == .sandbox else {
            throw .refused(
                "Linking needs a proof that the \(noun) is yours, which this server cannot take yet: "
                    + "only a sandbox can be linked.")
        }
    }

    /// Turns the channel on or off for a person.
    /// - Throws: ``Problem`` 400 when nothing is linked.
    func toggle(_ person: UserRecord, _ body: FieldReader) async throws -> ToggleAnswer {
        var body = body
        let enabled = body.boolean("enabled")
        if body.value("enabled") == nil { body.report("enabled", "is required: true or false") }
        try body.finish()
        guard let enabled else { throw Problem.malformed("Fields are missing.") }
        guard let record = try await recipients.setEnabled(userID: person.id, channel: channel, enabled) else {
            throw Problem.refused("No \(noun) is linked to this account.")
        }
        let state = record.isEnabled ? "on" : "off"
        return ToggleAnswer(
            success: true, message: "\(name) notifications are \(state).", enabled: record.isEnabled)
    }

    func unlink(_ person: UserRecord) async throws -> OutcomeAnswer {
        let wasLinked = try await recipients.unlink(userID: person.id, channel: channel)
        return OutcomeAnswer(
            success: true, message: wasLinked ? "\(name) is unlinked." : "No \(noun) was linked.")
    }

    var name: String {
        switch channel {
        case .whatsapp: "WhatsApp"
        case .telegram: "Telegram"
        }
    }

    var noun: String {
        switch channel {
        case .whatsapp: "telephone number"
        case .telegram: "chat"
        }
    }
}
