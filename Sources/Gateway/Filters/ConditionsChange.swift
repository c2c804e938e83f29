import Foundation
import Listings

/// Which conditions a body names, and how they are laid over those that stand: what it does not name stays, null
/// takes a condition away.
struct ConditionsChange: Sendable {
    private let named: Set<String>
    private let input: ConditionsInput

    init(_ body: FieldReader) {
        named = Set(ConditionsInput.fieldNames.filter(body.has))
        input = body.decoded(ConditionsInput.self) ?? ConditionsInput()
    }

    /// The conditions as they will be, in their canonical form.
    /// - Throws: `InvalidFields` with every fault, of what is named and of what no longer goes with it.
    func applied(to conditions: FilterConditions) throws(InvalidFields) -> FilterConditions {
        var merged = ConditionsInput(conditions)
        merged.problems = input.problems
        lists(&merged)
        take("min_price", \.minPrice, &merged)
        take("max_price", \.maxPrice, &merged)
        take("max_price_per_m2", \.maxPricePerM2, &merged)
        take("min_rooms", \.minRooms, &merged)
        take("max_rooms", \.maxRooms, &merged)
        take("min_area", \.minArea, &merged)
        take("max_area", \.maxArea, &merged)
        take("furnished", \.furnished, &merged)
        take("pets_allowed", \.petsAllowed, &merged)
        take("latitude", \.latitude, &merged)
        take("longitude", \.longitude, &merged)
        take("radius_km", \.radiusKm, &merged)
        take("area_polygon", \.areaPolygon, &merged)
        take("private_only", \.privateOnly, &merged)
        return try ConditionsValidation.conditions(merged)
    }

    /// The old singular name or the new plural one replaces the list; with both, both are taken.
    private func lists(_ merged: inout ConditionsInput) {
        if named.contains("city") || named.contains("cities") {
            (merged.city, merged.cities) = (input.city, input.cities)
        }
        if named.contains("property_type") || named.contains("property_types") {
            (merged.propertyType, merged.propertyTypes) = (input.propertyType, input.propertyTypes)
        }
        take("include_words", \.includeWords, &merged)
        take("exclude_words", \.excludeWords, &merged)
        take("sources", \.sources, &merged)
    }

    private func take<Value>(
        _ name: String, _ path: WritableKeyPath<ConditionsInput, Value?>, _ merged: inout ConditionsInput
    ) {
        if named.contains(name) { merged[keyPath: path] = input[keyPath: path] }
    }
}
