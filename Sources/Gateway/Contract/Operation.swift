/// One route as the contract tells of it.
struct Operation: Sendable {
    /// Who may come in.
    enum Door: String, Sendable {
        case open, person, ingest, `operator`
    }

    let method: String
    /// As OpenAPI writes it, `/api/v1/filters/{id}`.
    let path: String
    let tag: String
    let summary: String
    var door = Door.person
    var query: [(name: String, schema: JSONValue)] = []
    /// The schema of the JSON body; nil: there is none.
    var body: JSONValue?
    var isBodyOptional = false
    /// Statuses of success with the schemas of their bodies.
    var answers: [Int: JSONValue]
    /// Statuses of refusals, besides those that every route of its kind has.
    var refusals: [Int] = []
    var takesIdempotencyKey = false
    /// The content type of success.
    var produces = "application/json"

    private var parameterNames: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// `POST /api/v1/filters` as one word.
    var identifier: String {
        let parts = path.split(separator: "/").filter { $0 != "api" && $0 != "v1" }
        let words = parts.map { part in String(part.filter { $0.isLetter || $0.isNumber || $0 == "_" }) }
        return ([method.lowercased()] + words).joined(separator: "_")
    }

    var document: JSONValue {
        var fields: [String: JSONValue] = [
            "tags": .list([.text(tag)]), "summary": .text(summary), "operationId": .text(identifier),
            "responses": .object(responses),
        ]
        switch door {
        case .open: fields["security"] = .list([])
        case .person: fields["security"] = .list([JSONValue.object(["access_token": JSONValue.list([])])])
        case .operator: fields["security"] = .list([JSONValue.object(["operator_token": JSONValue.list([])])])
        case .ingest: fields["security"] = .list([JSONValue.object(["ingest_key": JSONValue.list([])])])
        }
        let parameters = parameters
        if !parameters.isEmpty { fields["parameters"] = .list(parameters) }
        if let body {
            fields["requestBody"] = .object([
                "required": .boolean(!isBodyOptional),
                "content": .object(["application/json": .object(["schema": body])]),
            ])
        }
        return .object(fields)
    }

    private var parameters: [JSONValue] {
        let inPath = parameterNames.map { name -> JSONValue in
            let isNumber = name == "listing" || (name == "id" && Self.numbered(path))
            return Self.parameter(
                name, "path", isNumber ? JSONSchema.id : JSONSchema.string("example", maximum: 200), isRequired: true)
        }
        let inQuery = query.map { Self.parameter($0.name, "query", $0.schema, isRequired: false) }
        let key = Self.parameter(
            "Idempotency-Key", "header",
            .object(["type": .text("string"), "pattern": .text("^[!-~]{1,200}$")]), isRequired: false)
        return inPath + inQuery + (takesIdempotencyKey ? [key] : [])
    }

    private static func parameter(_ name: String, _ place: String, _ schema: JSONValue, isRequired: Bool) -> JSONValue {
        .object([
            "name": .text(name), "in": .text(place), "required": .boolean(isRequired), "schema": schema,
        ])
    }

    /// Whether what is at the path has a number for its id, rather than a UUID.
    private static func numbered(_ path: String) -> Bool {
        !path.contains("/notifications/") && !path.contains("/ops/")
    }

    /// Every status that it may answer with.
    var statuses: [Int] { (refused + answers.keys).sorted() }

    private var refused: [Int] {
        var statuses = Set(refusals + [503])
        if door != .ingest { statuses.insert(429) }
        if door != .open { statuses.insert(401) }
        if body != nil { statuses.formUnion([400, 413, 415, 422]) }
        if !query.isEmpty || takesIdempotencyKey { statuses.insert(422) }
        if takesIdempotencyKey { statuses.insert(409) }
        if !parameterNames.isEmpty { statuses.insert(404) }
        return statuses.sorted()
    }

    private var responses: [String: JSONValue] {
        var responses: [String: JSONValue] = [:]
        for status in refused {
            responses[String(status)] = .object(["$ref": .text("#/components/responses/\(status)")])
        }
        for (status, schema) in answers {
            responses[String(status)] = .object([
                "description": .text(status == 202 ? "On its way" : "Done"),
                "content": .object([produces: .object(["schema": schema])]),
            ])
        }
        return responses
    }
}
