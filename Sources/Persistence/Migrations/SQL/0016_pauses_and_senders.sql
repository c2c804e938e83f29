-- Pauses that are over stay until the next one, so that what came meanwhile is known; and how each sender stands.

ALTER TABLE pauses
    ADD COLUMN operator text NOT NULL DEFAULT '',
    ADD COLUMN resumed_at timestamptz;      -- null: it lasts

-- The sweep looks for what waited for a source to be resumed.
CREATE INDEX listings_unmatched_by_source ON listings (source, updated_at) WHERE matched_version < version;

-- One row for every sender that was heard of lately.
CREATE TABLE senders (
    owner text PRIMARY KEY,             -- the process, as its claims name it
    channel text NOT NULL,
    is_working boolean NOT NULL,
    reason text NOT NULL DEFAULT '',    -- why it is not working, as its readiness says
    since timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
