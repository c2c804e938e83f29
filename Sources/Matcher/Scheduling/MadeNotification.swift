import Contracts
import Foundation
import Logging
import Messaging
import Observability
import Persistence

extension NotificationDraft {
    /// Goes on in the trace of its newest listing. The others are named in the log, where their ways join.
    func traced(by listings: [Int64: PresentListing]) -> NotificationDraft {
        var draft = self
        let newest = items.first.flatMap { listings[$0.listingID] }
        draft.traceparent = newest?.traceparent.flatMap(TraceParent.init(_:))?.child().description
        draft.ingestedAt = newest?.changedAt
        return draft
    }
}

/// A notification that is committed, for the log: where the ways of its listings join.
struct MadeNotification: Sendable {
    private let metadata: Logger.Metadata

    init(_ draft: NotificationDraft, listings: [Int64: PresentListing]) {
        let shown = draft.items.prefix(NewListingsForFilter.maximumListings).map(\.listingID)
        let traces = shown.compactMap { listings[$0]?.traceparent.flatMap(TraceParent.init(_:))?.traceID }
        metadata = [
            LogKey.notification: "\(draft.id.text)", "channel": "\(draft.channel.rawValue)",
            "filter_id": "\(draft.filter.id)", "kind": "\(draft.kind.rawValue)", "total": "\(draft.items.count)",
            "listing_ids": "\(shown.map(String.init).joined(separator: ","))",
            "listing_traces": "\(traces.joined(separator: ","))",
            LogKey.trace: "\(draft.traceparent.flatMap(TraceParent.init(_:))?.traceID ?? "")",
        ]
    }

    func tell(_ logger: Logger) { logger.info("notification made", metadata: metadata) }
}
