import Contracts

extension ListingCreation {
    private static let names = ListingJSON.columns.map(\.name).joined(separator: ", ")
    private static let columns =
        (["source text", "external_id text"] + ListingJSON.columns.map { "\($0.name) \($0.type)" })
        .joined(separator: ", ")

    /// `$1` contents, `$2` ids, `$3` city keys, `$4` events' ids, `$5` their bodies, of which each begins at `$6` and
    /// has `$7` bytes, `$8` announced, `$9` the greatest age in milliseconds, `$10` service, `$11` traceparent, `$12` the
    /// events' lease in milliseconds or null. What is stored in silence counts as matched: nobody is to hear of this
    /// version, and a later one is compared with it.
    ///
    /// Reading a content's columns as a record takes the server a third of the time of asking for each by name.
    static let insertSQL = """
        WITH entry AS MATERIALIZED (
            SELECT listing.*, $8::boolean AND coalesce(
                published_at >= now() - $9::bigint * interval '1 millisecond', true) AS announce
            FROM ROWS FROM (
                jsonb_array_elements($1::jsonb), jsonb_to_recordset($1::jsonb) AS (\(columns)), unnest($2::bigint[]),
                unnest($3::text[]), unnest($4::uuid[]), unnest($6::integer[]), unnest($7::integer[])
            ) AS listing (content, source, external_id, \(names), id, city_key, event_id, body_start, body_size)
        ), inserted AS (
            INSERT INTO campanello.listings (id, home_id, source, external_id, announce, matched_version, content,
                city_key, traceparent, \(names))
            OVERRIDING SYSTEM VALUE
            SELECT id, id, source, external_id, announce, CASE WHEN announce THEN 0 ELSE 1 END, content, city_key,
                \(ListingEventSQL.trace(of: "event_id", or: "$11")), \(names)
            FROM entry ORDER BY id
            ON CONFLICT (source, external_id) DO NOTHING
            RETURNING id
        ), told AS (
            INSERT INTO campanello.outbox (service, exchange, routing_key, message_id, type, body, traceparent,
                leased_until)
            SELECT $10::text, '\(OutboxLane.newListings.exchange)', '\(OutboxLane.newListings.routingKey)', event_id,
                '\(MessageType.listingIngested.rawValue)',
                convert_from(substring($5::bytea FROM body_start + 1 FOR body_size), 'UTF8'), $11::text,
                coalesce(clock_timestamp() + $12::bigint * interval '1 millisecond', '-infinity')
            FROM inserted JOIN entry USING (id) ORDER BY id
            RETURNING seq, message_id
        )
        SELECT id, seq FROM told JOIN entry ON entry.event_id = told.message_id
        """
}
