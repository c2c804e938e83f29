-- What people look for. `changed_xid` is the transaction of the row's last change: a Matcher asks for the rows whose
-- transaction was not visible in its previous snapshot, and so sees every change once committed, in whatever order
-- the transactions began.

CREATE TABLE filters (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    name text NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    notification_enabled boolean NOT NULL DEFAULT true,
    notification_frequency_hours integer CHECK (notification_frequency_hours BETWEEN 1 AND 168),
    notify_telegram boolean NOT NULL DEFAULT true,
    notify_whatsapp boolean NOT NULL DEFAULT true,
    cities text[] NOT NULL DEFAULT '{}',        -- as the person wrote them
    city_keys text[] NOT NULL DEFAULT '{}',     -- folded like listings.city_key
    min_price double precision,
    max_price double precision,
    max_price_per_m2 double precision,
    property_types text[] NOT NULL DEFAULT '{}',
    min_rooms integer,
    max_rooms integer,
    min_area double precision,
    max_area double precision,
    furnished boolean,
    pets_allowed boolean,
    latitude double precision,
    longitude double precision,
    radius_km double precision,
    include_words text[] NOT NULL DEFAULT '{}',
    exclude_words text[] NOT NULL DEFAULT '{}',
    area_polygon jsonb,
    private_only boolean NOT NULL DEFAULT false,
    sources text[] NOT NULL DEFAULT '{}',
    conditions_version integer NOT NULL DEFAULT 1,  -- goes up when a condition changes
    paused_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    changed_xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX filters_by_user ON filters (user_id, id);
CREATE INDEX filters_by_change ON filters (changed_xid);

-- What is left of a deleted filter, so that every Matcher hears of it.
CREATE TABLE deleted_filters (
    filter_id bigint PRIMARY KEY,
    deleted_at timestamptz NOT NULL DEFAULT now(),
    changed_xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX deleted_filters_by_change ON deleted_filters (changed_xid);

CREATE FUNCTION filter_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_xid := pg_current_xact_id();
    NEW.updated_at := now();
    RETURN NEW;
END $$;

CREATE FUNCTION filter_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO campanello.deleted_filters (filter_id) VALUES (OLD.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE FUNCTION filters_announce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY campanello_filters;
    RETURN NULL;
END $$;

CREATE TRIGGER filters_changed BEFORE INSERT OR UPDATE ON filters FOR EACH ROW EXECUTE FUNCTION filter_changed();
CREATE TRIGGER filters_deleted AFTER DELETE ON filters FOR EACH ROW EXECUTE FUNCTION filter_deleted();
CREATE TRIGGER filters_announced AFTER INSERT OR UPDATE OR DELETE ON filters
    FOR EACH STATEMENT EXECUTE FUNCTION filters_announce();

-- Filters that are to look back over what is listed already: a new or an edited one, or one that was resumed.
CREATE TABLE look_backs (
    filter_id bigint PRIMARY KEY REFERENCES filters ON DELETE CASCADE,
    since timestamptz,                  -- null: over everything; else only what was first seen after this
    requested_at timestamptz NOT NULL DEFAULT now()
);
