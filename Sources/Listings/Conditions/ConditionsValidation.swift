/// Checks what a client asks for. Every fault is named by its field.
package struct ConditionsValidation {
    private var errors: [FieldError]

    /// The conditions that `input` asks for, brought to their canonical form.
    /// - Throws: `InvalidFields` with every fault.
    package static func conditions(_ input: ConditionsInput) throws(InvalidFields) -> FilterConditions {
        var validation = ConditionsValidation(errors: input.problems)
        let conditions = validation.checked(input)
        guard validation.errors.isEmpty else { throw InvalidFields(errors: validation.errors) }
        return conditions
    }

    /// The faults of conditions that come from elsewhere than a client.
    package static func errors(in conditions: FilterConditions) -> [FieldError] {
        do {
            _ = try Self.conditions(ConditionsInput(conditions))
            return []
        } catch {
            return error.errors
        }
    }

    private mutating func checked(_ input: ConditionsInput) -> FilterConditions {
        var conditions = FilterConditions()
        conditions.cities = cities(input)
        conditions.propertyTypes = types(input)
        (conditions.minPrice, conditions.maxPrice) =
            bounds("min_price", input.minPrice, "max_price", input.maxPrice, ConditionsLimits.price)
        conditions.maxPricePerM2 = number("max_price_per_m2", input.maxPricePerM2, ConditionsLimits.pricePerM2)
        (conditions.minRooms, conditions.maxRooms) =
            bounds("min_rooms", input.minRooms, "max_rooms", input.maxRooms, ConditionsLimits.rooms)
        (conditions.minArea, conditions.maxArea) =
            bounds("min_area", input.minArea, "max_area", input.maxArea, ConditionsLimits.area)
        conditions.furnished = input.furnished
        conditions.petsAllowed = input.petsAllowed
        circle(input, into: &conditions)
        conditions.includeWords = words("include_words", input.includeWords)
        conditions.excludeWords = words("exclude_words", input.excludeWords)
        contradictions(conditions)
        if let polygon = input.areaPolygon {
            if let fault = polygon.fault { errors.append(FieldError("area_polygon", fault)) }
            conditions.areaPolygon = polygon
        }
        conditions.privateOnly = input.privateOnly ?? false
        conditions.sources = sources(input.sources ?? [])
        return conditions
    }

    private mutating func circle(_ input: ConditionsInput, into conditions: inout FilterConditions) {
        let latitude = number("latitude", input.latitude, -90...90)
        let longitude = number("longitude", input.longitude, -180...180)
        let radius = number("radius_km", input.radiusKm, ConditionsLimits.radius)
        if input.radiusKm != nil, input.latitude == nil || input.longitude == nil {
            errors.append(FieldError("radius_km", "needs latitude and longitude, the circle's centre"))
        } else if (input.latitude == nil) != (input.longitude == nil) {
            let missing = input.latitude == nil ? "latitude" : "longitude"
            errors.append(FieldError(missing, "is missing, a centre has latitude and longitude"))
        }
        conditions.latitude = latitude
        conditions.longitude = longitude
        conditions.radiusKm = radius
    }

    /// A word that is wanted and unwanted at once would leave a filter that never matches.
    private mutating func contradictions(_ conditions: FilterConditions) {
        let wanted = Set(conditions.includeWords.map(TextFold.words))
        for (index, word) in conditions.excludeWords.enumerated() where wanted.contains(TextFold.words(word)) {
            errors.append(FieldError("exclude_words[\(index)]", "is among include_words too"))
        }
    }

    private mutating func number<Number: BinaryFloatingPoint>(
        _ field: String, _ value: Number?, _ range: ClosedRange<Number>
    ) -> Number? {
        bounds(field, value, field, nil, range).0
    }

    private mutating func bounds<Number: Comparable>(
        _ lowerField: String, _ lower: Number?, _ upperField: String, _ upper: Number?, _ range: ClosedRange<Number>
    ) -> (Number?, Number?) {
        for (field, value) in [(lowerField, lower), (upperField, upper)] {
            // A NaN is in no range.
            guard let value, !range.contains(value) else { continue }
            errors.append(FieldError(field, "must be from \(range.lowerBound) to \(range.upperBound)"))
        }
        if let lower, let upper, lower > upper {
            errors.append(FieldError(upperField, "is below \(lowerField), must be at least \(lower)"))
        }
        return (lower, upper)
    }

    fileprivate mutating func list(
        _ field: String, _ values: [String], limit: Int, _ check: (String) -> Reading<String>
    ) -> [String] {
        guard values.count <= limit else {
            errors.append(FieldError(field, "holds \(values.count) entries, at most \(limit) are allowed"))
            return []
        }
        var checked: [String] = []
        for (index, value) in values.enumerated() {
            switch check(value) {
            case .stated(let value): if !checked.contains(value) { checked.append(value) }
            case .notStated: break
            case .ambiguous(let detail), .wrong(let detail):
                errors.append(FieldError(values.count == 1 && field == "city" ? field : "\(field)[\(index)]", detail))
            }
        }
        return checked
    }
}

