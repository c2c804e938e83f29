-- What an event's message carries besides its own headers, as text by name: why it is a dead letter.
ALTER TABLE outbox ADD COLUMN headers jsonb;
