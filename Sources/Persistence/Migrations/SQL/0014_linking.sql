-- Proofs that an address is a person's: at most one code a person and channel, gone when it was used, spoiled or has
-- expired. Nothing but the code's keyed hash is kept.
CREATE TABLE link_codes (
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    channel text NOT NULL CHECK (channel IN ('whatsapp', 'telegram')),
    code_hash text NOT NULL,            -- HMAC-SHA-256 by a key of the service's, in hexadecimal
    address text,                       -- WhatsApp: the number that is to be linked; Telegram: null, any chat may be
    instance_id text,
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, channel)
);
CREATE INDEX link_codes_by_hash ON link_codes (channel, code_hash);
CREATE INDEX link_codes_by_address ON link_codes (channel, address) WHERE address IS NOT NULL;
CREATE INDEX link_codes_by_expiry ON link_codes (expires_at);

-- Whether the person chose their language; until then the first one that a channel tells of them is taken.
ALTER TABLE users ADD COLUMN locale_chosen boolean NOT NULL DEFAULT false;
UPDATE users SET locale_chosen = true WHERE locale <> 'ru';

-- Where a message goes whose person has no address on the channel yet, or any more: a proof, or a farewell. Taken away
-- once the message has had its time.
ALTER TABLE direct_messages ADD COLUMN address text;
CREATE INDEX direct_messages_with_address ON direct_messages (expires_at) WHERE address IS NOT NULL;