extension ConditionsValidation {
    private mutating func cities(_ input: ConditionsInput) -> [String] {
        let check: (String) -> Reading<String> = { city in
            let city = city.collapsed
            if city.isEmpty { return .wrong("is empty, must be a city's name like Roma; leave it out for any city") }
            guard city.unicodeScalars.count <= ConditionsLimits.city, !city.contains(where: \.isControl) else {
                return .wrong("must be a city's name of at most \(ConditionsLimits.city) characters")
            }
            return CityName.key(city).contains(where: \.isLetter) ? .stated(city) : .wrong("must be a city's name")
        }
        // Old clients send an empty city for any.
        let old = input.city.map { $0.trimmed.isEmpty ? [] : [$0] } ?? []
        let both =
            list("city", old, limit: 1, check)
            + list("cities", input.cities ?? [], limit: ConditionsLimits.cities, check)
        var keys: Set<String> = []
        return both.filter { keys.insert(CityName.key($0)).inserted }
    }

    private mutating func types(_ input: ConditionsInput) -> [PropertyType] {
        let known = PropertyType.allCases.map(\.rawValue).joined(separator: ", ")
        var named = input.propertyType.map { [("property_type", $0)] } ?? []
        named += (input.propertyTypes ?? []).enumerated().map { ("property_types[\($0.offset)]", $0.element) }
        guard named.count <= ConditionsLimits.words else {
            errors.append(FieldError("property_types", "holds too many entries; known are \(known)"))
            return []
        }
        var types: Set<PropertyType> = []
        var isAny = false
        for (field, word) in named {
            let folded = TextFold.fold(word.trimmed)
            if folded == "all" || (folded.isEmpty && field == "property_type") {
                isAny = true
            } else if let type = PropertyType(portalWord: folded) {
                types.insert(type)
            } else {
                errors.append(FieldError(field, "\(quoted(word)) is not known, must be one of \(known), or all"))
            }
        }
        return isAny ? [] : PropertyType.allCases.filter(types.contains)
    }

    private mutating func words(_ field: String, _ words: [String]?) -> [String] {
        list(field, words ?? [], limit: ConditionsLimits.words) { word in
            let word = word.collapsed
            guard word.unicodeScalars.count <= ConditionsLimits.word else {
                return .wrong("is longer than \(ConditionsLimits.word) characters")
            }
            return TextFold.words(word).isEmpty ? .wrong("must hold a letter or a digit") : .stated(word)
        }
    }

    private mutating func sources(_ names: [String]) -> [String] {
        list("sources", names, limit: ConditionsLimits.sources) { name in
            Source.canonical(name).map { .stated($0) } ?? .wrong("must be a portal's name like idealista")
        }
    }
}
