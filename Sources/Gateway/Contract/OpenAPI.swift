import ServiceKit

/// The contract of the REST API: OpenAPI 3.1, made from ``operations``. A test holds them against the routes.
enum OpenAPI {
    static let operations: [Operation] =
        accountOperations + personOperations + filterOperations + listingOperations + channelOperations
        + historyOperations + operatorOperations

    static let document: JSONValue = .object([
        "openapi": .text("3.1.0"),
        "info": .object([
            "title": .text("Campanello"), "version": .text(CampanelloVersion.current),
            "description": .text(
                "New listings for saved filters, by WhatsApp and Telegram. Errors are problem documents of RFC 9457."),
            "license": .object(["name": .text("See LICENSE"), "identifier": .text("LicenseRef-Campanello")]),
        ]),
        "servers": .list([.object(["url": .text("/")])]),
        "tags": .list(tags.map { .object(["name": .text($0)]) }),
        "paths": .object(paths),
        "components": .object([
            "schemas": .object(schemas),
            "responses": .object(responses),
            "securitySchemes": .object([
                "access_token": .object([
                    "type": .text("http"), "scheme": .text("bearer"), "bearerFormat": .text("JWT"),
                ]),
                "ingest_key": .object(["type": .text("http"), "scheme": .text("bearer")]),
                "operator_token": .object(["type": .text("http"), "scheme": .text("bearer")]),
            ]),
        ]),
    ])

    static var tags: [String] {
        operations.map(\.tag).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private static var paths: [String: JSONValue] {
        Dictionary(grouping: operations, by: \.path).mapValues { group in
            .object(Dictionary(uniqueKeysWithValues: group.map { ($0.method.lowercased(), $0.document) }))
        }
    }

    /// Status, the problem's slug, and when it comes.
    static let problems: [(status: Int, slug: String, text: String)] = [
        (400, "refused", "The request cannot be read, or what it asks for cannot be done"),
        (401, "unauthorized", "No token or key, or one that is not valid"),
        (403, "plan-limit", "The plan allows no more"), (404, "not-found", "No such thing, or somebody else's"),
        (409, "conflict", "Taken already, or still being worked on"),
        (413, "too-large", "The body is larger than this route takes"),
        (
            415, "unsupported-media-type",
            "Another content type or coding; for a coding Accept-Encoding says what is taken"
        ),
        (422, "invalid-fields", "Fields are not acceptable, each named"),
        (429, "rate-limit", "Too many requests; Retry-After says when to come back"),
        (503, "unavailable", "Away for the moment; Retry-After says when to come back"),
    ]

    /// What a refusal's headers tell, by its status.
    private static let headers: [Int: [(name: String, schema: JSONValue)]] = [
        415: [("Accept-Encoding", JSONSchema.string("identity"))],
        429: [("Retry-After", JSONSchema.integer(example: 30))], 503: [("Retry-After", JSONSchema.integer(example: 5))],
    ]

    private static func headers(of status: Int) -> JSONValue {
        let told = (headers[status] ?? []).map { ($0.name, JSONValue.object(["schema": $0.schema])) }
        return .object(Dictionary(uniqueKeysWithValues: told))
    }

    private static var responses: [String: JSONValue] {
        Dictionary(
            uniqueKeysWithValues: problems.map { problem in
                let example: [String: JSONValue] = [
                    "type": .text("urn:campanello:problem:\(problem.slug)"), "title": .text(problem.text),
                    "status": .number(Double(problem.status)), "detail": .text(problem.text + "."),
                ]
                let content: JSONValue = .object([
                    "schema": JSONSchema.reference("Problem"), "example": .object(example),
                ])
                return (
                    String(problem.status),
                    .object([
                        "description": .text(problem.text), "headers": headers(of: problem.status),
                        "content": .object(["application/problem+json": content]),
                    ])
                )
            })
    }
}
