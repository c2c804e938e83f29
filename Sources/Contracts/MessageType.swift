/// The `type` property of every message: a name and a major version. A new major version is a new case.
package enum MessageType: String, Sendable, Hashable, CaseIterable {
    case newListingsForFilter = "new-listings-for-filter.v1"
    case listingIngested = "listing-ingested.v1"
    case listingUpdated = "listing-updated.v1"
    case listingRemoved = "listing-removed.v1"
    case directMessage = "direct-message.v1"
    case deliveryChanged = "delivery-changed.v1"
}
