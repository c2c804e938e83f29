import Foundation
import Listings
import Logging
import Metrics
import NIOConcurrencyHelpers
import Observability
import Persistence

/// What became of the rows that scrapers sent, by portal.
final class IngestFigures: Sendable {
    /// Portals beyond so many are counted as `other`: who holds a key could name any.
    private static let maximumSources = 50

    private let known = NIOLockedValueBox<Set<String>>([])

    /// A refused row belongs to no portal: what it says of itself may be what is wrong with it.
    func ingested(_ rows: [IngestRow], _ result: IngestResult, rejected: Int) {
        for outcome in IngestOutcome.allCases {
            var sums: [String: Int] = [:]
            // By index, since a row is large to take out.
            for index in rows.indices where result.outcomes[index] == outcome {
                sums[rows[index].listing.source, default: 0] += 1
            }
            for (name, sum) in sums {
                let source = bounded(name)
                counter(source, outcome.rawValue).increment(by: sum)
                Self.heard(of: source, at: Date())
            }
        }
        if rejected > 0 { counter("unknown", "rejected").increment(by: rejected) }
    }

    /// The other replicas' ingests are looked up now and then.
    static func heard(of source: String, at time: Date) {
        Gauge(label: "gateway_source_last_ingest_timestamp_seconds", dimensions: [("source", source)])
            .record(time.timeIntervalSince1970)
    }

    func removed(_ count: Int, of source: String) {
        counter(bounded(source), IngestOutcome.removed.rawValue).increment(by: count)
    }

    private func counter(_ source: String, _ outcome: String) -> Counter {
        Counter(
            label: "gateway_ingest_listings_total", dimensions: [("source", source), ("outcome", outcome)])
    }

    private func bounded(_ source: String) -> String {
        known.withLockedValue { known in
            if known.contains(source) { return source }
            guard known.count < Self.maximumSources else { return "other" }
            known.insert(source)
            return source
        }
    }
}

extension ListingChange {
    /// The first line of a listing's way.
    func tell(_ logger: Logger) {
        logger.info(
            "listing ingested",
            metadata: [
                "listing_id": "\(id)", "source": "\(source)", "external_id": "\(externalID)",
                "outcome": "\(outcome.rawValue)", LogKey.trace: "\(traceID ?? "")",
            ])
    }
}
