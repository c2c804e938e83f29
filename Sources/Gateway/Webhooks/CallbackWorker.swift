import Contracts
import Notifications
import Persistence
import Postgres

/// What is done with each kind of event, inside the transaction that marks it done.
struct CallbackWorker: Sendable {
    let reports: ReportStore
    let inbound: InboundDesk

    func work(_ callback: StoredCallback, on connection: PostgresConnection) async throws -> CallbackVerdict {
        switch callback.event {
        case .report(let report): return try await reports.apply(report, of: callback, on: connection)
        case .inbound(let message): return try await inbound.handle(message, of: callback, on: connection)
        case .preference(let preference): return try await apply(preference, callback, on: connection)
        case .reachability(let reachability): return try await apply(reachability, callback, on: connection)
        }
    }

    private func apply(
        _ preference: MessagingPreference, _ callback: StoredCallback, on connection: PostgresConnection
    ) async throws -> CallbackVerdict {
        let person = try await Correspondent.find(
            channel: callback.channel, address: preference.address, on: connection)
        guard let person else { return .done("unknown-address") }
        let at = preference.at ?? callback.receivedAt
        if preference.wantsMessages {
            _ = try await person.optIn(by: .providerPreference, at: at, switchesOn: false, on: connection)
        } else {
            _ = try await person.optOut(by: .providerPreference, at: at, on: connection)
        }
        return .done(preference.wantsMessages ? "resume-messages" : "stop-messages")
    }

    private func apply(
        _ reachability: Reachability, _ callback: StoredCallback, on connection: PostgresConnection
    ) async throws -> CallbackVerdict {
        let person = try await Correspondent.find(
            channel: callback.channel, address: reachability.address, on: connection)
        guard let person else { return .done("unknown-address") }
        let at = reachability.at ?? callback.receivedAt
        if reachability.isBlocked {
            _ = try await person.optOut(by: .providerBlock, at: at, reason: Self.blocked, on: connection)
        } else {
            _ = try await person.optIn(by: .providerUnblock, at: at, switchesOn: false, on: connection)
        }
        return .done(reachability.isBlocked ? "blocked" : "unblocked")
    }

    /// What `recipients.suspended_reason` says of somebody who blocked us.
    private static let blocked = "blocked"
}
