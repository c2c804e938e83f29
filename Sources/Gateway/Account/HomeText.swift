/// A listing, as the API answers it, in one line.
enum HomeText {
    static func line(_ listing: JSONValue) -> String {
        let facts = facts(listing)
        return facts.isEmpty ? title(listing) : "\(title(listing)) — \(facts)"
    }

    static func title(_ listing: JSONValue) -> String { listing["title"].written }

    /// `Roma · 1350 EUR · 70 m²`, without what is not stated.
    static func facts(_ listing: JSONValue) -> String {
        var facts = [listing["city"].written]
        if listing["price"].number != nil { facts.append("\(listing["price"].written) \(listing["currency"].written)") }
        if listing["area_sqm"].number != nil { facts.append("\(listing["area_sqm"].written) m²") }
        return facts.filter { !$0.isEmpty }.joined(separator: " · ")
    }
}
