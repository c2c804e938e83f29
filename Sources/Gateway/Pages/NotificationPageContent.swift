import Foundation
import Listings
import Notifications
import Persistence

/// What the page of one message shows: the filter, how many listings, and each of them.
struct NotificationPageContent {
    let values: [String: Any]

    init(_ record: NotificationRecord, _ listings: [ListingRecord], appName: String) {
        let words = PageWords.of(record.kind)
        values = [
            "appName": appName,
            "locale": "ru",
            "title": words.title,
            "filterLabel": "Фильтр",
            "filterName": record.filterName,
            "count": "Найдено: \(listings.count) \(PageWords.listings(listings.count))",
            "listings": listings.enumerated().map { Self.values($0.element, position: $0.offset + 1) },
        ]
    }

    private static func values(_ item: ListingRecord, position: Int) -> [String: Any] {
        let listing = item.listing
        var values: [String: Any] = [
            "position": position,
            "title": UserText.cleaned(listing.title),
            "source": Source.displayName(listing.source),
            "openLabel": "Открыть объявление",
        ]
        if let url = WebLink.checked(listing.url) { values["url"] = url }
        if let image = listing.images.lazy.compactMap(WebLink.checked).first(where: { $0.hasPrefix("https://") }) {
            values["image"] = image
        }
        if let facts = facts(listing) { values["facts"] = facts }
        if let place = place(listing) { values["place"] = place }
        if item.isRemoved { values["note"] = "Объявление уже снято." }
        return values
    }

    /// `💰 1800€/мес • 🚪 3 комн. • 📐 85 м²`, without what is not stated.
    private static func facts(_ listing: Listing) -> String? {
        var facts: [String] = []
        if let price = listing.price {
            facts.append("💰 \(number(price))\(sign(listing.priceCurrency))/мес")
        }
        if let rooms = listing.rooms { facts.append("🚪 \(rooms) комн.") }
        if let area = listing.area { facts.append("📐 \(number(area)) м²") }
        return facts.isEmpty ? nil : facts.joined(separator: " • ")
    }

    /// The address, else the district; then the city unless it is in there already.
    private static func place(_ listing: Listing) -> String? {
        let street = UserText.cleaned(listing.address ?? listing.district ?? "")
        let city = UserText.cleaned(listing.city)
        if street.isEmpty { return city.isEmpty ? nil : city }
        // "Via Roma, 3" does not name its city: only a part behind a comma can.
        let parts = street.split(separator: ",").dropFirst().map { TextFold.key(String($0)) }
        return city.isEmpty || parts.contains(TextFold.key(city)) ? street : "\(street), \(city)"
    }

    private static func number(_ value: Double) -> String {
        let hundredths = (value * 100).rounded() / 100
        if hundredths == hundredths.rounded(), abs(hundredths) < 1e15 { return String(Int(hundredths)) }
        return String(hundredths).replacing(".", with: ",")
    }

    private static func sign(_ currency: String) -> String {
        switch currency.uppercased() {
        case "EUR": "€"
        case "USD": "$"
        case "GBP": "£"
        default: " " + UserText.cleaned(currency)
        }
    }
}

/// The page's own words, in Russian.
enum PageWords {
    static func of(_ kind: String) -> (title: String, note: String) {
        kind == "price_drop" ? ("Цена снижена", "") : ("Новые объявления", "")
    }

    /// объявление, объявления, объявлений.
    static func listings(_ count: Int) -> String {
        let (tens, ones) = (count % 100, count % 10)
        if (11...14).contains(tens) { return "объявлений" }
        if ones == 1 { return "объявление" }
        return (2...4).contains(ones) ? "объявления" : "объявлений"
    }
}
