import Listings

extension OpenAPI {
    static let schemas: [String: JSONValue] = [
        "Problem": JSONSchema.object(
            [
                "type": JSONSchema.string("urn:campanello:problem:invalid-fields"),
                "title": JSONSchema.string("Not valid"),
                "status": JSONSchema.integer(400...599, example: 422),
                "detail": JSONSchema.string("Not valid: min_price."),
                "errors": JSONSchema.list(
                    JSONSchema.object([
                        "field": JSONSchema.string("min_price"), "detail": JSONSchema.string("is negative"),
                    ])),
            ], required: ["type", "title", "status", "detail"]),
        "Outcome": JSONSchema.object(["success": JSONSchema.boolean, "message": JSONSchema.string("Done.")]),
        "User": user, "Session": session, "Filter": filter, "FilterInput": filterInput(required: ["name"]),
        "FilterChange": filterInput(required: []), "Listing": listing,
        "Notification": JSONSchema.object(
            ["id": JSONSchema.string("0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a11"), "total": JSONSchema.integer(example: 3)]),
    ]

    static let locale = JSONSchema.choice(["ru", "en", "it"])
    static let quietHours = JSONSchema.object(["from": JSONSchema.string("22:00"), "to": JSONSchema.string("07:30")])
    static let page: [(name: String, schema: JSONValue)] = [
        ("skip", JSONSchema.integer(0...Page.maximumSkip, example: 0)),
        ("limit", JSONSchema.integer(1...Page.maximumLimit, example: 20)),
    ]
    static let pageInfo = JSONSchema.object([
        "skip": JSONSchema.integer(example: 0), "limit": JSONSchema.integer(example: 20),
        "has_more": JSONSchema.boolean,
    ])

    private static let user = JSONSchema.object([
        "id": JSONSchema.id, "email": JSONSchema.string("anna@example.org"), "first_name": JSONSchema.string("Anna"),
        "last_name": JSONSchema.orNull(JSONSchema.string("Rossi")), "is_active": JSONSchema.boolean, "locale": locale,
        "time_zone": JSONSchema.string("Europe/Rome"), "quiet_hours": JSONSchema.orNull(quietHours),
        "subscription_type": JSONSchema.choice(["free", "premium"]),
        "subscription_expires_at": JSONSchema.orNull(JSONSchema.time),
        "created_at": JSONSchema.time, "updated_at": JSONSchema.time,
    ])

    private static let session = JSONSchema.object([
        "access_token": JSONSchema.string("eyJ…"), "token_type": JSONSchema.choice(["bearer"]),
        "expires_in": JSONSchema.integer(example: 1800), "refresh_token": JSONSchema.string("k3J…"),
        "user": JSONSchema.reference("User"),
    ])

    private static let types = JSONSchema.choice(PropertyType.allCases.map(\.rawValue))
    private static let switches = ["is_active", "notification_enabled", "notify_telegram", "notify_whatsapp"]

