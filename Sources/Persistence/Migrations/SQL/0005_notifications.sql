-- What is said to whom. A notification is of one filter and one channel and has one delivery of the same id.

CREATE TABLE notifications (
    id uuid PRIMARY KEY,                -- UUIDv7: also the event's id
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    filter_id bigint NOT NULL,          -- the history outlives the filter
    filter_name text NOT NULL,
    filter_city text,
    channel text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('new_listings', 'price_drop')),
    locale text NOT NULL,
    total integer NOT NULL,
    traceparent text,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX notifications_by_user ON notifications (user_id, created_at DESC);
CREATE INDEX notifications_by_filter ON notifications (filter_id, channel, created_at DESC);

CREATE TABLE notification_listings (
    notification_id uuid NOT NULL REFERENCES notifications ON DELETE CASCADE,
    position integer NOT NULL,          -- 1 is the newest
    listing_id bigint NOT NULL,
    home_id bigint NOT NULL,
    episode integer NOT NULL DEFAULT 0,
    previous_price double precision,
    filter_ids bigint[] NOT NULL,       -- every filter of the person that found it
    PRIMARY KEY (notification_id, position)
);

-- Messages that answer somebody: tests, proofs, replies. The text's key and parameters stay here, not in a queue.
CREATE TABLE direct_messages (
    id uuid PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    channel text NOT NULL,
    locale text NOT NULL,
    text_key text NOT NULL,
    parameters jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);

CREATE TABLE deliveries (
    id uuid PRIMARY KEY,                -- the notification's or the direct message's
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    channel text NOT NULL,
    is_direct boolean NOT NULL DEFAULT false,
    filter_id bigint,                   -- null for a direct message
    status text NOT NULL DEFAULT 'pending' CHECK (status IN
        ('pending', 'sending', 'accepted', 'sent', 'delivered', 'read', 'failed', 'dead', 'skipped')),
    attempt integer NOT NULL DEFAULT 0, -- how many attempts were claimed
    due_at timestamptz NOT NULL DEFAULT now(),
    owner text,                         -- the process that claimed it
    lease_until timestamptz,
    in_doubt_at timestamptz,            -- since when nobody knows whether the attempt arrived
    is_held boolean NOT NULL DEFAULT false,     -- in doubt, and the operator decides
    provider text,
    number integer,                     -- which of the configured numbers, 1 the first
    provider_message_id text,
    reason text,                        -- why it was skipped, died or is postponed
    error_class text,
    error_code text,
    error_detail text,
    created_at timestamptz NOT NULL DEFAULT now(),
    first_attempt_at timestamptz,
    accepted_at timestamptz,
    delivered_at timestamptz,
    read_at timestamptz,
    finished_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70);
CREATE INDEX deliveries_unfinished ON deliveries (filter_id, channel) WHERE status IN ('pending', 'sending');
CREATE INDEX deliveries_accepted ON deliveries (filter_id, channel, accepted_at DESC) WHERE accepted_at IS NOT NULL;
CREATE INDEX deliveries_by_person ON deliveries (user_id, channel, accepted_at DESC);
CREATE INDEX deliveries_to_sweep ON deliveries (due_at) WHERE status IN ('pending', 'sending');
CREATE INDEX deliveries_in_doubt ON deliveries (in_doubt_at) WHERE in_doubt_at IS NOT NULL;

-- Every request to a provider, with what came of it.
CREATE TABLE delivery_attempts (
    delivery_id uuid NOT NULL REFERENCES deliveries ON DELETE CASCADE,
    attempt integer NOT NULL,
    provider text,
    number integer,
    provider_message_id text,
    status text NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    error_class text,
    error_code text,
    error_detail text,
    PRIMARY KEY (delivery_id, attempt)
);
CREATE INDEX delivery_attempts_by_provider_id ON delivery_attempts (provider, provider_message_id)
    WHERE provider_message_id IS NOT NULL;

-- What a person has heard of, or is about to, on a channel: one row a home and episode, so nothing is said twice.
CREATE TABLE entries (
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    channel text NOT NULL,
    home_id bigint NOT NULL,
    episode integer NOT NULL DEFAULT 0,
    state text NOT NULL CHECK (state IN ('reserved', 'announced')),
    notification_id uuid NOT NULL,
    listing_id bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, channel, home_id, episode)
);
CREATE INDEX entries_by_notification ON entries (notification_id);
