import Foundation
import Listings
import Postgres

extension FilterStore {
    /// The columns that a draft fills, in the order of `parameters(_:)`.
    private static let settingColumns = [
        "name", "is_active", "notification_enabled", "notification_frequency_hours", "notify_telegram",
        "notify_whatsapp", "cities", "city_keys", "min_price", "max_price", "max_price_per_m2", "property_types",
        "min_rooms", "max_rooms", "min_area", "max_area", "furnished", "pets_allowed", "latitude", "longitude",
        "radius_km", "include_words", "exclude_words", "area_polygon", "private_only", "sources",
    ]

    /// `$1` is the person's id, the draft begins at `$2`.
    static let insertSQL = """
        INSERT INTO campanello.filters (user_id, \(settingColumns.joined(separator: ", ")), paused_at)
        VALUES ($1, \(settingColumns.indices.map { "$\($0 + 2)" }.joined(separator: ", ")),
            CASE WHEN $3 THEN NULL ELSE now() END)
        RETURNING \(FilterRecord.columns)
        """

    /// `$1` is the filter's id, the draft begins at `$2`, and the last says whether conditions changed.
    static let updateSQL = """
        UPDATE campanello.filters SET
            \(settingColumns.enumerated().map { "\($1) = $\($0 + 2)" }.joined(separator: ", ")),
            conditions_version = conditions_version + CASE WHEN $\(settingColumns.count + 2) THEN 1 ELSE 0 END,
            paused_at = CASE WHEN $3 THEN NULL ELSE coalesce(paused_at, now()) END
        WHERE id = $1 RETURNING \(FilterRecord.columns)
        """

    static func parameters(_ draft: FilterDraft) throws -> [PostgresValue] {
        let conditions = draft.conditions
        return [
            .text(draft.name), .bool(draft.isActive), .bool(draft.notificationEnabled),
            PostgresValue(draft.notificationFrequencyHours), .bool(draft.notifyTelegram),
            .bool(draft.notifyWhatsApp), .textArray(conditions.cities), .textArray(conditions.cityKeys),
            PostgresValue(conditions.minPrice), PostgresValue(conditions.maxPrice),
            PostgresValue(conditions.maxPricePerM2), .textArray(conditions.propertyTypes.map(\.rawValue)),
            PostgresValue(conditions.minRooms), PostgresValue(conditions.maxRooms),
            PostgresValue(conditions.minArea), PostgresValue(conditions.maxArea),
            PostgresValue(conditions.furnished), PostgresValue(conditions.petsAllowed),
            PostgresValue(conditions.latitude), PostgresValue(conditions.longitude),
            PostgresValue(conditions.radiusKm), .textArray(conditions.includeWords),
            .textArray(conditions.excludeWords), PostgresValue(json: try conditions.areaPolygon.map(polygonText)),
            .bool(conditions.privateOnly), .textArray(conditions.sources),
        ]
    }

    private static func polygonText(_ polygon: GeoPolygon) throws -> String {
        String(decoding: try JSONEncoder().encode(polygon), as: UTF8.self)
    }
}

extension FilterRecord {
    static let columns = """
        id, user_id, name, is_active, notification_enabled, notification_frequency_hours, notify_telegram,
        notify_whatsapp, cities, min_price, max_price, max_price_per_m2, property_types, min_rooms, max_rooms,
        min_area, max_area, furnished, pets_allowed, latitude, longitude, radius_km, include_words, exclude_words,
        area_polygon, private_only, sources, conditions_version, paused_at, created_at, updated_at
        """

    init(row: PostgresRow) throws {
        self.init(
            id: try row.decode("id"), userID: try row.decode("user_id"),
            settings: FilterDraft(
                name: try row.decode("name"), isActive: try row.decode("is_active"),
                notificationEnabled: try row.decode("notification_enabled"),
                notificationFrequencyHours: try row.decodeIfPresent("notification_frequency_hours"),
                notifyTelegram: try row.decode("notify_telegram"), notifyWhatsApp: try row.decode("notify_whatsapp"),
                conditions: try FilterConditions(row: row)),
            conditionsVersion: try row.decode("conditions_version"),
            pausedAt: try row.decodeIfPresent("paused_at"), createdAt: try row.decode("created_at"),
            updatedAt: try row.decode("updated_at"))
    }
}

extension FilterConditions {
    fileprivate init(row: PostgresRow) throws {
        let types: [String] = try row.decode("property_types")
        let polygon: String? = try row.decodeIfPresent("area_polygon")
        self.init(
            cities: try row.decode("cities"), minPrice: try row.decodeIfPresent("min_price"),
            maxPrice: try row.decodeIfPresent("max_price"),
            maxPricePerM2: try row.decodeIfPresent("max_price_per_m2"),
            propertyTypes: types.compactMap(PropertyType.init(rawValue:)),
            minRooms: try row.decodeIfPresent("min_rooms"), maxRooms: try row.decodeIfPresent("max_rooms"),
            minArea: try row.decodeIfPresent("min_area"), maxArea: try row.decodeIfPresent("max_area"),
            furnished: try row.decodeIfPresent("furnished"), petsAllowed: try row.decodeIfPresent("pets_allowed"),
            latitude: try row.decodeIfPresent("latitude"), longitude: try row.decodeIfPresent("longitude"),
            radiusKm: try row.decodeIfPresent("radius_km"), includeWords: try row.decode("include_words"),
            excludeWords: try row.decode("exclude_words"),
            areaPolygon: try polygon.map { try JSONDecoder().decode(GeoPolygon.self, from: Data($0.utf8)) },
            privateOnly: try row.decode("private_only"), sources: try row.decode("sources"))
    }
}
