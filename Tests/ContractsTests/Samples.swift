import Contracts
import Foundation

/// Messages whose every field is set, and messages whose every optional is not.
enum Samples {
    static let time = Date(timeIntervalSince1970: 1_795_169_700)

    static let fullFacts = ListingFacts(
        id: 1001, source: "idealista", externalID: "3456", url: "https://www.idealista.it/immobile/3456/",
        title: "Appartamento in centro", price: 1800, propertyType: "apartment", rooms: 3, area: 85.5, floor: "2",
        furnished: true, petsAllowed: false, address: "Via del Corso, 123", city: "Roma", district: "Centro",
        latitude: 41.9, longitude: 12.48, images: ["https://img.example/1.jpg"], publishedAt: time)

    static let bareFacts = ListingFacts(
        id: 1, source: "casa", externalID: "x", url: "https://www.casa.it/x", title: "Roma", city: "Roma")

    static func notification(_ listings: [AnnouncedListing], city: String? = nil) -> NewListingsForFilter {
        NewListingsForFilter(
            id: UUID.v7(at: time), occurredAt: time, kind: .priceDrop, userID: 42, channel: .telegram, locale: "it",
            expiresAt: time.addingTimeInterval(86_400), filter: .init(id: 7, name: "Дом", city: city),
            total: listings.count, moreURL: "https://campanello.example/n/abc", listings: listings)
    }

    static let fullNotification = notification(
        [
            AnnouncedListing(
                facts: fullFacts, previousPrice: 2000, filters: [.init(id: 7, name: "Дом")],
                alsoAt: [.init(source: "casa", url: "https://www.casa.it/x")])
        ], city: "Roma")

    static let bareNotification = notification([AnnouncedListing(facts: bareFacts)])

    static func listingEvent(_ change: ListingEvent.Change) -> ListingEvent {
        ListingEvent(
            id: UUID.v7(at: time), occurredAt: time, change: change, listingID: 1, version: 2, listing: bareFacts)
    }

    static let direct = DirectMessage(
        id: UUID.v7(at: time), occurredAt: time, userID: 42, channel: .whatsapp, expiresAt: time)

    static let bareChange = DeliveryChanged(
        id: UUID.v7(at: time), occurredAt: time, deliveryID: UUID.v7(at: time), userID: 42, channel: .whatsapp,
        status: .dead, attempt: 9)

    static let fullChange = DeliveryChanged(
        id: UUID.v7(at: time), occurredAt: time, deliveryID: UUID.v7(at: time), userID: 42, channel: .whatsapp,
        filterID: 7, status: .skipped, attempt: 1, provider: "twilio", reason: "opted-out", errorClass: "opted-out",
        errorCode: "63016")

    static let all: [any Contract] =
        [fullNotification, bareNotification, direct, bareChange, fullChange]
        + ListingEvent.Change.allCases.map(listingEvent)
}
