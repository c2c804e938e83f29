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
        var columns = row.columns
        self.init(
            id: try columns.int64("id"), userID: try columns.int64("user_id"),
            settings: FilterDraft(
                name: try columns.string("name"), isActive: try columns.bool("is_active"),
                notificationEnabled: try columns.bool("notification_enabled"),
                notificationFrequencyHours: try columns.intIfPresent("notification_frequency_hours"),
                notifyTelegram: try columns.bool("notify_telegram"),
                notifyWhatsApp: try columns.bool("notify_whatsapp"),
                conditions: try FilterConditions(&columns)),
            conditionsVersion: try columns.int("conditions_version"),
            pausedAt: try columns.dateIfPresent("paused_at"), createdAt: try columns.date("created_at"),
            updatedAt: try columns.date("updated_at"))
    }
}

extension FilterConditions {
    fileprivate init(_ columns: inout PostgresColumns) throws {
        self.init(
            cities: try columns.strings("cities"), minPrice: try columns.doubleIfPresent("min_price"),
            maxPrice: try columns.doubleIfPresent("max_price"),
            maxPricePerM2: try columns.doubleIfPresent("max_price_per_m2"),
            propertyTypes: try columns.strings("property_types").compactMap(PropertyType.init(rawValue:)),
            minRooms: try columns.intIfPresent("min_rooms"), maxRooms: try columns.intIfPresent("max_rooms"),
            minArea: try columns.doubleIfPresent("min_area"), maxArea: try columns.doubleIfPresent("max_area"),
            furnished: try columns.boolIfPresent("furnished"), petsAllowed: try columns.boolIfPresent("pets_allowed"),
            latitude: try columns.doubleIfPresent("latitude"), longitude: try columns.doubleIfPresent("longitude"),
            radiusKm: try columns.doubleIfPresent("radius_km"), includeWords: try columns.strings("include_words"),
            excludeWords: try columns.strings("exclude_words"),
            areaPolygon: try columns.stringIfPresent("area_polygon").map {
                try JSONDecoder().decode(GeoPolygon.self, from: Data($0.utf8))
            },
            privateOnly: try columns.bool("private_only"), sources: try columns.strings("sources"))
    }
}
