import Contracts
import Foundation
import Persistence
import Postgres

/// What both channels' routes do with a person's address.
struct ChannelLinks: Sendable {
    let channel: Channel
    let mode: ChannelMode
    let recipients: RecipientStore
    let codes: LinkCodeStore
    let settings: LinkingSettings
    let limiter: RateLimiter

    init(_ channel: Channel, _ configuration: GatewayConfiguration, _ stores: Stores, _ limiter: RateLimiter) {
        self.channel = channel
        mode = configuration.mode(of: channel)
        recipients = stores.recipients
        codes = stores.linkCodes
        settings = configuration.linking
        self.limiter = limiter
    }

    func find(_ person: UserRecord) async throws -> RecipientRecord? {
        try await recipients.find(userID: person.id, channel: channel)
    }

    /// - Parameter asked: what the database has said already, if it was asked.
    func state(_ person: UserRecord, asked: [PostgresRow]?) async throws -> LinkState {
        if let asked { return try LinkCodeStore.state(asked) }
        return try await codes.state(userID: person.id, channel: channel)
    }

    /// Whether addresses count as proved at once, since nobody real is behind them.
    var provesAtOnce: Bool { mode == .sandbox && settings.sandboxProof == .atOnce }

    /// Links an address that needs no proof: a sandbox's, or the one that is linked already.
    /// - Throws: ``Problem`` 400 when the address is somebody else's.
    func link(_ person: UserRecord, _ link: RecipientLink, field: String) async throws -> RecipientRecord {
        do {
            return try await recipients.link(userID: person.id, link)
        } catch RecipientStoreError.addressBelongsToAnotherAccount {
            throw Problem.refused("This \(noun) is linked to another account.", field: field)
        } catch RecipientStoreError.unknownUser {
            throw Problem.unauthorized("This account is closed.")
        }
    }

    /// Keeps a code that is to prove an address.
    /// - Returns: until when it is good.
    /// - Throws: ``Problem`` 429 when too many were asked for.
    func expect(_ code: NewLinkCode) async throws -> Date {
        try await limiter.admit(.linkAccount, String(code.userID))
        guard let expiresAt = try await codes.start(code) else {
            throw Problem.unauthorized("This account is closed.")
        }
        return expiresAt
    }

    /// - Throws: ``Problem`` 400 when the channel is off on this server.
    func requireEnabled() throws(Problem) {
        if mode == .off { throw .refused("\(name) is switched off on this server.") }
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

    /// Forgets the address, and the code that waits for one.
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
