/// The statement that writes what came of a group of deliveries, with all that hangs on it.
///
/// Parameters: the columns of `outcome` in order (1–20), 21 service, 22 the catch-up in ms.
enum RecordSQL {
    static let text = """
        WITH outcome AS (
            SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::integer[], $6::bigint[],
                $7::text[], $8::integer[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
                $15::timestamptz[], $16::boolean[], $17::bigint[], $18::uuid[], $19::text[], $20::text[])
                AS outcome (id, attempt, owner, status, spent, wait, provider, number, provider_message_id, reason,
                    error_class, error_code, error_detail, attempt_status, started_at, is_held, returns_after,
                    fact_id, fact_key, fact_body)
        ), \(settled), \(attempts), \(entries), \(pending), \(told)
        SELECT id, (SELECT count(*) FROM told) AS told FROM settled
        """

    /// The rows that take the outcome: an acceptance counts whoever holds the row, everything else only for the claim's
    /// owner, or for a row that nobody holds.
    private static let settled = """
        settled AS (
            UPDATE campanello.deliveries AS target SET
                status = outcome.status, attempt = outcome.spent,
                due_at = coalesce(now() + outcome.wait * interval '1 millisecond', target.due_at),
                owner = NULL, lease_until = NULL,
                in_doubt_at = CASE WHEN outcome.attempt_status = 'in_doubt' THEN coalesce(target.in_doubt_at, now())
                    ELSE target.in_doubt_at END,
                is_held = outcome.is_held,
                provider = coalesce(outcome.provider, target.provider), number = coalesce(outcome.number, target.number),
                provider_message_id = coalesce(outcome.provider_message_id, target.provider_message_id),
                reason = outcome.reason,
                error_class = CASE WHEN outcome.status = 'accepted' THEN NULL
                    ELSE coalesce(outcome.error_class, target.error_class) END,
                error_code = CASE WHEN outcome.status = 'accepted' THEN NULL
                    ELSE coalesce(outcome.error_code, target.error_code) END,
                error_detail = CASE WHEN outcome.status = 'accepted' THEN NULL
                    ELSE coalesce(outcome.error_detail, target.error_detail) END,
                accepted_at = CASE WHEN outcome.status = 'accepted' THEN now() ELSE target.accepted_at END,
                finished_at = CASE WHEN outcome.status <> 'pending' THEN now() END,
                updated_at = now()
            FROM outcome
            WHERE target.id = outcome.id AND CASE
                WHEN outcome.status = 'accepted' THEN target.status IN ('pending', 'sending')
                WHEN outcome.owner IS NOT NULL
                    THEN target.status = 'sending' AND target.owner = outcome.owner AND target.attempt = outcome.attempt
                ELSE target.attempt = outcome.attempt
                    AND (target.status = 'pending' OR target.status = 'sending' AND target.lease_until <= now()) END
            RETURNING target.id, target.user_id, target.channel, target.filter_id, target.is_direct, target.status, target.in_doubt_at,
                target.is_held, outcome.returns_after, outcome.fact_id, outcome.fact_key, outcome.fact_body
        )
        """

    /// More is known of the attempt than a late doubt could tell.
    private static let isKnown = "known.status IN ('accepted', 'sent', 'delivered', 'read', 'failed')"

    /// The request is a fact even where the claim was lost. What is known of the attempt already stands. A dead
    /// process's request went the way that its claim names, whatever way the same attempt was refused on before.
    private static let attempts = """
        attempts AS (
            INSERT INTO campanello.delivery_attempts AS known
                (delivery_id, attempt, provider, number, provider_message_id, status, started_at, finished_at,
                error_class, error_code, error_detail)
            SELECT outcome.id, outcome.attempt, coalesce(outcome.provider, deliveries.provider),
                coalesce(outcome.number, deliveries.number), outcome.provider_message_id,
                outcome.attempt_status, outcome.started_at, now(), outcome.error_class, outcome.error_code,
                outcome.error_detail
            FROM outcome JOIN campanello.deliveries ON deliveries.id = outcome.id
            WHERE outcome.started_at IS NOT NULL
            ON CONFLICT (delivery_id, attempt) DO UPDATE SET
                provider = coalesce(excluded.provider, known.provider),
                number = coalesce(excluded.number, known.number),
                provider_message_id = coalesce(excluded.provider_message_id, known.provider_message_id),
                status = CASE WHEN \(isKnown) THEN known.status ELSE excluded.status END,
                started_at = excluded.started_at, finished_at = excluded.finished_at,
                error_class = CASE WHEN \(isKnown) THEN known.error_class ELSE excluded.error_class END,
                error_code = CASE WHEN \(isKnown) THEN known.error_code ELSE excluded.error_code END,
                error_detail = CASE WHEN \(isKnown) THEN known.error_detail ELSE excluded.error_detail END
        )
        """

