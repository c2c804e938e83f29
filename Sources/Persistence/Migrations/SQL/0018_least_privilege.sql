-- What a service does through a function of the schema's owner, rather than by rights of its own.

-- Only whoever owns the tables may add and drop partitions.
ALTER FUNCTION ensure_match_partitions(integer) SECURITY DEFINER SET search_path = pg_catalog, pg_temp;

CREATE FUNCTION drop_match_partition(name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF name !~ '^matches_[0-9]{8}$' THEN RAISE EXCEPTION 'not a partition of matches'; END IF;
    EXECUTE format('DROP TABLE campanello.%I', name);
END $$;

-- The key of the addresses that said STOP never leaves these.
ALTER FUNCTION address_hash(text, text) SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION recipient_stops() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION recipient_stays_stopped() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION filter_deleted() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;

REVOKE EXECUTE ON FUNCTION ensure_match_partitions(integer) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION drop_match_partition(text) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION address_hash(text, text) FROM PUBLIC;
