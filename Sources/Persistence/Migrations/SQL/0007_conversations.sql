-- What comes back from people and providers: reports, what people write, the open windows, consents.

-- The number of ours with which a person's conversation is: they stay with it. Null until the first message.
ALTER TABLE recipients ADD COLUMN number integer;

-- Until when a person may be written to freely from a number: 24 hours after they last wrote to it.
CREATE TABLE conversation_windows (
    user_id bigint NOT NULL,
    channel text NOT NULL,
    number integer NOT NULL,            -- which of the configured numbers, 1 the first
    open_until timestamptz NOT NULL,
    PRIMARY KEY (user_id, channel, number),
    FOREIGN KEY (user_id, channel) REFERENCES recipients ON DELETE CASCADE
);

-- Every consent and its withdrawal. Rows are only ever added, and go with the account.
CREATE TABLE consents (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    channel text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('in', 'out')),
    how text NOT NULL,                  -- the act: link, start-keyword, stop-keyword, unlink, toggle, provider-block, …
    text_version text NOT NULL,         -- the version of the words that the person had before them
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX consents_by_user ON consents (user_id, channel, id);

CREATE FUNCTION consents_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'consents are never changed';
END $$;
CREATE TRIGGER consents_append_only BEFORE UPDATE ON consents FOR EACH ROW EXECUTE FUNCTION consents_stay();

-- Callbacks as they came in, in our own shape: stored before they are answered, worked off afterwards. A row that is
-- done keeps its key for the days in which the provider may repeat it, and loses its content.
CREATE TABLE callbacks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel text NOT NULL,
    provider text NOT NULL,
    number integer NOT NULL,            -- which of the configured numbers, 1 the first
    dedupe_key text NOT NULL,           -- what the provider repeats when it repeats the callback
    content jsonb,                      -- null once it is done
    received_at timestamptz NOT NULL DEFAULT now(),
    due_at timestamptz NOT NULL DEFAULT now(),
    tries integer NOT NULL DEFAULT 0,
    done_at timestamptz,
    UNIQUE (provider, number, dedupe_key)
);
CREATE INDEX callbacks_by_due ON callbacks (due_at) WHERE done_at IS NULL;
CREATE INDEX callbacks_by_age ON callbacks (done_at) WHERE done_at IS NOT NULL;

-- Homes that a person does not want to hear of again, on any channel.
CREATE TABLE dismissed_homes (
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    home_id bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, home_id)
);