    /// Accepted: the person has heard of it. Skipped, and no attempt may have arrived: the person has not.
    private static let entries = """
        announced AS (
            UPDATE campanello.entries SET state = 'announced', at = now()
            FROM settled WHERE settled.status = 'accepted' AND entries.notification_id = settled.id
        ), freed AS (
            DELETE FROM campanello.entries USING settled
            WHERE settled.returns_after IS NOT NULL AND settled.in_doubt_at IS NULL
                AND entries.notification_id = settled.id AND entries.state = 'reserved'
        )
        """

    /// What returns is pending again, for every filter that found it: the reason may be this filter's alone. What is
    /// finished lets the filter's next notification go. Whether the row is due
    /// already is not asked: a scheduler that has seen this delivery unfinished may be about to let the row wait.
    private static let pending = """
        returned AS (
            INSERT INTO campanello.pending_filters AS known (filter_id, channel, user_id, first_pending_at, due_at)
            SELECT finder.id, settled.channel, min(settled.user_id),
                min(notifications.created_at) - $22::bigint * interval '1 millisecond',
                now() + min(CASE WHEN finder.id = settled.filter_id THEN settled.returns_after ELSE 0 END)
                    * interval '1 millisecond'
            FROM settled JOIN campanello.notifications ON notifications.id = settled.id
            CROSS JOIN LATERAL (
                SELECT settled.filter_id AS id
                UNION SELECT unnest(item.filter_ids) FROM campanello.notification_listings AS item
                WHERE item.notification_id = settled.id
            ) AS found JOIN campanello.filters AS finder ON finder.id = found.id
            WHERE settled.returns_after IS NOT NULL AND settled.in_doubt_at IS NULL
            GROUP BY finder.id, settled.channel ORDER BY finder.id, settled.channel
            ON CONFLICT (filter_id, channel) DO UPDATE SET
                first_pending_at = least(known.first_pending_at, excluded.first_pending_at),
                due_at = excluded.due_at
            RETURNING known.filter_id, known.channel
        ), woken AS (
            UPDATE campanello.pending_filters AS waiting SET due_at = now()
            FROM (
                SELECT waiting.filter_id, waiting.channel
                FROM campanello.pending_filters AS waiting
                JOIN settled ON settled.filter_id = waiting.filter_id AND settled.channel = waiting.channel
                WHERE (settled.status IN ('accepted', 'dead') OR settled.is_held
                        OR settled.status = 'skipped' AND settled.in_doubt_at IS NOT NULL)
                    AND NOT EXISTS (SELECT FROM returned
                        WHERE returned.filter_id = waiting.filter_id AND returned.channel = waiting.channel)
                ORDER BY waiting.filter_id, waiting.channel FOR NO KEY UPDATE OF waiting
            ) AS due
            WHERE waiting.filter_id = due.filter_id AND waiting.channel = due.channel
        )
        """

    /// The facts for whoever listens, and a call for whoever waits for a direct message.
    private static let told = """
        facts AS (
            INSERT INTO campanello.outbox (service, exchange, routing_key, message_id, type, body, correlation_id,
                traceparent)
            SELECT $21, 'deliveries', fact_key, fact_id, 'delivery-changed.v1', fact_body, settled.id::text,
                notifications.traceparent
            FROM settled LEFT JOIN campanello.notifications ON notifications.id = settled.id
            WHERE fact_body IS NOT NULL
        ), told AS MATERIALIZED (
            SELECT pg_notify('campanello_deliveries', settled.id::text) FROM settled WHERE settled.is_direct
        )
        """
}
