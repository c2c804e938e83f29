/// A filter in one line: `Roma · apartment · 900–1500 € · 2–3 rooms`.
struct FilterSummary: Sendable {
    let words: Words
    let language: Language

    func text(_ filter: JSONValue) -> String {
        var parts: [String] = []
        let cities = filter["cities"].written
        parts.append(cities.isEmpty ? words("any_city", language) : cities)
        let types = filter["property_types"].values.map { words("type_\($0.written)", language) }
        if !types.isEmpty { parts.append(types.joined(separator: ", ")) }
        for (name, unit) in [("price", "€"), ("rooms", words("unit_rooms", language)), ("area", "m²")] {
            let (least, most) = (filter["min_\(name)"].written, filter["max_\(name)"].written)
            switch (least.isEmpty, most.isEmpty) {
            case (true, true): continue
            case (false, true): parts.append("≥ \(least) \(unit)")
            case (true, false): parts.append("≤ \(most) \(unit)")
            case (false, false): parts.append("\(least)–\(most) \(unit)")
            }
        }
        return parts.joined(separator: " · ")
    }
}
