import Contracts
import Foundation
package import Notifications
package import Postgres

/// Deliveries as rows. Every call is one or two statements for a whole group, so that a sender's speed does not hang
/// on the number of round trips.
package struct PostgresDeliveryStore: DeliveryStore {
    let pool: PostgresPool
    /// Whose relay publishes the facts.
    let service: String
    /// How far back a returned notification's matches may lie.
    let catchUp: Duration

    package init(pool: PostgresPool, service: String, catchUp: Duration = .seconds(7 * 86_400)) {
        self.pool = pool
        self.service = service
        self.catchUp = catchUp
    }

    package func takeSlots(key: String, count: Int, step: Duration) async throws(DeliveryStoreError) -> Duration {
        let microseconds = Int64((step.inSeconds * 1e6).rounded()) * Int64(count)
        do throws(PostgresError) {
            let rows = try await pool.query(
                """
                INSERT INTO campanello.send_slots AS slots (key, next_at)
                VALUES ($1, clock_timestamp() + $2::bigint * interval '1 microsecond')
                ON CONFLICT (key) DO UPDATE SET
                    next_at = greatest(slots.next_at, clock_timestamp()) + $2::bigint * interval '1 microsecond'
                RETURNING extract(epoch FROM next_at - $2::bigint * interval '1 microsecond' - clock_timestamp())::float8
                    AS wait
                """, [.text(key), .int(microseconds)])
            let wait: Double = try rows.first?.decode("wait") ?? 0
            return .microseconds(Int64(max(0, wait) * 1e6))
        } catch {
            throw DeliveryStoreError(error)
        }
    }

    package func note(_ progress: [QueueProgress]) async throws(DeliveryStoreError) {
        do throws(PostgresError) {
            for queue in progress {
                try await pool.execute(
                    """
                    INSERT INTO campanello.queue_progress AS known
                        (queue, last_delivered_id, last_delivered_at, ready_messages)
                    VALUES ($1, $2, CASE WHEN $2::uuid IS NOT NULL THEN now() END, $3)
                    ON CONFLICT (queue) DO UPDATE SET
                        last_delivered_id = greatest(known.last_delivered_id, excluded.last_delivered_id),
                        last_delivered_at = coalesce(excluded.last_delivered_at, known.last_delivered_at),
                        ready_messages = excluded.ready_messages,
                        recorded_at = now()
                    """,
                    [.text(queue.queue), PostgresValue(queue.lastDeliveredID), PostgresValue(queue.readyMessages)])
            }
        } catch {
            throw DeliveryStoreError(error)
        }
    }

    package func ping() async throws(DeliveryStoreError) {
        do throws(PostgresError) {
            _ = try await pool.query("SELECT 1 AS answer", [])
        } catch {
            throw DeliveryStoreError(error)
        }
    }
}

extension DeliveryStoreError {
    init(_ error: PostgresError) {
        switch error.kind {
        case .poolClosed, .cancelled: self = .unavailable(error.description)
        default: self = error.isTransient ? .unavailable(error.description) : .failed(error.description)
        }
    }

    /// As above for calls that throw anything.
    init(any error: any Error) {
        switch error {
        case let error as PostgresError: self.init(error)
        case let error as DeliveryStoreError: self = error
        default: self = .failed(String(describing: type(of: error)))
        }
    }
}

extension Duration {
    fileprivate var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
