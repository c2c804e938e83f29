-- What was found for whom. Written by COPY, by the day, never updated.

CREATE TABLE matches (
    matched_at timestamptz NOT NULL,
    filter_id bigint NOT NULL,
    user_id bigint NOT NULL,
    listing_id bigint NOT NULL,
    home_id bigint NOT NULL,
    listing_version integer NOT NULL,
    episode integer NOT NULL DEFAULT 0
) PARTITION BY RANGE (matched_at);
CREATE INDEX matches_by_filter ON matches (filter_id, matched_at);
CREATE INDEX matches_by_listing ON matches (listing_id);

-- Makes the partitions from yesterday to `days` ahead, by UTC days; safe for replicas to call together.
CREATE FUNCTION ensure_match_partitions(days integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    day date;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('campanello.matches'));
    FOR day IN SELECT generate_series(-1, days) + (now() AT TIME ZONE 'UTC')::date LOOP
        IF to_regclass('campanello.matches_' || to_char(day, 'YYYYMMDD')) IS NULL THEN
            EXECUTE format('CREATE TABLE campanello.%I PARTITION OF campanello.matches FOR VALUES FROM (%L) TO (%L)',
                'matches_' || to_char(day, 'YYYYMMDD'), day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
        END IF;
    END LOOP;
END $$;
SELECT ensure_match_partitions(7);

-- A filter and channel for which something may be pending. Inserted with the matches, locked while a notification is
-- made of them, deleted when nothing is left. No foreign key: it would lock the filter's row for every match.
CREATE TABLE pending_filters (
    filter_id bigint NOT NULL,
    channel text NOT NULL,
    user_id bigint NOT NULL,
    first_pending_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (filter_id, channel)
);
CREATE INDEX pending_filters_by_due ON pending_filters (due_at);
CREATE INDEX pending_filters_by_user ON pending_filters (user_id, channel);