    /// The conditions as they are stored and read.
    private static let conditions: [String: JSONValue] = [
        "city": JSONSchema.orNull(JSONSchema.string("Roma", maximum: ConditionsLimits.city)),
        "cities": JSONSchema.list(
            JSONSchema.string("Roma", maximum: ConditionsLimits.city), maximum: ConditionsLimits.cities),
        "min_price": JSONSchema.orNull(JSONSchema.number(ConditionsLimits.price, example: 500)),
        "max_price": JSONSchema.orNull(JSONSchema.number(ConditionsLimits.price, example: 1500)),
        "max_price_per_m2": JSONSchema.orNull(JSONSchema.number(ConditionsLimits.pricePerM2, example: 25)),
        "property_types": JSONSchema.list(types),
        "min_rooms": JSONSchema.orNull(JSONSchema.integer(ConditionsLimits.rooms, example: 2)),
        "max_rooms": JSONSchema.orNull(JSONSchema.integer(ConditionsLimits.rooms, example: 4)),
        "min_area": JSONSchema.orNull(JSONSchema.number(ConditionsLimits.area, example: 40)),
        "max_area": JSONSchema.orNull(JSONSchema.number(ConditionsLimits.area, example: 120)),
        "furnished": JSONSchema.orNull(JSONSchema.boolean), "pets_allowed": JSONSchema.orNull(JSONSchema.boolean),
        "latitude": JSONSchema.orNull(JSONSchema.number(-90...90, example: 41.9)),
        "longitude": JSONSchema.orNull(JSONSchema.number(-180...180, example: 12.48)),
        "radius_km": JSONSchema.orNull(JSONSchema.number(ConditionsLimits.radius, example: 3)),
        "include_words": JSONSchema.list(JSONSchema.string("balcone")),
        "exclude_words": JSONSchema.list(JSONSchema.string("seminterrato")),
        "area_polygon": JSONSchema.orNull(.object(["type": .text("object")])), "private_only": JSONSchema.boolean,
        "sources": JSONSchema.list(JSONSchema.string("idealista")),
        "notification_frequency_hours": JSONSchema.orNull(
            JSONSchema.integer(ConditionsLimits.frequencyHours, example: 24)),
    ]

    private static let filter: JSONValue = {
        var fields = conditions
        fields["property_type"] = JSONSchema.orNull(types)
        for name in switches { fields[name] = JSONSchema.boolean }
        fields.merge([
            "id": JSONSchema.id, "user_id": JSONSchema.id, "name": JSONSchema.string("Centro"),
            "paused_at": JSONSchema.orNull(JSONSchema.time), "created_at": JSONSchema.time,
            "updated_at": JSONSchema.time,
        ]) { _, new in new }
        return JSONSchema.object(fields)
    }()

    private static func filterInput(required: [String]) -> JSONValue {
        var fields = conditions
        fields["property_type"] = JSONSchema.orNull(JSONSchema.string("apartment"))
        fields["property_types"] = JSONSchema.list(JSONSchema.string("apartment"))
        for name in switches { fields[name] = JSONSchema.boolean }
        fields["name"] = JSONSchema.string("Centro", maximum: 100)
        guard case .object(var input) = JSONSchema.object(fields, required: required) else { return .null }
        input["examples"] = .list([
            .object(["name": .text("Centro"), "city": .text("Roma"), "max_price": .number(1500)])
        ])
        return .object(input)
    }

    private static let listing = JSONSchema.object([
        "id": JSONSchema.id, "title": JSONSchema.string("Trilocale"),
        "price": JSONSchema.orNull(JSONSchema.number(example: 1350)),
        "currency": JSONSchema.string("EUR"), "city": JSONSchema.string("Roma"),
        "address_text": JSONSchema.orNull(JSONSchema.string("Via del Corso, 123")),
        "district": JSONSchema.orNull(JSONSchema.string("Centro")),
        "area_sqm": JSONSchema.orNull(JSONSchema.number(example: 70)),
        "num_rooms": JSONSchema.orNull(JSONSchema.integer(example: 3)),
        "num_bathrooms": JSONSchema.orNull(JSONSchema.integer(example: 1)),
        "property_type": JSONSchema.orNull(JSONSchema.string("apartment")),
        "floor": JSONSchema.orNull(JSONSchema.string("2")),
        "is_furnished": JSONSchema.orNull(JSONSchema.boolean), "pets_allowed": JSONSchema.orNull(JSONSchema.boolean),
        "images": JSONSchema.list(JSONSchema.string("https://example.org/1.jpg")),
        "url": JSONSchema.string("https://example.org/1"),
        "source_site": JSONSchema.string("idealista"), "original_id": JSONSchema.string("3456"),
        "latitude": JSONSchema.orNull(JSONSchema.number(example: 41.9)),
        "longitude": JSONSchema.orNull(JSONSchema.number(example: 12.48)),
        "published_at": JSONSchema.orNull(JSONSchema.time),
        "is_active": JSONSchema.boolean,
    ])
}
