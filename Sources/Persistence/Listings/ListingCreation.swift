import Contracts
import Foundation
import Listings
import Messaging
import Postgres

/// Inserts the listings of an ingest that are not stored yet, with their events.
///
/// Their ids are drawn first, so that the events can be written here: it costs the server ten times as much to put them
/// together from the contents.
struct ListingCreation {
    let service: String
    let options: IngestOptions
    /// How long the events are kept from the relays, being handed over; nil: they are left to the relays.
    let lease: Duration?
    let connection: PostgresConnection

    /// A listing that was inserted.
    struct Created {
        /// Of the entry that speaks of it.
        let index: Int
        let id: Int64
        let cityKey: String
        let change: ListingChange
        /// Nil without a lease.
        let event: LeasedEvent?
    }

    /// An entry that looks new; another ingest may be inserting it at this moment.
    private struct Newcomer {
        let index: Int
        let id: Int64
        let cityKey: String
        let event = UUID.v7()
    }

    /// - Parameter entries: ascending by source and external id, each once.
    /// - Returns: by ascending id. What another ingest has inserted meanwhile is not among them.
    func run(_ entries: [IngestRow]) async throws -> [Created] {
        let (newcomers, now) = try await newcomers(entries)
        guard !newcomers.isEmpty else { return [] }
        let bodies = bodies(of: newcomers, entries, at: now)
        let rows = try await connection.query(
            Self.insertSQL,
            [
                ListingJSON.array(newcomers.map(\.index), of: entries), .intArray(newcomers.map(\.id)),
                .textArray(newcomers.map(\.cityKey)), .uuidArray(newcomers.map(\.event)), .bytes(bodies.bytes),
                .intArray(bodies.ranges.map { Int64($0.lowerBound) }), .intArray(bodies.ranges.map { Int64($0.count) }),
                .bool(options.announces), .int(options.maximumAge.inMilliseconds), .text(service),
                PostgresValue(options.traceparent), PostgresValue(lease?.inMilliseconds),
            ])
        var seqs: [Int64: Int64] = [:]
        for row in rows { seqs[try row.decode("id")] = try row.decode("seq", as: Int64.self) }
        return zip(newcomers, bodies.ranges).compactMap { newcomer, range in
            seqs[newcomer.id].map {
                created(newcomer, entries[newcomer.index].listing, seq: $0, body: bodies.bytes[range], at: now)
            }
        }
    }

    private func newcomers(_ entries: [IngestRow]) async throws -> (newcomers: [Newcomer], now: Date) {
        let listed = entries.indices.filter { !entries[$0].isRemoved }
        let rows = try await connection.query(
            """
            SELECT position, nextval((SELECT pg_get_serial_sequence('campanello.listings', 'id')::regclass)) AS id,
                now() AS now
            FROM (
                SELECT position FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS entry
                    (source, external_id, position)
                WHERE NOT EXISTS (SELECT FROM campanello.listings WHERE listings.source = entry.source
                    AND listings.external_id = entry.external_id)
                ORDER BY position
            ) AS new
            """,
            [
                .textArray(listed.map { entries[$0].listing.source }),
                .textArray(listed.map { entries[$0].listing.externalID }),
            ])
        let newcomers = try rows.map { row in
            let index = listed[try row.decode("position", as: Int.self) - 1]
            return Newcomer(
                index: index, id: try row.decode("id"), cityKey: CityName.key(entries[index].listing.city))
        }
        return (newcomers, try rows.first?.decode("now") ?? Date())
    }

    /// All events' bodies one after the other, and where each lies.
    private func bodies(
        of newcomers: [Newcomer], _ entries: [IngestRow], at time: Date
    ) -> (bytes: [UInt8], ranges: [Range<Int>]) {
        var writer = JSONWriter(capacity: newcomers.count * 1_024)
        var ranges: [Range<Int>] = []
        for newcomer in newcomers {
            let start = writer.bytes.count
            ListingEvent(
                id: newcomer.event, occurredAt: time, change: .ingested, listingID: newcomer.id, version: 1,
                listing: ListingFacts(id: newcomer.id, entries[newcomer.index].listing)
            ).write(to: &writer)
            ranges.append(start..<writer.bytes.count)
        }
        return (writer.bytes, ranges)
    }

    private func created(
        _ newcomer: Newcomer, _ listing: Listing, seq: Int64, body: ArraySlice<UInt8>, at time: Date
    ) -> Created {
        let event = newcomer.event.text
        let trace = options.traceparent.flatMap(TraceParent.init(_:)) ?? TraceParent(ofEvent: event)
        let change = ListingChange(
            id: newcomer.id, outcome: .created, source: listing.source, externalID: listing.externalID,
            traceID: trace?.traceID)
        let leased = lease.map { _ in
            LeasedEvent(
                seq: seq,
                publication: Publication(
                    Message(
                        event: event, type: MessageType.listingIngested.rawValue, timestamp: time, service: service,
                        cause: trace, body: Array(body)),
                    exchange: OutboxLane.newListings.exchange, routingKey: OutboxLane.newListings.routingKey))
        }
        return Created(
            index: newcomer.index, id: newcomer.id, cityKey: newcomer.cityKey, change: change, event: leased)
    }
}

extension OutboxLane {
    /// Events of listings that came.
    static let newListings = OutboxLane(exchange: Exchange.listings, routingKey: RoutingKey.listing(.ingested))
}
