-- Fewer index writes for each message that is sent.

-- A claim takes a delivery from one unfinished status to another. While the predicate of an index named the status, such
-- a change wrote every index of the table anew; finished_at is left alone by it.
ALTER TABLE deliveries ADD CONSTRAINT deliveries_finished_once_settled
    CHECK (finished_at IS NULL OR status NOT IN ('pending', 'sending'));
DROP INDEX deliveries_unfinished;
CREATE INDEX deliveries_unfinished ON deliveries (filter_id, channel) WHERE finished_at IS NULL;
DROP INDEX deliveries_to_sweep;
CREATE INDEX deliveries_to_sweep ON deliveries (due_at) WHERE finished_at IS NULL;

-- Room in each page for the versions that a row's life brings: claimed and recorded; reserved and announced.
ALTER TABLE deliveries SET (fillfactor = 50);
ALTER TABLE entries SET (fillfactor = 50);
