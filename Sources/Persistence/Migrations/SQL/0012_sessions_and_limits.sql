-- Sessions, codes, what an address may do, and what outlives an account.

-- A session is a family of refresh tokens: each is good once, and one that comes twice ends the family.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE refresh_tokens (
    token_hash text PRIMARY KEY,        -- SHA-256 in hexadecimal: the token has 256 random bits of its own
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    issued_at timestamptz NOT NULL DEFAULT now(),
    used_at timestamptz
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

-- At most one code a person; gone when it was used, spoiled or has expired.
CREATE TABLE password_resets (
    user_id bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    code_hash text NOT NULL,            -- HMAC-SHA-256 by a key of the service's, in hexadecimal
    message_id uuid NOT NULL,           -- the direct message that carries the code
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX password_resets_by_expiry ON password_resets (expires_at);

-- Token buckets, shared by all replicas. Unlogged: after a crash of the database everybody starts with a full one.
CREATE UNLOGGED TABLE rate_limits (
    key text PRIMARY KEY,
    tokens double precision NOT NULL,
    granted integer NOT NULL,           -- what the last request got
    at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
CREATE INDEX rate_limits_by_time ON rate_limits (at);

-- What was answered to a request with an Idempotency-Key. No status: it is still being worked on.
CREATE TABLE idempotency_keys (
    scope text NOT NULL,                -- who asked, and which route
    key text NOT NULL,
    user_id bigint REFERENCES users ON DELETE CASCADE,
    body_hash text NOT NULL,
    status integer,
    content_type text,
    location text,
    body bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);
CREATE INDEX idempotency_keys_by_user ON idempotency_keys (user_id);

-- Addresses whose owners said STOP and whose rows are gone since: nothing but a keyed hash is kept, and who links such
-- an address again hears nothing until START. The key never leaves the database.
CREATE TABLE address_key (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    key bytea NOT NULL
);
INSERT INTO address_key (key)
SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

CREATE TABLE stopped_addresses (
    address_hash bytea PRIMARY KEY,
    stopped_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION address_hash(channel text, address text) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(key || sha256(key || convert_to(channel || ':' || address, 'UTF8'))) FROM campanello.address_key
$$;

CREATE FUNCTION recipient_stops() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.address = OLD.address THEN
        -- START: from now on the address may hear again, wherever it is linked.
        IF OLD.suspended_reason = 'opted-out' AND NEW.suspended_at IS NULL THEN
            DELETE FROM campanello.stopped_addresses
            WHERE address_hash = campanello.address_hash(NEW.channel, NEW.address);
        END IF;
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT FROM campanello.stopped_addresses
        WHERE address_hash = campanello.address_hash(NEW.channel, NEW.address)) THEN
        NEW.suspended_at := now();
        NEW.suspended_reason := 'opted-out';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recipients_stopped BEFORE INSERT OR UPDATE ON recipients
    FOR EACH ROW EXECUTE FUNCTION recipient_stops();

CREATE FUNCTION recipient_stays_stopped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.suspended_reason = 'opted-out' AND (TG_OP = 'DELETE' OR NEW.address <> OLD.address) THEN
        INSERT INTO campanello.stopped_addresses (address_hash)
        VALUES (campanello.address_hash(OLD.channel, OLD.address)) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER recipients_stay_stopped AFTER DELETE OR UPDATE OF address ON recipients
    FOR EACH ROW WHEN (OLD.suspended_reason = 'opted-out') EXECUTE FUNCTION recipient_stays_stopped();

CREATE INDEX users_by_plan_end ON users (plan_expires_at) WHERE plan = 'premium';
