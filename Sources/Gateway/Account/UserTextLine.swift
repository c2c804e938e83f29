import Listings
import Notifications
import Persistence

/// A stored listing in one line of a page. Portals' texts are cleaned as they are for messages.
enum UserTextLine {
    static func of(_ record: ListingRecord) -> String {
        let facts = facts(record.listing)
        return UserText.cleaned(record.listing.title) + (facts.isEmpty ? "" : " — \(facts)")
    }

    static func values(_ record: ListingRecord) -> [String: Any] {
        var values: [String: Any] = ["title": UserText.cleaned(record.listing.title)]
        if let url = WebLink.checked(record.listing.url) { values["url"] = url }
        let facts = facts(record.listing)
        if !facts.isEmpty { values["facts"] = facts }
        return values
    }

    private static func facts(_ listing: Listing) -> String {
        var facts = [UserText.cleaned(listing.city)]
        if let price = listing.price {
            facts.append("\(JSONValue.number(price).written) \(UserText.cleaned(listing.priceCurrency))")
        }
        if let area = listing.area { facts.append("\(JSONValue.number(area).written) m²") }
        return facts.filter { !$0.isEmpty }.joined(separator: " · ")
    }
}
