-- What several numbers and the 24-hour window need to be remembered of deliveries and people.

-- The provider took it as an approved template: such messages count against the number's people in 24 hours.
ALTER TABLE deliveries ADD COLUMN is_template boolean NOT NULL DEFAULT false;

-- A failure after acceptance said that the window was closed: the next attempt is a template, or there is none.
ALTER TABLE deliveries ADD COLUMN must_use_template boolean NOT NULL DEFAULT false;

-- Until when a person is not written to on the channel, because the window is closed and no template works. An open
-- window ends it before.
ALTER TABLE recipients ADD COLUMN closed_until timestamptz;

-- No column in it changes when a delivery is claimed: such a change stays within its page.
CREATE INDEX deliveries_by_template ON deliveries (channel, accepted_at) WHERE is_template;
