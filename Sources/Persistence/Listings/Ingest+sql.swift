import Contracts

extension Ingest {
    private static let names = ListingJSON.columns.map(\.name).joined(separator: ", ")
    private static let expressions = ListingJSON.columns.map { ListingJSON.expression($0, of: "entry") }
        .joined(separator: ", ")

    /// `$1` contents, `$2` city keys, `$3` events' ids, `$4` ids of rows that are locked, `$5` announced, `$6`
    /// service, `$7` traceparent.
    ///
    /// The first price joins the history when it is first replaced. A version that comes in silence counts as matched
    /// only where nothing older is still to be matched: that would be lost.
    static let updateSQL = """
        WITH entry AS MATERIALIZED (
            SELECT id, position, content, city_key, event_id, (content->>'price')::float8 AS price
            FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS listing (content, position)
            JOIN unnest($2::text[], $3::uuid[], $4::bigint[]) WITH ORDINALITY
                AS given (city_key, event_id, id, position) USING (position)
        ), old AS MATERIALIZED (
            SELECT listings.id, listings.version, listings.content, listings.first_seen_at, listings.price,
                listings.price IS DISTINCT FROM entry.price AS has_new_price
            FROM campanello.listings JOIN entry USING (id)
        ), kept AS (
            INSERT INTO campanello.listing_versions (listing_id, version, content)
            SELECT id, version, content FROM old ORDER BY id ON CONFLICT DO NOTHING
        ), first_price AS (
            INSERT INTO campanello.listing_prices (listing_id, version, price, at)
            SELECT id, 1, price, first_seen_at FROM old WHERE has_new_price
                AND NOT EXISTS (SELECT FROM campanello.listing_prices AS known WHERE known.listing_id = old.id)
        ), changed AS (
            UPDATE campanello.listings SET version = listings.version + 1, content = entry.content,
                city_key = entry.city_key, (\(names)) = ROW(\(expressions)),
                announce = listings.announce OR $5::boolean,
                matched_version = listings.matched_version
                    + CASE WHEN NOT $5::boolean AND matched_version = version THEN 1 ELSE 0 END,
                last_seen_at = now(), updated_at = now(), removed_at = NULL,
                traceparent = \(ListingEventSQL.trace(of: "entry.event_id", or: "$7"))
            FROM entry WHERE listings.id = entry.id
            RETURNING listings.id, listings.version, listings.content, listings.published_at, listings.price,
                entry.event_id
        ), new_price AS (
            INSERT INTO campanello.listing_prices (listing_id, version, price)
            SELECT changed.id, changed.version, changed.price FROM changed JOIN old USING (id) WHERE has_new_price
        )
        \(ListingEventSQL.insert(.updated, from: "changed", service: "$6", traceparent: "$7"))
        """
}
