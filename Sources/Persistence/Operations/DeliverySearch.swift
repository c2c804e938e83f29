package import Contracts
package import Foundation
package import Postgres

/// Which deliveries an operator asks for. Conditions hold together.
package struct DeliverySearch: Sendable, Equatable {
    /// Of any status where empty.
    package var statuses: [DeliveryStatus] = []
    package var channel: Channel?
    package var userID: Int64?
    /// Nobody knows yet whether its attempt arrived.
    package var isInDoubt = false
    /// In doubt, and left to the operator.
    package var isHeld = false
    /// Made at this time or later.
    package var since: Date?
    /// At most so many, the newest.
    package var limit = 100

    package init() {}

    package func run(on executor: any PostgresExecutor) async throws(PostgresError) -> [DeliveryLine] {
        let rows = try await executor.query(
            """
            SELECT \(DeliveryLine.columns) FROM campanello.deliveries AS d \(DeliveryLine.address)
            WHERE (cardinality($1::text[]) = 0 OR d.status = ANY ($1::text[])) AND d.channel = coalesce($2, d.channel)
                AND d.user_id = coalesce($3::bigint, d.user_id)
                AND (NOT $4::boolean OR d.in_doubt_at IS NOT NULL AND d.finished_at IS NULL)
                AND (NOT $5::boolean OR d.is_held) AND d.id >= $6::uuid
            ORDER BY d.id DESC LIMIT $7::bigint
            """,
            [
                .textArray(statuses.map(\.rawValue)), PostgresValue(channel?.rawValue), PostgresValue(userID),
                .bool(isInDoubt), .bool(isHeld), .uuid(.earliest(at: since ?? .distantPast)), .int(Int64(limit)),
            ])
        var lines: [DeliveryLine] = []
        for row in rows { lines.append(try DeliveryLine(row: row)) }
        return lines
    }
}

extension UUID {
    /// No version 7 id that is made at `date` or later is smaller.
    package static func earliest(at date: Date) -> UUID {
        let milliseconds = UInt64(max(0, min(date.timeIntervalSince1970 * 1000, 0xFFFF_FFFF_FFFF)))
        func byte(_ shift: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: milliseconds >> shift) }
        return UUID(
            uuid: (byte(40), byte(32), byte(24), byte(16), byte(8), byte(0), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    }
}
