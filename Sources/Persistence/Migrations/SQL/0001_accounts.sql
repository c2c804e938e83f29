-- People, and where each can be reached.

CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL,
    email_key text GENERATED ALWAYS AS (lower(email)) STORED UNIQUE,
    password_hash text NOT NULL,
    first_name text NOT NULL,
    last_name text,
    locale text NOT NULL DEFAULT 'ru' CHECK (locale IN ('ru', 'en', 'it')),
    time_zone text NOT NULL DEFAULT 'Europe/Rome',
    quiet_from time,
    quiet_to time,
    plan text NOT NULL DEFAULT 'free' CHECK (plan IN ('free', 'premium')),
    plan_expires_at timestamptz,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- One row a person and channel. Locking this row is how replicas share the work of speaking to somebody.
CREATE TABLE recipients (
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    channel text NOT NULL CHECK (channel IN ('whatsapp', 'telegram')),
    address text NOT NULL,              -- WhatsApp: E.164 with its plus sign; Telegram: the chat id in decimal
    username text,
    instance_id text,
    enabled boolean NOT NULL DEFAULT true,
    proved_at timestamptz,              -- when the person proved that the address is theirs
    linked_at timestamptz NOT NULL DEFAULT now(),
    suspended_at timestamptz,
    suspended_reason text,
    refusals integer NOT NULL DEFAULT 0,
    next_send_at timestamptz NOT NULL DEFAULT '-infinity',
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, channel),
    UNIQUE (channel, address)
);
