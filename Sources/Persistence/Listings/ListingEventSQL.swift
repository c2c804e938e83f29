import Contracts
import Postgres

/// A listing's event, written by the server: the row's id and version are known there, and ten thousand of them take
/// a fraction of the time. `ListingEventSQLTests` holds it to `Contracts.ListingEvent`.
enum ListingEventSQL {
    /// An `INSERT INTO outbox` of one event for each row of `table`, in the order of its ids.
    ///
    /// - Parameters:
    ///   - table: has the columns `id`, `version`, `content`, `published_at` and `event_id`.
    ///   - service: the placeholder of the service's name.
    ///   - traceparent: the placeholder of the trace's parent, or of null.
    static func insert(
        _ change: ListingEvent.Change, from table: String, service: String, traceparent: String
    ) -> String {
        """
        INSERT INTO campanello.outbox (service, exchange, routing_key, message_id, type, body, traceparent)
        SELECT \(service)::text, '\(Exchange.listings)', '\(RoutingKey.listing(change))', event_id,
            '\(type(of: change).rawValue)', \(body(change))::text, \(traceparent)::text
        FROM \(table) AS event ORDER BY id
        """
    }

    /// The trace of an event, which is kept with its listing: the given one, else the one that the event begins, as
    /// `TraceParent(ofEvent:)` has it.
    static func trace(of event: String, or traceparent: String) -> String {
        let digits = "translate(\(event)::text, '-', '')"
        return "coalesce(\(traceparent)::text, '00-' || \(digits) || '-' || right(\(digits), 16) || '-01')"
    }

    private static func type(of change: ListingEvent.Change) -> MessageType {
        switch change {
        case .ingested: .listingIngested
        case .updated: .listingUpdated
        case .removed: .listingRemoved
        }
    }

    private static func body(_ change: ListingEvent.Change) -> String {
        """
        json_build_object('id', event_id, 'occurred_at', \(time("now()")), 'change', '\(change.rawValue)',
            'listing_id', id, 'version', version, 'listing', json_build_object('id', id, \(facts),
            'images', coalesce(content->'images', '[]'), 'published_at', \(time("published_at"))))
        """
    }

    private static let facts = [
        "source", "external_id", "url", "title", "price", "price_currency", "property_type", "rooms", "area", "floor",
        "furnished", "pets_allowed", "address", "city", "district", "latitude", "longitude",
    ].map { "'\($0)', content->'\($0)'" }.joined(separator: ", ")

    private static func time(_ expression: String) -> String {
        #"to_char(\#(expression) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"#
    }
}
