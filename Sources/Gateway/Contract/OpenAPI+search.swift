import Listings
import Persistence

/// Filters, listings and the history.
extension OpenAPI {
    private static let filter = JSONSchema.reference("Filter")
    private static let one = "/api/v1/filters/{id}"

    static let filterOperations: [Operation] = [
        Operation(
            method: "GET", path: "/api/v1/filters", tag: "Filters", summary: "Your filters", query: page,
            answers: [200: JSONSchema.list(filter)]),
        Operation(
            method: "POST", path: "/api/v1/filters", tag: "Filters", summary: "Save a filter",
            body: JSONSchema.reference("FilterInput"), answers: [201: filter], refusals: [403],
            takesIdempotencyKey: true),
        Operation(
            method: "POST", path: "/api/v1/filters/preview", tag: "Filters",
            summary: "What this filter would have sent in the last 30 days", body: JSONSchema.reference("FilterChange"),
            answers: [
                200: JSONSchema.object([
                    "days": JSONSchema.integer(), "total_listings": JSONSchema.integer(),
                    "messages": JSONSchema.integer(),
                    "messages_at_night": JSONSchema.integer(), "listings_at_night": JSONSchema.integer(),
                    "interval_minutes": JSONSchema.integer(), "is_complete": JSONSchema.boolean,
                    "sample_listings": JSONSchema.list(JSONSchema.reference("Listing")),
                ])
            ]),
        Operation(method: "GET", path: one, tag: "Filters", summary: "One filter", answers: [200: filter]),
        Operation(
            method: "PUT", path: one, tag: "Filters", summary: "Change a filter; absent fields stay",
            body: JSONSchema.reference("FilterChange"), answers: [200: filter], refusals: [403]),
        Operation(
            method: "PATCH", path: one, tag: "Filters", summary: "Change a filter; absent fields stay",
            body: JSONSchema.reference("FilterChange"), answers: [200: filter], refusals: [403]),
        Operation(
            method: "DELETE", path: one, tag: "Filters", summary: "Delete a filter",
            answers: [200: JSONSchema.reference("Outcome")]),
        Operation(
            method: "POST", path: one + "/test", tag: "Filters", summary: "What matches now",
            answers: [
                200: JSONSchema.object([
                    "success": JSONSchema.boolean, "filter_name": JSONSchema.string("Centro"),
                    "total_matches": JSONSchema.integer(),
                    "message": JSONSchema.string("3 listings match this filter."),
                    "sample_listings": JSONSchema.list(JSONSchema.reference("Listing")),
                ])
            ]),
        Operation(method: "POST", path: one + "/pause", tag: "Filters", summary: "Pause", answers: [200: filter]),
        Operation(
            method: "POST", path: one + "/resume", tag: "Filters", summary: "Resume, looking back over the pause",
            answers: [200: filter], refusals: [403]),
        Operation(
            method: "GET", path: one + "/explain/{listing}", tag: "Filters",
            summary: "Why a listing matches or not, and what became of it",
            answers: [
                200: JSONSchema.object([
                    "filter_id": JSONSchema.id, "listing_id": JSONSchema.id, "matches": JSONSchema.boolean,
                    "conditions": JSONSchema.list(JSONSchema.anything),
                    "outcome": JSONSchema.object([
                        "matched_at": JSONSchema.orNull(JSONSchema.time), "dismissed": JSONSchema.boolean,
                        "channels": JSONSchema.list(JSONSchema.anything),
                    ]),
                ])
            ]),
    ]

