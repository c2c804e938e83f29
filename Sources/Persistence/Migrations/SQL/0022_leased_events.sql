-- Events that are written with a lease are published by whoever writes them: the relays are called for the others alone.
CREATE OR REPLACE FUNCTION outbox_announce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('campanello_outbox', service || ' ' || exchange || ' ' || routing_key)
    FROM (SELECT DISTINCT service, exchange, routing_key FROM added WHERE leased_until <= now()) AS lane;
    RETURN NULL;
END $$;
