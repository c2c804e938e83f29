import Contracts
import Notifications
import Postgres

/// What a group of records means for `recipients`. Most mean nothing, and none means anything for an address that the
/// person has taken since the claim.
struct RecipientChanges: Sendable {
    private var refused: [(user: Int64, channel: String, address: String?, reason: String, limit: Int)] = []
    private var reachable: [(user: Int64, channel: String, address: String?)] = []
    private var moved: [(user: Int64, channel: String, from: String, to: String)] = []

    init(_ records: [DeliveryRecord]) {
        for record in records.sorted(by: { $0.subject.userID < $1.subject.userID }) {
            let (user, channel) = (record.subject.userID, record.channel.rawValue)
            switch record.recipient {
            case .refused(let reason, let limit): refused.append((user, channel, record.address, reason, limit))
            case .reachable: reachable.append((user, channel, record.address))
            case .moved(let from, let to): moved.append((user, channel, from, to))
            case nil: break
            }
        }
    }

    var isEmpty: Bool { refused.isEmpty && reachable.isEmpty && moved.isEmpty }

    func apply(on connection: PostgresConnection) async throws(PostgresError) {
        try await refuse(on: connection)
        try await forget(on: connection)
        try await move(on: connection)
    }

    /// Suspends the channel, never the account, once an address was refused often enough.
    private func refuse(on connection: PostgresConnection) async throws(PostgresError) {
        guard !refused.isEmpty else { return }
        try await connection.execute(
            """
            UPDATE campanello.recipients SET
                refusals = refusals + 1, updated_at = now(),
                suspended_at = CASE WHEN refusals + 1 >= refused.most THEN coalesce(suspended_at, now())
                    ELSE suspended_at END,
                suspended_reason = CASE WHEN refusals + 1 >= refused.most THEN coalesce(suspended_reason, refused.reason)
                    ELSE suspended_reason END
            FROM unnest($1::bigint[], $2::text[], $3::text[], $4::integer[], $5::text[])
                AS refused (user_id, channel, reason, most, address)
            WHERE recipients.user_id = refused.user_id AND recipients.channel = refused.channel
                AND recipients.address = refused.address
            """,
            [
                .intArray(refused.map(\.user)), .textArray(refused.map(\.channel)), .textArray(refused.map(\.reason)),
                .intArray(refused.map { Int64($0.limit) }), .textArray(refused.map(\.address)),
            ])
        for change in refused where change.reason == SkipReason.optedOut.rawValue {
            guard let channel = Channel(rawValue: change.channel) else { continue }
            try await Consents.append(userID: change.user, channel: channel, .out, by: .providerOptOut, on: connection)
        }
    }

    private func forget(on connection: PostgresConnection) async throws(PostgresError) {
        guard !reachable.isEmpty else { return }
        try await connection.execute(
            """
            UPDATE campanello.recipients SET refusals = 0, updated_at = now()
            FROM unnest($1::bigint[], $2::text[], $3::text[]) AS reached (user_id, channel, address)
            WHERE recipients.user_id = reached.user_id AND recipients.channel = reached.channel
                AND recipients.address = reached.address
            """,
            [
                .intArray(reachable.map(\.user)), .textArray(reachable.map(\.channel)),
                .textArray(reachable.map(\.address)),
            ])
    }

    /// The new address is taken over unless the person has changed it meanwhile, or somebody else has it.
    private func move(on connection: PostgresConnection) async throws(PostgresError) {
        for change in moved {
            try await connection.execute(
                """
                UPDATE campanello.recipients SET address = $4, refusals = 0, updated_at = now()
                WHERE user_id = $1 AND channel = $2 AND address = $3 AND NOT EXISTS (
                    SELECT FROM campanello.recipients AS other WHERE other.channel = $2 AND other.address = $4)
                """, [.int(change.user), .text(change.channel), .text(change.from), .text(change.to)])
        }
    }
}
