-- Homes: how they are recognised at several portals, and their price's history.

-- A new listing is compared with other portals' listings of its city, area and price alone.
CREATE INDEX listings_by_size ON listings (city_key, source, round(area), price)
    WHERE area IS NOT NULL AND price IS NOT NULL;

-- The drops of a home's price that are worth speaking of again. Episode 0, its first sight, has no row.
CREATE TABLE home_episodes (
    home_id bigint NOT NULL,
    episode integer NOT NULL,
    price double precision NOT NULL,            -- after the drop
    previous_price double precision NOT NULL,   -- the highest since the episode before
    listing_id bigint NOT NULL,                 -- whose price dropped
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (home_id, episode)
);

-- What was gone when its message went out: it was not said, and is freed to be said when the home is listed again.
ALTER TABLE notification_listings ADD COLUMN left_out boolean NOT NULL DEFAULT false;
CREATE INDEX notification_listings_left_out ON notification_listings (notification_id) WHERE left_out;

-- Entries go when their home has not been seen for long: found by age, which is nearly their order on disk.
CREATE INDEX entries_by_age ON entries USING brin (at);

-- Nothing was left to say when this was last looked at, and a match may have been on its way: looked at again soon.
ALTER TABLE pending_filters ADD COLUMN is_empty boolean NOT NULL DEFAULT false;

-- A look-back that fails waits, so that it holds up nobody else's.
ALTER TABLE look_backs ADD COLUMN due_at timestamptz NOT NULL DEFAULT now(), ADD COLUMN failures integer NOT NULL DEFAULT 0;
CREATE INDEX look_backs_by_request ON look_backs (requested_at);
