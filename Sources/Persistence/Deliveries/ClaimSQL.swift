/// The statement that claims a group of deliveries.
///
/// Parameters: 1 ids, 2 the messages' attempts, 3 channel, 4 owner, 5 lease in ms, 6 most attempts, 7 whether doubt is
/// left to the operator, 8 the messages' numbers, 9 the numbers that work, 10 whether people stay with theirs, 11 the
/// numbers' providers, 12 providers that take a repetition once; paced besides: 13 and 14 the interval between two
/// messages to a person and to a group in ms, 15 the patience in ms.
enum ClaimSQL {
    /// Without a limit for one person.
    static let plain = "WITH \(facts), placed AS (\(unpaced)), \(claimed)\n\(answer)"

    /// Rows of `recipients` are locked in ascending order, and each person's next time is moved on by as many messages
    /// as fit into the patience; a direct message neither waits nor counts.
    static let paced = "WITH \(facts), \(pace), \(claimed)\n\(answer)"

    /// The rows, locked in ascending order, with all that decides about them. The verdict's order matters: what is
    /// settled comes before what is in the way now. A row carries along what is known of it: joining the parts of a
    /// group by id again would cost the square of its size.
    private static let facts = """
        delivery AS (
            SELECT deliveries.*, wanted.attempt AS wanted_attempt, wanted.number AS wanted_number
            FROM unnest($1::uuid[], $2::integer[], $8::integer[]) AS wanted (id, attempt, number)
            JOIN campanello.deliveries ON deliveries.id = wanted.id
            ORDER BY deliveries.id FOR NO KEY UPDATE OF deliveries
        ), fact AS (
            SELECT delivery.id, delivery.user_id, delivery.filter_id, delivery.is_direct, delivery.status,
                delivery.attempt, delivery.due_at, delivery.lease_until, delivery.reason, delivery.error_class,
                delivery.error_code, delivery.error_detail, delivery.first_attempt_at, delivery.attempts_before,
                coalesce(direct.address, recipients.address) AS address, recipients.refusals, direct.text_key, direct.parameters::text AS parameters,
                direct.locale,
                delivery.provider, delivery.number AS last_number, delivery.in_doubt_at IS NOT NULL AS is_in_doubt,
                delivery.must_use_template, recipients.number AS own_number,
                extract(epoch FROM now() - delivery.created_at)::float8 AS seconds_since_made,
                extract(epoch FROM now() - notification.ingested_at)::float8 AS seconds_since_listing,
                \(windows), \(number),
                CASE
                WHEN delivery.status NOT IN ('pending', 'sending') THEN 'finished'
                WHEN delivery.is_held THEN 'held'
                WHEN delivery.status = 'sending' AND delivery.lease_until > now() THEN 'leased'
                WHEN delivery.status = 'sending' THEN 'dead-claim'
                WHEN delivery.wanted_attempt <= delivery.attempt THEN 'superseded'
                WHEN delivery.due_at > now() + interval '50 milliseconds' THEN 'not-due'
                WHEN $7::boolean AND delivery.in_doubt_at IS NOT NULL
                    -- Not the first attempt that the operator has allowed.
                    AND (delivery.attempt > delivery.attempts_before OR delivery.replays = 0)
                    AND coalesce(delivery.provider <> ALL ($12::text[]), true) THEN 'hold'
                WHEN delivery.attempt - delivery.attempts_before >= $6::integer THEN 'spent'
                WHEN coalesce(notification.expires_at, direct.expires_at) <= now() THEN 'skip:expired'
                WHEN NOT users.is_active THEN 'skip:account-inactive'
                WHEN direct.address IS NOT NULL THEN 'claim'
                WHEN recipients.proved_at IS NULL THEN 'skip:unlinked'
                WHEN recipients.suspended_at IS NOT NULL
                    AND coalesce(direct.text_key, '') NOT IN ('opted_out', 'linked_silent', 'status_silent')
                    THEN 'skip:suspended'
                WHEN delivery.is_direct THEN 'claim'
                WHEN NOT recipients.enabled THEN 'skip:channel-off'
                WHEN filters.id IS NULL THEN 'skip:filter-deleted'
                WHEN NOT filters.is_active THEN 'skip:filter-paused'
                WHEN NOT filters.notification_enabled
                    OR NOT CASE $3 WHEN 'telegram' THEN filters.notify_telegram ELSE filters.notify_whatsapp END
                    THEN 'skip:filter-muted'
                ELSE 'claim' END AS verdict
            FROM delivery
            JOIN campanello.users ON users.id = delivery.user_id
            LEFT JOIN campanello.notifications AS notification ON notification.id = delivery.id
            LEFT JOIN campanello.direct_messages AS direct ON direct.id = delivery.id
            LEFT JOIN campanello.recipients ON recipients.user_id = delivery.user_id AND recipients.channel = $3
            LEFT JOIN campanello.filters ON filters.id = delivery.filter_id
        )
        """

