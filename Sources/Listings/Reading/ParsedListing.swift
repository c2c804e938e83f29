/// What a row of an ingest comes to.
package struct ParsedListing: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        case listing(Listing)
        /// `"removed": true` or `"is_active": false`: the listing is to be taken out.
        case removal(source: String, externalID: String)
        /// For the errors' reasons.
        case refused
    }

    package var outcome: Outcome
    /// Why the row is refused; empty otherwise.
    package var errors: [FieldError]
    /// What was taken as not stated, or cut.
    package var warnings: [FieldError]
    /// Names that no listing has.
    package var ignoredFields: [String]

    package var listing: Listing? {
        guard case .listing(let listing) = outcome else { return nil }
        return listing
    }
}
