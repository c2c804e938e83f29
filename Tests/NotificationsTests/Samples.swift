import Contracts
import Foundation
import Notifications

/// Events and formats that tests begin with.
enum Sample {
    static let whatsApp = MessageFormat(
        markup: .whatsApp, unit: .utf16, textLimit: 4_096, captionLimit: nil, maximumListings: 3)
    static let twilio = MessageFormat(
        markup: .whatsApp, unit: .utf16, textLimit: 1_600, captionLimit: nil, maximumListings: 3)
    static let telegram = MessageFormat(
        markup: .telegramHTML, unit: .scalars, textLimit: 4_096, captionLimit: 1_024, maximumListings: 5)

    static func listing(_ id: Int64 = 1, _ change: (inout ListingFacts) -> Void = { _ in }) -> AnnouncedListing {
        var facts = ListingFacts(
            id: id, source: "idealista", externalID: "3456", url: "https://www.idealista.it/immobile/\(id)/",
            title: "Прекрасная квартира в историческом центре", price: 1_800, rooms: 3, area: 85,
            address: "Via del Corso, 123", city: "Roma")
        change(&facts)
        return AnnouncedListing(facts: facts)
    }

    static func event(
        _ listings: [AnnouncedListing], total: Int? = nil, channel: Channel = .whatsapp, locale: String = "ru",
        filter: String = "Квартира в центре Рима"
    ) -> NewListingsForFilter {
        NewListingsForFilter(
            id: .v7(), occurredAt: Date(timeIntervalSince1970: 1_800_000_000), kind: .newListings, userID: 42,
            channel: channel, locale: locale, expiresAt: Date(timeIntervalSince1970: 1_800_086_400),
            filter: .init(id: 7, name: filter, city: "Roma"), total: total ?? listings.count,
            moreURL: "https://campanello.example/n/abc", listings: listings)
    }

    static func text(
        _ event: NewListingsForFilter, _ format: MessageFormat = whatsApp, account: String? = nil
    ) -> String {
        NotificationText(accountURL: account).message(for: event, in: format).text
    }
}