    private static let search: [(name: String, schema: JSONValue)] =
        page + [
            ("city", JSONSchema.string("Roma")), ("min_price", JSONSchema.number(ConditionsLimits.price, example: 500)),
            ("max_price", JSONSchema.number(ConditionsLimits.price, example: 1500)),
            ("property_type", JSONSchema.list(JSONSchema.string("apartment"))),
            ("min_rooms", JSONSchema.integer(ConditionsLimits.rooms)),
            ("max_rooms", JSONSchema.integer(ConditionsLimits.rooms)),
            ("min_area", JSONSchema.number(ConditionsLimits.area, example: 40)),
            ("max_area", JSONSchema.number(ConditionsLimits.area, example: 120)), ("furnished", JSONSchema.boolean),
            ("pets_allowed", JSONSchema.boolean), ("source_site", JSONSchema.list(JSONSchema.string("idealista"))),
            ("sort", JSONSchema.choice(ListingSearch.Order.allCases.map(\.rawValue))),
            ("cursor", JSONSchema.string("bmV3…")),
        ]

    static let listingOperations: [Operation] = [
        Operation(
            method: "GET", path: "/api/v1/listings", tag: "Listings", summary: "Search", door: .open, query: search,
            answers: [
                200: JSONSchema.object([
                    "success": JSONSchema.boolean, "search_type": JSONSchema.string("filters"),
                    "message": JSONSchema.string("Found 3 listings."), "total_count": JSONSchema.integer(),
                    "returned_count": JSONSchema.integer(), "page_info": pageInfo,
                    "results": JSONSchema.list(JSONSchema.reference("Listing")),
                ])
            ]),
        Operation(
            method: "GET", path: "/api/v1/listings/{id}", tag: "Listings", summary: "One listing", door: .open,
            answers: [
                200: JSONSchema.object(["success": JSONSchema.boolean, "listing": JSONSchema.reference("Listing")])
            ]),
        Operation(
            method: "POST", path: "/api/v1/listings", tag: "Scrapers", summary: "Send up to 10,000 listings",
            door: .ingest, query: [("announce", JSONSchema.boolean), ("dry_run", JSONSchema.boolean)],
            body: JSONSchema.list(.object(["type": .text("object")]), maximum: 10_000),
            answers: [
                200: JSONSchema.object([
                    "received": JSONSchema.integer(), "created": JSONSchema.integer(), "updated": JSONSchema.integer(),
                    "unchanged": JSONSchema.integer(), "removed": JSONSchema.integer(),
                    "rejected": JSONSchema.integer(),
                    "errors": JSONSchema.list(JSONSchema.anything), "warnings": JSONSchema.list(JSONSchema.anything),
                    "ignored_fields": JSONSchema.anything,
                ])
            ]),
        Operation(
            method: "POST", path: "/api/v1/listings/sweep", tag: "Scrapers", summary: "Take out what is no longer seen",
            door: .ingest,
            body: JSONSchema.object(
                [
                    "source": JSONSchema.string("idealista"), "city": JSONSchema.orNull(JSONSchema.string("Roma")),
                    "seen_since": JSONSchema.time,
                ], required: ["source", "seen_since"]),
            answers: [200: JSONSchema.object(["success": JSONSchema.boolean, "removed": JSONSchema.integer()])]),
        Operation(
            method: "DELETE", path: "/api/v1/listings/{id}/{external_id}", tag: "Scrapers",
            summary: "Take one out; the first part is the source's name", door: .ingest,
            answers: [200: JSONSchema.object(["success": JSONSchema.boolean, "removed": JSONSchema.boolean])]),
    ]

    static let historyOperations: [Operation] = [
        Operation(
            method: "GET", path: "/api/v1/notifications", tag: "History", summary: "What was sent", query: page,
            answers: [
                200: JSONSchema.object([
                    "total_count": JSONSchema.integer(), "returned_count": JSONSchema.integer(), "page_info": pageInfo,
                    "results": JSONSchema.list(JSONSchema.reference("Notification")),
                ])
            ]),
        Operation(
            method: "GET", path: "/api/v1/notifications/{id}", tag: "History", summary: "One message with its timeline",
            answers: [
                200: JSONSchema.object([
                    "notification": JSONSchema.reference("Notification"), "more_url": JSONSchema.string("https://…"),
                    "timeline": JSONSchema.list(JSONSchema.anything), "attempts": JSONSchema.list(JSONSchema.anything),
                ])
            ]),
    ]
}
