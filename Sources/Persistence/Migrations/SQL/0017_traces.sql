-- The way of a listing from its ingest to the provider's report, under one trace.

-- The trace of the event of the present version.
ALTER TABLE listings ADD COLUMN traceparent text;

-- When the newest of its listings came or changed: where the time from end to end begins.
ALTER TABLE notifications ADD COLUMN ingested_at timestamptz;
