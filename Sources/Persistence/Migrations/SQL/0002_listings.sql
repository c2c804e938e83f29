-- What portals list, in its current version; older versions are kept while they are needed to tell what is new.

CREATE TABLE listings (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    home_id bigint NOT NULL,            -- the home that this listing advertises: the id of its first listing
    source text NOT NULL,               -- by its canonical name
    external_id text NOT NULL,
    version integer NOT NULL DEFAULT 1, -- goes up with every change of the content
    matched_version integer NOT NULL DEFAULT 0, -- the version whose matches are written; set with them
    announce boolean NOT NULL DEFAULT true,     -- false: stored in silence, or too old when first seen
    content jsonb NOT NULL,             -- the whole listing as `Listing` encodes it; the columns below are for search
    title text NOT NULL,
    url text NOT NULL,
    price double precision,
    property_type text,                 -- one of the five, or null where the word is not known
    rooms integer,
    bathrooms integer,
    area double precision,
    furnished boolean,
    pets_allowed boolean,
    city text NOT NULL,
    city_key text NOT NULL,             -- the city folded so that its names in all languages are equal
    latitude double precision,
    longitude double precision,
    published_at timestamptz,
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    removed_at timestamptz,
    UNIQUE (source, external_id)
);
CREATE INDEX listings_by_city ON listings (city_key, first_seen_at DESC) WHERE removed_at IS NULL;
CREATE INDEX listings_by_first_seen ON listings (first_seen_at DESC) WHERE removed_at IS NULL;
CREATE INDEX listings_by_home ON listings (home_id);
CREATE INDEX listings_by_source_seen ON listings (source, last_seen_at) WHERE removed_at IS NULL;
-- The sweep looks for versions that nobody has matched.
CREATE INDEX listings_unmatched ON listings (updated_at) WHERE matched_version < version;

-- The contents that were replaced; the current one is in `listings`.
CREATE TABLE listing_versions (
    listing_id bigint NOT NULL REFERENCES listings ON DELETE CASCADE,
    version integer NOT NULL,
    content jsonb NOT NULL,
    replaced_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (listing_id, version)
);

CREATE TABLE listing_prices (
    listing_id bigint NOT NULL REFERENCES listings ON DELETE CASCADE,
    version integer NOT NULL,
    price double precision,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (listing_id, version)
);