    /// The numbers whose 24-hour window is open for the person: none for an address that is not theirs yet.
    private static let windows = """
        CASE WHEN $3 = 'telegram' OR direct.address IS NOT NULL THEN '{}' ELSE ARRAY(
                    SELECT conversation.number FROM campanello.conversation_windows AS conversation
                    WHERE conversation.user_id = delivery.user_id AND conversation.channel = $3
                        AND conversation.open_until > now() ORDER BY conversation.open_until DESC)
                END::bigint[] AS open_windows
        """

    /// What is in doubt stays with its number, whether it works or not. An answer goes to where the person writes; in
    /// all else people stay with their number, where they have one and it works.
    private static let number = """
        CASE WHEN delivery.in_doubt_at IS NOT NULL AND delivery.number IS NOT NULL THEN delivery.number
                ELSE coalesce(
                    CASE WHEN delivery.is_direct THEN (
                        SELECT conversation.number FROM campanello.conversation_windows AS conversation
                        WHERE conversation.user_id = delivery.user_id AND conversation.channel = $3
                            AND conversation.open_until > now() AND conversation.number = ANY ($9::integer[])
                        ORDER BY conversation.open_until DESC LIMIT 1) END,
                    CASE WHEN $10::boolean AND recipients.number = ANY ($9::integer[]) THEN recipients.number END,
                    delivery.wanted_number) END AS number
        """

    private static let unpaced = """
        SELECT id, number, is_in_doubt, 0::float8 AS wait, true AS may FROM fact WHERE verdict = 'claim'
        """

    private static let pace = """
        person AS (
            SELECT user_id, greatest(next_send_at, now()) AS base,
                greatest(CASE WHEN address LIKE '-%' THEN greatest($13::bigint, $14::bigint) ELSE $13::bigint END, 1)
                    AS spacing
            FROM campanello.recipients
            WHERE channel = $3
                AND user_id IN (SELECT user_id FROM fact WHERE verdict = 'claim' AND NOT is_direct)
            ORDER BY user_id FOR NO KEY UPDATE
        ), queued AS (
            SELECT fact.id, fact.user_id, fact.number, fact.is_in_doubt, person.base, person.spacing,
                row_number() OVER (PARTITION BY fact.user_id ORDER BY fact.id) AS turn,
                floor(extract(epoch FROM now() + $15::bigint * interval '1 millisecond' - person.base) * 1000
                    / person.spacing) + 1 AS room
            FROM fact JOIN person ON person.user_id = fact.user_id
            WHERE fact.verdict = 'claim' AND NOT fact.is_direct
        ), moved AS (
            UPDATE campanello.recipients SET next_send_at = last.next_send_at
            FROM (
                SELECT user_id, max(base + turn * spacing * interval '1 millisecond') AS next_send_at
                FROM queued WHERE turn <= room GROUP BY user_id
            ) AS last
            WHERE recipients.user_id = last.user_id AND recipients.channel = $3
        ), placed AS (
            SELECT id, number, is_in_doubt, turn <= room AS may,
                extract(epoch FROM base - now())::float8 + (turn - 1) * spacing / 1000.0 AS wait
            FROM queued
            UNION ALL
            SELECT id, number, is_in_doubt, true, 0 FROM fact WHERE verdict = 'claim' AND is_direct
        )
        """

    private static let claimed = """
        claimed AS (
            UPDATE campanello.deliveries AS target
            SET status = 'sending', attempt = target.attempt + 1, owner = $4,
                lease_until = now() + $5::bigint * interval '1 millisecond',
                first_attempt_at = coalesce(target.first_attempt_at, now()), reason = NULL, updated_at = now(),
                number = coalesce(placed.number, target.number),
                provider = CASE WHEN placed.is_in_doubt AND target.provider IS NOT NULL THEN target.provider
                    ELSE coalesce(($11::text[])[placed.number], target.provider) END
            FROM placed WHERE target.id = placed.id AND placed.may
        )
        """

    private static let answer = """
        SELECT fact.*,
            CASE WHEN verdict = 'claim' AND NOT placed.may THEN 'recipient-busy' ELSE verdict END AS decision,
            coalesce(CASE verdict
                WHEN 'claim' THEN placed.wait
                WHEN 'leased' THEN extract(epoch FROM lease_until - now())
                ELSE extract(epoch FROM due_at - now()) END, 0)::float8 AS wait
        FROM fact LEFT JOIN placed ON placed.id = fact.id
        """
}
