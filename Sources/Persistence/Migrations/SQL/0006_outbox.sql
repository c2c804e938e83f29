-- Events on their way to the broker: written with the data they speak of, deleted once the broker has confirmed them.

CREATE TABLE outbox (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service text NOT NULL,              -- whose relay publishes it
    exchange text NOT NULL,
    routing_key text NOT NULL,
    message_id uuid NOT NULL,
    type text NOT NULL,
    body text NOT NULL,                 -- the JSON exactly as it is published
    attempt integer NOT NULL DEFAULT 1,
    correlation_id text,
    traceparent text,
    created_at timestamptz NOT NULL DEFAULT now(),
    not_before timestamptz NOT NULL DEFAULT now(),
    leased_until timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 70);
CREATE INDEX outbox_by_lane ON outbox (service, exchange, routing_key, seq);

-- Calls the relays by lane, so that none has to look for the lanes that have something.
CREATE FUNCTION outbox_announce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('campanello_outbox', service || ' ' || exchange || ' ' || routing_key)
    FROM (SELECT DISTINCT service, exchange, routing_key FROM added) AS lane;
    RETURN NULL;
END $$;
CREATE TRIGGER outbox_announced AFTER INSERT ON outbox
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION outbox_announce();

-- Send slots, shared by all replicas of a sender: the time at which the next one of an account or number is free.
CREATE TABLE send_slots (
    key text PRIMARY KEY,
    next_at timestamptz NOT NULL
);

-- How far each sender's queue has come, as the senders see it: the sweep leaves a moving or a waiting queue alone.
CREATE TABLE queue_progress (
    queue text PRIMARY KEY,
    last_delivered_id uuid,
    last_delivered_at timestamptz,
    ready_messages bigint,
    recorded_at timestamptz NOT NULL DEFAULT now()
);
