-- Whether the owner of an address said STOP before the row that knew it went. The key that hides the addresses stays here.
CREATE FUNCTION address_is_stopped(channel text, address text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM campanello.stopped_addresses
        WHERE address_hash = campanello.address_hash(channel, address))
$$;
REVOKE EXECUTE ON FUNCTION address_is_stopped(text, text) FROM PUBLIC;
