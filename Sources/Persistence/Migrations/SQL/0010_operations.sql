-- What operators do.

-- Who did what and when. Rows are only ever added.
CREATE TABLE audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    operator text NOT NULL,             -- as the tool or the page was told, never an address
    action text NOT NULL,               -- replay, drop, pause, resume, …
    detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_log_by_time ON audit_log (at DESC);

-- Channels and sources that an operator has stopped, everywhere at once.
CREATE TABLE pauses (
    kind text NOT NULL CHECK (kind IN ('channel', 'source')),
    name text NOT NULL,
    reason text NOT NULL DEFAULT '',
    paused_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, name)
);

CREATE FUNCTION pauses_announce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY campanello_pauses;
    RETURN NULL;
END $$;
CREATE TRIGGER pauses_announced AFTER INSERT OR UPDATE OR DELETE ON pauses
    FOR EACH STATEMENT EXECUTE FUNCTION pauses_announce();

-- A replay gives a delivery all its attempts anew: those before it no longer count.
ALTER TABLE deliveries
    ADD COLUMN attempts_before integer NOT NULL DEFAULT 0,
    ADD COLUMN replays integer NOT NULL DEFAULT 0;
