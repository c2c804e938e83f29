package import Postgres

/// Keeps a pending row from being taken away while somebody who has found it there writes matches behind it.
///
/// Whoever writes matches holds every slot in common with the others, from before it looks for the rows to the end of its
/// transaction. Whoever takes rows away tries for one slot alone, and only then reads what is left to say: had, nobody is
/// between looking and committing; not had, the row stays, marked as empty, and is looked at again.
package enum PendingGuard {
    /// Several, so that those who take away are seldom in each other's way.
    private static let slots = 16

    /// Waits for those who take rows away, until they have committed.
    static func keep(on connection: PostgresConnection) async throws(PostgresError) {
        _ = try await connection.query(
            """
            SELECT pg_advisory_xact_lock_shared(hashtext('campanello.pending'), slot)
            FROM generate_series(1, \(slots)) AS slot
            """)
    }

    /// Whether this transaction may take rows away for which a later statement finds nothing. Never waits.
    package static func mayTake(on connection: PostgresConnection) async throws(PostgresError) -> Bool {
        // Somebody else who takes away may have a slot; whoever writes matches has them all.
        for slot in (1...slots).shuffled().prefix(4) {
            let rows = try await connection.query(
                "SELECT pg_try_advisory_xact_lock(hashtext('campanello.pending'), $1::integer) AS is_had",
                [.int(Int64(slot))])
            if try rows.first?.decode("is_had") ?? false { return true }
        }
        return false
    }
}
