"""The twin's statements: those of the Gateway's stores."""
user = """
    SELECT id, email, first_name, last_name, locale, time_zone, plan, plan_expires_at, is_active, created_at, updated_at
    FROM users WHERE id = $1 AND EXISTS (
        SELECT FROM sessions WHERE sessions.id = $2 AND sessions.user_id = $1 AND sessions.revoked_at IS NULL)
"""
recipient = """
    SELECT address, instance_id, enabled, proved_at, suspended_reason FROM recipients
    WHERE user_id = $1 AND channel = 'whatsapp'
"""
filters = """
    SELECT id, user_id, name, is_active, notification_enabled, notification_frequency_hours, notify_telegram,
        notify_whatsapp, cities, min_price, max_price, max_price_per_m2, property_types, min_rooms, max_rooms, min_area,
        max_area, furnished, pets_allowed, latitude, longitude, radius_km, include_words, exclude_words, area_polygon,
        private_only, sources, paused_at, created_at, updated_at
    FROM filters WHERE user_id = $1 ORDER BY id
"""
unknown = """
    SELECT position FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS entry (source, external_id, position)
    WHERE NOT EXISTS (SELECT FROM listings
        WHERE listings.source = entry.source AND listings.external_id = entry.external_id)
"""
seen = """
    UPDATE listings SET last_seen_at = now() FROM unnest($1::text[], $2::text[]) AS entry (source, external_id)
    WHERE listings.source = entry.source AND listings.external_id = entry.external_id
"""
insert = """
    WITH entry AS MATERIALIZED (
        SELECT nextval(pg_get_serial_sequence('campanello.listings', 'id')) AS id, position, content, city_key, event_id
        FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS listing (content, position)
        JOIN unnest($2::text[], $3::uuid[]) WITH ORDINALITY AS given (city_key, event_id, position) USING (position)
    ), inserted AS (
        INSERT INTO listings (id, home_id, source, external_id, content, city_key, title, url, price, property_type,
            rooms, bathrooms, area, furnished, pets_allowed, city, latitude, longitude, published_at)
        OVERRIDING SYSTEM VALUE
        SELECT id, id, content->>'source', content->>'external_id', content, city_key, content->>'title',
            content->>'url', (content->>'price')::float8, content->>'property_type', (content->>'rooms')::integer,
            (content->>'bathrooms')::integer, (content->>'area')::float8, (content->>'furnished')::boolean,
            (content->>'pets_allowed')::boolean, content->>'city', (content->>'latitude')::float8,
            (content->>'longitude')::float8, (content->>'published_at')::timestamptz
        FROM entry ORDER BY position ON CONFLICT (source, external_id) DO NOTHING RETURNING id, version
    ), told AS (
        INSERT INTO outbox (service, exchange, routing_key, message_id, type, body)
        SELECT 'twin', 'listings', 'listing.ingested', event_id, 'listing-ingested.v1', json_build_object(
            'id', event_id, 'occurred_at', now(), 'listing_id', id, 'version', version, 'listing', content)::text
        FROM inserted JOIN entry USING (id)
    )
    SELECT id FROM inserted
"""


def conditions(city, min_price, max_price, min_rooms, max_rooms, min_area, max_area, property_type):
    """The conditions that are set, and their values."""
    where, values = "removed_at IS NULL", []
    for text, value in [
            ("city_key = {}", city), ("(property_type IS NULL OR property_type = {})", property_type),
            ("(price IS NULL OR price >= {})", min_price), ("(price IS NULL OR price <= {})", max_price),
            ("(rooms IS NULL OR rooms >= {})", min_rooms), ("(rooms IS NULL OR rooms <= {})", max_rooms),
            ("(area IS NULL OR area >= {})", min_area), ("(area IS NULL OR area <= {})", max_area)]:
        if value is not None:
            values.append(value)
            where += " AND " + text.format(f"${len(values)}")
    return where, values


def page(where, bound):
    return f"""
        SELECT id, home_id, version, content, first_seen_at, last_seen_at, updated_at, removed_at FROM listings
        WHERE {where} ORDER BY first_seen_at DESC, id DESC OFFSET ${bound + 1} LIMIT ${bound + 2}
    """
